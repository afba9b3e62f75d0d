// Where this program's own files are. They are found from where the program itself lies, so that an
// installed tree can be moved; never through PATH or the environment, where a hostile one could
// name a helper of its own (CVE-2025-49809 was that).
#pragma once

#include <string>

namespace traypulse {

struct InstallLayout {
    std::string program;  ///< this executable; empty: the system does not say
    std::string helper;   ///< the one that this program starts; there need be none
};

/// Reads it once, at the first call: later the file may have been replaced by an upgrade. Any
/// thread. All paths are absolute.
const InstallLayout& install_layout();

}  // namespace traypulse
