// Text for interfaces that read it as markup (tooltips, notification bodies). Pure.
#pragma once

#include <string>

namespace traypulse::desktop {

/// `&`, `<` and `>` written so that they come out as themselves.
std::string escape_markup(const std::string& plain);

}  // namespace traypulse::desktop
