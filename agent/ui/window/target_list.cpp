#include "agent/ui/window/target_list.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <wx/dataview.h>
#include <wx/settings.h>
#include <wx/sizer.h>

#include "agent/ui/accessible.h"
#include "agent/ui/layout.h"
#include "agent/ui/window/pictures.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kWatchColumn = 0;
constexpr int kGraphColumn = 1;
constexpr int kNameColumn = 2;
constexpr int kNowColumn = 3;
constexpr int kLossColumn = 4;
constexpr int kHourColumn = 5;
constexpr int kTargetColumns = 6;

wxVariant name_cell(const StatusRow& row, const wxWindow& window) {
    wxIcon icon;
    icon.CopyFromBitmap(state_picture(row.state, window));
    wxVariant out;
    out << wxDataViewIconText(wx_text(row.name), icon);
    return out;
}

/// "12 ms" says that it is up; else the state does.
std::string now_text(const StatusRow& row) {
    const bool fine = row.state == TargetState::up || row.state == TargetState::degraded;
    return fine && !row.latency.empty() ? row.latency : row.state_text;
}

}  // namespace

TargetList::TargetList(wxWindow* parent, WindowHistory& history, Events events)
    : wxPanel(parent), history_(history), events_(std::move(events)) {
    auto* column = new wxBoxSizer(wxVERTICAL);
    SetSizer(column);
    // Cells of a wxDataViewListCtrl are seen by assistive technology, rows of a wxListCtrl are not.
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                                   wxDV_ROW_LINES | wxDV_SINGLE);
    set_accessible(*list_, tr("Targets"));
    list_->AppendToggleColumn(wtr("Watch"));
    list_->AppendToggleColumn(wtr("Graph"));
    list_->AppendIconTextColumn(wtr("Target"));
    list_->AppendTextColumn(wtr("Now"), wxDATAVIEW_CELL_INERT, -1, wxALIGN_RIGHT);
    list_->AppendTextColumn(wtr("Loss"), wxDATAVIEW_CELL_INERT, -1, wxALIGN_RIGHT);
    list_->AppendBitmapColumn(wtr("Last hour"), kHourColumn);
    columns_ = std::make_unique<FittedColumns>(
        *list_, std::vector{56, 56, 136, 88, 56, kSparkWidth + 16}, kNameColumn, kHourColumn);
    list_->Bind(wxEVT_DATAVIEW_ITEM_VALUE_CHANGED, [this](wxDataViewEvent& e) { on_toggle(e); });
    list_->Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED, [this](wxDataViewEvent& e) {
        const int row = list_->ItemToRow(e.GetItem());
        if (row != wxNOT_FOUND && e.GetColumn() > kGraphColumn)
            choose_only(rows_[static_cast<std::size_t>(row)].id);
    });
    column->Add(list_, 1, wxEXPAND);
}

void TargetList::show_rows(const std::vector<StatusRow>& rows) {
    const auto before = std::exchange(rows_, rows);
    bool new_targets = false;
    for (std::size_t i = 0; i < rows.size(); ++i)
        new_targets |= chosen_.try_emplace(rows[i].id, i < kFirstChosen).second;
    const bool same = before.size() == rows.size() &&
                      std::equal(rows.begin(), rows.end(), before.begin(),
                                 [](const auto& a, const auto& b) { return a.id == b.id; });
    if (!same)
        fill();
    else
        for (unsigned i = 0; i < rows.size(); ++i) update_row(i, before[i], rows[i]);
    if (new_targets || !same) events_.chosen_changed();
}

void TargetList::fill() {
    list_->DeleteAllItems();
    for (const auto& row : rows_) {
        wxVector<wxVariant> cells;
        cells.reserve(kTargetColumns);
        cells.push_back(wxVariant(row.ticked));
        cells.push_back(wxVariant(chosen_.at(row.id)));
        cells.push_back(name_cell(row, *this));
        cells.push_back(wxVariant(wx_text(now_text(row))));
        cells.push_back(wxVariant(wx_text(row.loss)));
        wxVariant picture;
        picture << spark_picture(nullptr, *this);
        cells.push_back(picture);
        list_->AppendItem(cells);
    }
    show_last_hours();
}

void TargetList::update_row(unsigned row, const StatusRow& before, const StatusRow& after) {
    if (before == after) return;
    if (before.ticked != after.ticked) list_->SetToggleValue(after.ticked, row, kWatchColumn);
    if (before.name != after.name || before.state != after.state)
        list_->SetValue(name_cell(after, *this), row, kNameColumn);
    if (now_text(before) != now_text(after))
        list_->SetTextValue(wx_text(now_text(after)), row, kNowColumn);
    if (before.loss != after.loss) list_->SetTextValue(wx_text(after.loss), row, kLossColumn);
    list_->GetStore()->RowChanged(row);  // else assistive technology keeps the old text
}

void TargetList::redraw() {
    for (unsigned i = 0; i < rows_.size(); ++i)
        list_->SetValue(name_cell(rows_[i], *this), i, kNameColumn);
    show_last_hours();
}

void TargetList::show_last_hours() {
    for (unsigned i = 0; i < rows_.size(); ++i) {
        const auto* series = history_.find(rows_[i].name);
        const auto* points = series ? history_.last_hour(series->target().id) : nullptr;
        wxVariant picture;
        picture << spark_picture(points, *this, history_.last_hours_until());
        list_->SetValue(picture, i, kHourColumn);
    }
}

std::vector<std::string> TargetList::chosen() const {
    std::vector<std::string> out;
    for (const auto& row : rows_)
        if (chosen_.at(row.id)) out.push_back(row.name);
    return out;
}

void TargetList::choose_only(TargetId id) {
    set_chosen([id](const StatusRow& row) { return row.id == id; });
}

void TargetList::choose(const std::vector<std::string>& names) {
    const auto wanted = [&](const StatusRow& row) {
        return std::find(names.begin(), names.end(), row.name) != names.end();
    };
    if (std::any_of(rows_.begin(), rows_.end(), wanted)) set_chosen(wanted);
}

void TargetList::set_chosen(const std::function<bool(const StatusRow&)>& wanted) {
    for (unsigned i = 0; i < rows_.size(); ++i) {
        chosen_[rows_[i].id] = wanted(rows_[i]);
        list_->SetToggleValue(chosen_[rows_[i].id], i, kGraphColumn);
    }
    events_.chosen_changed();
}

void TargetList::on_toggle(const wxDataViewEvent& event) {
    const int row = list_->ItemToRow(event.GetItem());
    if (row == wxNOT_FOUND) return;
    auto& known = rows_[static_cast<std::size_t>(row)];
    const auto column = static_cast<unsigned>(event.GetColumn());
    if (event.GetColumn() != kWatchColumn && event.GetColumn() != kGraphColumn) return;
    const bool ticked = list_->GetToggleValue(static_cast<unsigned>(row), column);
    bool& before = event.GetColumn() == kWatchColumn ? known.ticked : chosen_[known.id];
    if (ticked == before) return;  // our own change, which sends the event too
    before = ticked;               // the next snapshot puts it right if it did not come so
    if (event.GetColumn() == kWatchColumn)
        events_.toggled(known.id);
    else
        events_.chosen_changed();
}

}  // namespace traypulse::ui
