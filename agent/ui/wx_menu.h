// A menu tree as wxMenu, kept up to date while it is open.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <wx/menu.h>

#include "agent/desktop/menu_item.h"

namespace traypulse::ui {

/// One popup. wx deletes the wxMenu when it closes, and wx's ids must be small: both are kept here.
class ShownMenu {
 public:
    /// The wxMenu is the caller's to delete (wxTaskBarIcon does it).
    static std::shared_ptr<ShownMenu> open(const desktop::MenuItem& root);
    [[nodiscard]] wxMenu* menu() const { return menu_; }
    /// New texts and ticks, while it is open; what came or went shows when it is opened next.
    void update(const desktop::MenuItem& root);
    /// Our id of an item that sent wxEVT_MENU.
    [[nodiscard]] std::optional<int> item_id(int wx_id) const;

 private:
    class Noted;
    void fill(wxMenu& menu, const desktop::MenuItem& parent);
    int next_wx_id(int id);
    wxMenu* menu_ = nullptr;
    std::vector<int> ids_;  ///< ours, in the order of wx's
};

}  // namespace traypulse::ui
