#include "agent/desktop/menu_diff.h"

namespace traypulse::desktop {
namespace {

bool same_structure(const MenuItem& a, const MenuItem& b) {
    if (a.id != b.id || a.kind != b.kind || a.children.size() != b.children.size()) return false;
    for (std::size_t i = 0; i < a.children.size(); ++i) {
        if (!same_structure(a.children[i], b.children[i])) return false;
    }
    return true;
}

void collect(const MenuItem& a, const MenuItem& b, std::vector<const MenuItem*>& out) {
    if (a.label != b.label || a.checked != b.checked || a.enabled != b.enabled ||
        a.visible != b.visible)
        out.push_back(&b);
    for (std::size_t i = 0; i < a.children.size(); ++i) collect(a.children[i], b.children[i], out);
}

void copy_visibility(const MenuItem& from, MenuItem& to) {
    to.visible = from.visible;
    for (std::size_t i = 0; i < to.children.size(); ++i)
        copy_visibility(from.children[i], to.children[i]);
}

}  // namespace

MenuItem with_visibility_of(const MenuItem& shown, MenuItem next) {
    if (same_structure(shown, next)) copy_visibility(shown, next);
    return next;
}

MenuChange menu_change(const MenuItem& before, const MenuItem& after) {
    MenuChange change;
    change.structure = !same_structure(before, after);
    if (!change.structure) collect(before, after, change.properties);
    return change;
}

const MenuItem* find_item(const MenuItem& root, int id) {
    if (root.id == id) return &root;
    for (const auto& child : root.children) {
        if (const auto* found = find_item(child, id)) return found;
    }
    return nullptr;
}

}  // namespace traypulse::desktop
