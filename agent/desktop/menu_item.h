// A menu as data: one tree for the StatusNotifierItem's D-Bus menu and for wxMenu.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace traypulse::desktop {

struct MenuItem {
    enum class Kind : std::uint8_t { normal, check, separator };
    /// Unique in the tree, never 0, and stable while the item exists: hosts keep menus open across
    /// changes.
    int id = 0;
    std::string label;  ///< plain UTF-8; an underscore is an underscore
    Kind kind = Kind::normal;
    bool checked = false;
    bool enabled = true;
    bool visible = true;
    std::vector<MenuItem> children;
    bool operator==(const MenuItem&) const = default;
};

}  // namespace traypulse::desktop
