// The About box.
#pragma once

#include <string>

namespace traypulse::ui {

void show_about(const std::string& version);

}  // namespace traypulse::ui
