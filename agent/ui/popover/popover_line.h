// One target in the popover: switch, name, state, sparkline, latency, availability.
#pragma once

#include <functional>

#include "agent/ui/popover/popover_model.h"

class wxCheckBox;
class wxFlexGridSizer;
class wxStaticBitmap;
class wxStaticText;
class wxWindow;

namespace traypulse::ui {

/// GUI thread. Its controls belong to `parent`.
class PopoverLine {
 public:
    static constexpr int kColumns = 5;
    struct Events {
        std::function<void(TargetId)> toggled;
        std::function<void(TargetId)> show_target;
    };
    PopoverLine(wxWindow& parent, wxFlexGridSizer& grid, const Events& events);
    /// Its controls call it where it stands.
    PopoverLine(const PopoverLine&) = delete;
    PopoverLine& operator=(const PopoverLine&) = delete;

    /// Changes what differs; true: something may need another width.
    bool show(const PopoverRow& row);
    /// Colours or the density have changed: the next show() draws all of it.
    void forget_drawn() { drawn_ = false; }
    void show_past(const std::vector<store::GraphPoint>* last_hour, WallTime now);
    [[nodiscard]] wxWindow* first_control() const;

 private:
    PopoverRow row_;
    bool drawn_ = false;
    wxCheckBox* switch_ = nullptr;
    wxStaticBitmap* state_ = nullptr;
    wxStaticBitmap* spark_ = nullptr;
    wxStaticText* now_ = nullptr;
    wxStaticText* availability_ = nullptr;
};

}  // namespace traypulse::ui
