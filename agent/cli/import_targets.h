// `traypulse import` of other programs' lists of targets.
#pragma once

#include <vector>

#include "agent/cli/wiring.h"
#include "agent/store/import.h"

namespace traypulse::cli {

/// Adds what the sources list to the configuration, or shows it (`dry_run`). The exit status.
int import_targets(const ImportArguments& arguments, const Paths& paths,
                   std::vector<store::ImportSource>& sources, const Wiring& wiring);

}  // namespace traypulse::cli
