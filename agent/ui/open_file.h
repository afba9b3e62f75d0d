// Opens a file with the program that this person's desktop uses for it.
#pragma once

#include <string>

namespace traypulse::ui {

/// Returns at once. Where no program can be found, a dialog says so and names the file.
void open_file(const std::string& path);

}  // namespace traypulse::ui
