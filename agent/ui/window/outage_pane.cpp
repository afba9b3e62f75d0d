#include "agent/ui/window/outage_pane.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <wx/button.h>
#include <wx/dataview.h>
#include <wx/sizer.h>
#include <wx/textctrl.h>

#include "agent/ui/accessible.h"
#include "agent/ui/graph/local_calendar.h"
#include "agent/ui/layout.h"
#include "agent/ui/window/text_padding.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kOutageColumns = 5;
constexpr int kLengthColumn = 2;
constexpr int kAffectedColumn = 3;
constexpr int kConfidenceColumn = 4;
constexpr auto* kNothing = for_translation("Choose an outage to see what was found then.");
constexpr auto* kNone = for_translation("No outage has been seen.");

}  // namespace

OutagePane::OutagePane(wxWindow* parent, std::function<void(const OutageRecord&)> show)
    : wxPanel(parent), show_(std::move(show)) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    SetSizer(row);
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                                   wxDV_ROW_LINES | wxDV_SINGLE);
    set_accessible(*list_, tr("Outages"));
    for (const char* title :
         {tr("Start"), tr("Cause"), tr("Length"), tr("Affected"), tr("Confidence")})
        list_->AppendTextColumn(wxString::FromUTF8(title));
    columns_ = std::make_unique<FittedColumns>(*list_, std::vector{152, 184, 104, 176, 96},
                                               kAffectedColumn, kConfidenceColumn);
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        if (filling_) return;
        const int selected = list_->GetSelectedRow();
        chosen_.reset();
        if (selected != wxNOT_FOUND) chosen_ = rows_[static_cast<std::size_t>(selected)].id;
        show_evidence();
    });
    list_->Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED, [this](wxDataViewEvent&) { jump(); });
    row->Add(list_, 5, wxEXPAND | wxRIGHT, kRhythm);
    auto* right = new wxBoxSizer(wxVERTICAL);
    row->Add(right, 3, wxEXPAND);
    evidence_ = new wxTextCtrl(this, wxID_ANY, wtr(kNone), wxDefaultPosition, wxDefaultSize,
                               wxTE_MULTILINE | wxTE_READONLY);
    pad_text(*evidence_, kRhythm);
    set_accessible(*evidence_, tr("Evidence of the outage"));
    right->Add(evidence_, 1, wxEXPAND | wxBOTTOM, kRhythm);
    jump_ = new wxButton(this, wxID_ANY, wtr("Show in graph"));
    jump_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { jump(); });
    jump_->Disable();
    right->Add(jump_, 0, wxALIGN_RIGHT);
}

words::ClockText OutagePane::moment() const {
    return [now = now_](WallTime at) { return graph::moment_words(at, now, false); };
}

const OutageRecord* OutagePane::chosen() const {
    const auto found = std::find_if(outages_.begin(), outages_.end(),
                                    [this](const auto& o) { return chosen_ && o.id == *chosen_; });
    return found == outages_.end() ? nullptr : &*found;
}

void OutagePane::show_outages(const std::vector<OutageRecord>& outages, WallTime now) {
    outages_ = outages;
    now_ = now;
    auto rows = outage_rows(outages, now, moment());
    if (rows == rows_) return;
    const auto before = std::exchange(rows_, std::move(rows));
    const bool same =
        before.size() == rows_.size() &&
        std::equal(rows_.begin(), rows_.end(), before.begin(), [](auto a, const auto& b) {
            a.length = b.length;
            return a == b;
        });
    if (!same) return fill(rows_);
    for (unsigned i = 0; i < rows_.size(); ++i)
        if (rows_[i].length != before[i].length) {
            list_->SetTextValue(wx_text(rows_[i].length), i, kLengthColumn);
            list_->GetStore()->RowChanged(i);  // else assistive technology keeps the old text
        }
}

void OutagePane::fill(const std::vector<OutageRow>& rows) {
    filling_ = true;
    list_->DeleteAllItems();
    for (const auto& row : rows) {
        wxVector<wxVariant> cells;
        cells.reserve(kOutageColumns);
        for (const auto* cell :
             {&row.start, &row.cause, &row.length, &row.affected, &row.confidence})
            cells.push_back(wxVariant(wx_text(*cell)));
        list_->AppendItem(cells);
        if (chosen_ == row.id) list_->SelectRow(list_->GetItemCount() - 1U);
    }
    filling_ = false;
    show_evidence();
}

void OutagePane::show_evidence() {
    const auto* outage = chosen();
    jump_->Enable(outage != nullptr);
    const auto words = outage          ? outage_evidence(*outage, moment())
                       : rows_.empty() ? std::string(tr(kNone))
                                       : std::string(tr(kNothing));
    if (evidence_->GetValue() != wx_text(words)) evidence_->ChangeValue(wx_text(words));
}

void OutagePane::jump() {
    if (const auto* outage = chosen()) show_(*outage);
}

}  // namespace traypulse::ui
