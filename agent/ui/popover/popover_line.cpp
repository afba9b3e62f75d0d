#include "agent/ui/popover/popover_line.h"

#include <utility>

#include <wx/checkbox.h>
#include <wx/sizer.h>
#include <wx/statbmp.h>
#include <wx/stattext.h>

#include "agent/translations/translate.h"
#include "agent/ui/accessible.h"
#include "agent/ui/window/pictures.h"

namespace traypulse::ui {
namespace {

/// The longest usual values; a column that breathes with each ping could not be read.
std::string widest_value() { return tr("down {0}", tr("{0} min", 59)); }
std::string widest_share() { return percent_text(decimal_text(100, 1)); }

wxStaticText* number(wxWindow& parent, const std::string& widest) {
    auto* made = new wxStaticText(&parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                  wxALIGN_RIGHT | wxST_NO_AUTORESIZE);
    made->SetMinSize(wxSize(made->GetTextExtent(wxString::FromUTF8(widest)).GetWidth(), -1));
    return made;
}

}  // namespace

PopoverLine::PopoverLine(wxWindow& parent, wxFlexGridSizer& grid, const Events& events) {
    state_ = new wxStaticBitmap(&parent, wxID_ANY, state_picture(TargetState::unknown, parent));
    switch_ = new wxCheckBox(&parent, wxID_ANY, "");
    spark_ = new wxStaticBitmap(&parent, wxID_ANY, spark_picture(nullptr, parent));
    now_ = number(parent, widest_value());
    availability_ = number(parent, widest_share());
    switch_->Bind(wxEVT_CHECKBOX, [this, toggled = events.toggled](wxCommandEvent&) {
        // What is shown follows the engine, not the finger.
        switch_->SetValue(row_.on);
        toggled(row_.id);
    });
    const auto open = [this, show = events.show_target](wxMouseEvent&) { show(row_.id); };
    for (wxWindow* each : {static_cast<wxWindow*>(state_), static_cast<wxWindow*>(spark_),
                           static_cast<wxWindow*>(now_), static_cast<wxWindow*>(availability_)})
        each->Bind(wxEVT_LEFT_UP, open);
    grid.Add(state_, 0, wxALIGN_CENTRE_VERTICAL);
    grid.Add(switch_, 0, wxALIGN_CENTRE_VERTICAL | wxEXPAND);
    grid.Add(spark_, 0, wxALIGN_CENTRE_VERTICAL);
    grid.Add(now_, 0, wxALIGN_CENTRE_VERTICAL);
    grid.Add(availability_, 0, wxALIGN_CENTRE_VERTICAL);
}

wxWindow* PopoverLine::first_control() const { return switch_; }

bool PopoverLine::show(const PopoverRow& row) {
    const auto before = std::exchange(row_, row);
    const bool first = !std::exchange(drawn_, true);
    bool wider = false;
    if (first || before.name != row.name) {
        // An ampersand of a name is no mnemonic.
        switch_->SetLabel(wxControl::EscapeMnemonics(wxString::FromUTF8(row.name)));
        wider = true;
    }
    if (switch_->GetValue() != row.on) switch_->SetValue(row.on);
    if (first || before.state != row.state)
        state_->SetBitmap(state_picture(row.state, *state_->GetParent()));
    const auto set = [&](wxStaticText& text, const std::string& value) {
        const auto label = wxString::FromUTF8(value);
        if (text.GetLabel() == label) return;
        text.SetLabel(label);
        if (text.GetTextExtent(label).GetWidth() > text.GetMinWidth()) {
            text.SetMinSize(wxSize(text.GetTextExtent(label).GetWidth(), -1));
            wider = true;
        }
    };
    set(*now_, row.now);
    set(*availability_, row.availability);
    if (first || before != row)
        set_accessible(*switch_, row.name,
                       row.availability.empty()
                           ? row.now
                           : tr("{0}, available {1} of the time", row.now, row.availability));
    return wider;
}

void PopoverLine::show_past(const std::vector<store::GraphPoint>* last_hour, WallTime now) {
    spark_->SetBitmap(spark_picture(last_hour, *spark_->GetParent(), now));
}

}  // namespace traypulse::ui
