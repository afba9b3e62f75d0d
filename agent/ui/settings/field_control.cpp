#include "agent/ui/settings/field_control.h"
#include "agent/ui/layout.h"

#include <algorithm>

#include <wx/checkbox.h>
#include <wx/choice.h>
#include <wx/combobox.h>
#include <wx/textctrl.h>

namespace traypulse::ui {
namespace {

std::string utf8_of(const wxString& text) { return text.utf8_string(); }

}  // namespace

std::string control_text(const wxWindow& control, const Field& field,
                         const std::vector<FieldChoice>& choices) {
    switch (field.kind) {
        case FieldKind::flag:
            return dynamic_cast<const wxCheckBox&>(control).GetValue() ? "true" : "false";
        case FieldKind::choice:
        case FieldKind::words:
        case FieldKind::parent: {
            const auto& list = dynamic_cast<const wxChoice&>(control);
            const auto at = static_cast<std::size_t>(std::max(0, list.GetSelection()));
            return at < choices.size() ? choices[at].value : utf8_of(list.GetStringSelection());
        }
        case FieldKind::group:
            return utf8_of(dynamic_cast<const wxComboBox&>(control).GetValue());
        default:
            return utf8_of(dynamic_cast<const wxTextCtrl&>(control).GetValue());
    }
}

void set_control_text(wxWindow& control, const Field& field,
                      const std::vector<FieldChoice>& choices, const std::string& text) {
    if (control_text(control, field, choices) == text && !is_choice(field.kind) &&
        field.kind != FieldKind::parent)
        return;
    switch (field.kind) {
        case FieldKind::flag:
            return dynamic_cast<wxCheckBox&>(control).SetValue(text == "true");
        case FieldKind::choice:
        case FieldKind::words:
        case FieldKind::parent: {
            auto& list = dynamic_cast<wxChoice&>(control);
            const auto it = std::find_if(choices.begin(), choices.end(),
                                         [&](const auto& c) { return c.value == text; });
            int at = static_cast<int>(it - choices.begin());
            if (it == choices.end()) {  // something that is not offered, as it is written
                at = list.FindString(wx_text(text), true);
                if (at == wxNOT_FOUND) at = list.Append(wx_text(text));
            }
            return list.SetSelection(at);
        }
        case FieldKind::group:
            return dynamic_cast<wxComboBox&>(control).ChangeValue(wx_text(text));
        default:
            return dynamic_cast<wxTextCtrl&>(control).ChangeValue(wx_text(text));
    }
}

}  // namespace traypulse::ui
