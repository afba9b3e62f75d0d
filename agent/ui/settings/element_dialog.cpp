#include "agent/ui/settings/element_dialog.h"

#include <wx/sizer.h>
#include <wx/stattext.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/settings/dialog_buttons.h"
#include "agent/ui/settings/element_fields.h"
#include "agent/ui/settings/fields_panel.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kSpace = 8;
const wxSize kElementSize(640, 640);
constexpr int kLineWidth = 560;

}  // namespace

ElementDialog::ElementDialog(wxWindow* parent, const wxString& title, const SettingsDraft& draft,
                             const std::string& list, std::optional<std::size_t> element,
                             const std::vector<FieldGroup>& fields, Events events)
    : wxDialog(parent, wxID_ANY, title, wxDefaultPosition, by_text(kElementSize),
               wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER),
      element_(draft, list, element, {}),
      events_(std::move(events)) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    auto store = fields_of(element_, [this] { judge(); });
    store.problem = [this](const std::string&, const std::string& key) {
        return judged() ? element_.problem(key) : std::string();
    };
    fields_ = new FieldsPanel(this, fields, std::move(store));
    GetSizer()->Add(fields_, 1, wxEXPAND);
    problem_ = new wxStaticText(this, wxID_ANY, "");
    colour_problem(*problem_);
    GetSizer()->Add(problem_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kSpace);
    add_dialog_buttons(
        *this, nullptr, wtr("OK"), [this] { accept(); }, [this] { events_.closed(); });
    judge();
}

bool ElementDialog::judged() const { return asked_ || element_.begun(); }

void ElementDialog::judge() {
    // What no field is to blame for, like "does not say when".
    show_wrapped(*problem_, judged() ? element_.problem("") : "", by_text(kLineWidth));
    Layout();
}

void ElementDialog::accept() {
    if (element_.first_problem().empty()) return events_.accepted(element_.wanted());
    asked_ = true;
    judge();
    fields_->judge();
    fields_->focus_first_problem();
}

}  // namespace traypulse::ui
