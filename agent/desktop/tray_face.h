// What a tray icon shows. Plain value.
#pragma once

#include <string>
#include <vector>

#include "agent/desktop/pixmap.h"

namespace traypulse::desktop {

struct TrayFace {
    std::vector<Pixmap> icons;  ///< the same picture in the sizes that hosts ask for
    std::string tip;            ///< one sentence, plain text
    std::string tip_details;    ///< further lines, plain text; may be empty
    bool operator==(const TrayFace&) const = default;
};

}  // namespace traypulse::desktop
