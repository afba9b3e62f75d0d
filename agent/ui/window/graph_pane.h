// The right side of the window: range buttons, the graphs, and the values under the cursor in
// words.
#pragma once

#include <string>
#include <vector>

#include <wx/panel.h>

#include "agent/ui/window/graph_view.h"

class wxBoxSizer;
class wxButton;
class wxStaticText;
class wxToggleButton;

namespace traypulse::ui {

/// GUI thread.
class GraphPane final : public wxPanel {
 public:
    GraphPane(wxWindow* parent, WindowHistory& history, WallTime now);
    [[nodiscard]] GraphView& view() { return *view_; }
    /// The size of text has changed.
    void fit_buttons();

 private:
    void make_buttons(wxBoxSizer& into);
    void show_axis();
    void read(const std::string& words);

    GraphView* view_ = nullptr;
    std::vector<wxToggleButton*> ranges_;
    std::vector<wxButton*> steps_;  ///< nearer, farther, now
    wxButton* to_now_ = nullptr;
    wxStaticText* shown_ = nullptr;
    wxStaticText* values_ = nullptr;
    std::string said_;
};

}  // namespace traypulse::ui
