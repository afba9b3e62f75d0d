// The shipped translations, by gettext: LANGUAGE, LC_ALL, LC_MESSAGES and LANG choose as usual.
#pragma once

#include <string>

namespace traypulse {

/// Takes over the person's language, time of day and numbers. LC_NUMERIC itself stays "C", or JSON
/// and logs would get decimal commas. `program`: this executable, empty where nobody knows. Once,
/// before other threads start.
void use_the_persons_language(const std::string& program);
/// Where the .mo files are: beside the program (a prefix may be moved, a build tree has its own),
/// else where the package has put them.
std::string translations_directory(const std::string& program);

}  // namespace traypulse
