// The left side of the window: targets with switch, state, latency, and the last hour.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <wx/panel.h>

#include "agent/ui/status_model.h"
#include "agent/ui/window/fitted_columns.h"
#include "agent/ui/window/window_history.h"

class wxDataViewEvent;
class wxDataViewListCtrl;

namespace traypulse::ui {

/// GUI thread.
class TargetList final : public wxPanel {
 public:
    struct Events {
        std::function<void(TargetId)> toggled;  ///< watch it, or do not
        std::function<void()> chosen_changed;   ///< other graphs are wanted
    };
    /// So many graphs are shown at first, if there are so many targets.
    static constexpr std::size_t kFirstChosen = 3;

    TargetList(wxWindow* parent, WindowHistory& history, Events events);

    /// Changes what differs and nothing else.
    void show_rows(const std::vector<StatusRow>& rows);
    /// The last hours are known anew.
    void show_last_hours();
    /// Colours or the density have changed.
    void redraw();
    /// The size of text has changed: the columns have what they need of it.
    void fit_to_text() { columns_->fit_to_text(); }
    /// So that all columns are seen.
    [[nodiscard]] int wanted_width() const { return columns_->wanted_width(); }
    /// Names, in the list's order.
    [[nodiscard]] std::vector<std::string> chosen() const;
    /// Its graph, and no other.
    void choose_only(TargetId id);
    /// Their graphs and no others; names that are no target's are left out.
    void choose(const std::vector<std::string>& names);

 private:
    void fill();
    void update_row(unsigned row, const StatusRow& before, const StatusRow& after);
    void on_toggle(const wxDataViewEvent& event);
    void set_chosen(const std::function<bool(const StatusRow&)>& wanted);

    WindowHistory& history_;
    Events events_;
    std::vector<StatusRow> rows_;
    std::map<TargetId, bool> chosen_;
    std::unique_ptr<FittedColumns> columns_;
    wxDataViewListCtrl* list_ = nullptr;
};

}  // namespace traypulse::ui
