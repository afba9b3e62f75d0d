// What a change of the menu means for those who show it. Pure.
#pragma once

#include <vector>

#include "agent/desktop/menu_item.h"

namespace traypulse::desktop {

/// Hosts (LXQt) close an open menu when its layout changes, so layout is spared wherever it can be.
struct MenuChange {
    /// Items came, went, moved or became another kind.
    bool structure = false;
    /// Otherwise: the items of `after` whose text, tick or visibility differ. Valid while `after`
    /// is.
    std::vector<const MenuItem*> properties;
};

MenuChange menu_change(const MenuItem& before, const MenuItem& after);

/// `next` with the visibility that `shown` has, where both have the same structure: for a menu that
/// may be open, whose lines would jump if one came or went.
MenuItem with_visibility_of(const MenuItem& shown, MenuItem next);

/// The item with that id in the tree, or null.
const MenuItem* find_item(const MenuItem& root, int id);

}  // namespace traypulse::desktop
