// The lower part of the window: outages, newest first, and the evidence of the one that is chosen.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <wx/panel.h>

#include "agent/ui/window/fitted_columns.h"
#include "agent/ui/window/outage_rows.h"

class wxButton;
class wxDataViewListCtrl;
class wxTextCtrl;

namespace traypulse::ui {

/// GUI thread.
class OutagePane final : public wxPanel {
 public:
    /// `show`: the graphs are to show it.
    OutagePane(wxWindow* parent, std::function<void(const OutageRecord&)> show);

    /// Changes what differs; what is chosen stays chosen.
    void show_outages(const std::vector<OutageRecord>& outages, WallTime now);
    /// The size of text has changed: the columns have what they need of it.
    void fit_to_text() { columns_->fit_to_text(); }

 private:
    void fill(const std::vector<OutageRow>& rows);
    void show_evidence();
    void jump();
    [[nodiscard]] words::ClockText moment() const;
    [[nodiscard]] const OutageRecord* chosen() const;

    std::function<void(const OutageRecord&)> show_;
    std::vector<OutageRecord> outages_;
    std::vector<OutageRow> rows_;
    WallTime now_;
    std::optional<std::uint32_t> chosen_;
    bool filling_ = false;
    wxDataViewListCtrl* list_ = nullptr;
    std::unique_ptr<FittedColumns> columns_;
    wxTextCtrl* evidence_ = nullptr;
    wxButton* jump_ = nullptr;
};

}  // namespace traypulse::ui
