#include "agent/ui/window/graph_pane.h"

#include <wx/button.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/tglbtn.h>
#include <wx/wrapsizer.h>

#include "agent/ui/accessible.h"
#include "agent/ui/graph/local_calendar.h"
#include "agent/ui/layout.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr double kButtonZoom = 0.5;

const char* label_of(graph::Range range) {
    switch (range) {
        case graph::Range::hour:
            return tr("Hour");
        case graph::Range::day:
            return tr("Day");
        case graph::Range::week:
            return tr("Week");
        case graph::Range::month:
            return tr("Month");
        case graph::Range::year:
            break;
    }
    return tr("Year");
}

void set_label(wxStaticText& label, const wxString& words) {
    if (label.GetLabelText() != words) label.SetLabelText(words);
}

}  // namespace

GraphPane::GraphPane(wxWindow* parent, WindowHistory& history, WallTime now) : wxPanel(parent) {
    auto* column = new wxBoxSizer(wxVERTICAL);
    SetSizer(column);
    // In some languages they need two lines where the window is narrow.
    auto* row = new wxWrapSizer(wxHORIZONTAL, wxREMOVE_LEADING_SPACES);
    column->Add(row, 0, wxEXPAND | wxBOTTOM, kRhythm);
    make_buttons(*row);
    shown_ = new wxStaticText(this, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                              wxST_ELLIPSIZE_END | wxST_NO_AUTORESIZE);
    column->Add(shown_, 0, wxEXPAND | wxBOTTOM, kRhythm / 2);
    view_ =
        new GraphView(this, history, now,
                      {[this] { show_axis(); }, [this](const std::string& words) { read(words); }});
    column->Add(view_, 1, wxEXPAND);
    values_ = new wxStaticText(this, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                               wxST_ELLIPSIZE_END | wxST_NO_AUTORESIZE);
    column->Add(values_, 0, wxEXPAND | wxTOP | wxBOTTOM, kRhythm);
    read("");
    show_axis();
}

void GraphPane::make_buttons(wxBoxSizer& into) {
    for (const auto range : graph::kRanges) {
        auto* button = new wxToggleButton(this, wxID_ANY, label_of(range), wxDefaultPosition,
                                          wxDefaultSize, wxBU_EXACTFIT);
        button->Bind(wxEVT_TOGGLEBUTTON, [this, range](wxCommandEvent&) {
            view_->change_axis([&](graph::TimeAxis& axis) { axis.set_range(range); });
            show_axis();  // what was chosen already stays pressed
        });
        ranges_.push_back(button);
        into.Add(button, 0, wxRIGHT, kRhythm / 2);
    }
    into.AddSpacer(kRhythm);
    const auto add = [&](const wxString& label, const wxString& name, auto change) {
        auto* button =
            new wxButton(this, wxID_ANY, label, wxDefaultPosition, wxDefaultSize, wxBU_EXACTFIT);
        set_accessible(*button, name.utf8_string());
        button->SetToolTip(name);
        button->Bind(wxEVT_BUTTON, [this, change](wxCommandEvent&) { view_->change_axis(change); });
        into.Add(button, 0, wxRIGHT, kRhythm / 2);
        steps_.push_back(button);
        return button;
    };
    add(wxString::FromUTF8("−"), wtr("Zoom out"),
        [](graph::TimeAxis& axis) { axis.zoom(1 / kButtonZoom, axis.live() ? 1 : 0.5); });
    add("+", wtr("Zoom in"),
        [](graph::TimeAxis& axis) { axis.zoom(kButtonZoom, axis.live() ? 1 : 0.5); });
    to_now_ =
        add(wtr("Now"), wtr("Return to now"), [](graph::TimeAxis& axis) { axis.return_to_now(); });
    fit_buttons();
}

void GraphPane::fit_buttons() {
    // As high as the buttons beside them, and no wider than their labels and some air need.
    for (auto* button : steps_)
        button->SetMinSize(
            wxSize(button->GetBestSize().x + kRhythm, ranges_.front()->GetBestSize().y));
}

void GraphPane::show_axis() {
    const auto& axis = view_->axis();
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
        const bool chosen = axis.range() == graph::kRanges.at(i);
        if (ranges_[i]->GetValue() != chosen) ranges_[i]->SetValue(chosen);
    }
    to_now_->Enable(!axis.live());
    set_label(*shown_,
              wxString::FromUTF8(graph::range_words({axis.from(), axis.until()}, axis.now())));
}

void GraphPane::read(const std::string& words) {
    if (!values_) return;
    set_label(*values_,
              wxString::FromUTF8(words.empty() ? tr("Wheel: zoom. Drag: move. Double click: now. "
                                                    "Shift and arrow keys: read values.")
                                               : words));
}

}  // namespace traypulse::ui
