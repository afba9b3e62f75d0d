#include "agent/ui/settings/target_dialog.h"

#include <utility>

#include <wx/button.h>
#include <wx/choice.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/layout.h"
#include "agent/ui/one_line.h"
#include "agent/ui/settings/dialog_buttons.h"
#include "agent/ui/settings/element_fields.h"
#include "agent/ui/settings/fields_panel.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/settings/test_text.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kPad = 8;
constexpr int kHeadLabel = 96;
constexpr int kSentenceWidth = 460;
const wxSize kTargetDialogSize(704, 700);
constexpr int kResultHeight = 112;  ///< about six lines; more scrolls

config::Keys new_target() { return {{"check", ""}}; }

void show_sentence(wxStaticText& where, const std::string& sentence) {
    show_wrapped(where, sentence, by_text(kSentenceWidth));
}

}  // namespace

TargetDialog::TargetDialog(wxWindow* parent, const SettingsDraft& draft,
                           std::optional<std::size_t> element, Events events)
    : wxDialog(parent, wxID_ANY, element ? wtr("Edit target") : wtr("Add a target"),
               wxDefaultPosition, by_text(kTargetDialogSize),
               wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER),
      element_(draft, "target", element, new_target()),
      events_(std::move(events)) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    make_head();
    make_fields();
    make_result();
    make_buttons();
    check_entered();
    name_->SetFocus();
}

void TargetDialog::make_head() {
    auto* head = new wxBoxSizer(wxVERTICAL);
    const auto row = [&](const char* label, wxWindow* (*make)(wxWindow*)) {
        auto* line = new wxBoxSizer(wxHORIZONTAL);
        auto* text = new wxStaticText(this, wxID_ANY, label);
        text->SetMinSize(wxSize(by_text(kHeadLabel), -1));
        auto* control = make(this);
        label_control(*text, *control);
        set_accessible(*control, plain_label(label));
        line->Add(text, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kPad);
        line->Add(control, 1, wxALIGN_CENTRE_VERTICAL);
        head->Add(line, 0, wxEXPAND | wxBOTTOM, kPad / 2);
        return control;
    };
    const auto problem = [&] {
        auto* text = new wxStaticText(this, wxID_ANY, "");
        colour_problem(*text);
        text->Hide();
        head->Add(text, 0, wxLEFT, by_text(kHeadLabel) + kPad);
        return text;
    };
    const auto text_box = [](wxWindow* parent) -> wxWindow* { return one_line(parent); };
    name_ = dynamic_cast<wxTextCtrl*>(row(tr("Na&me"), text_box));
    name_problem_ = problem();
    kinds_ = dynamic_cast<wxChoice*>(row(tr("&Kind of check"), [](wxWindow* parent) -> wxWindow* {
        auto* list = new wxChoice(parent, wxID_ANY);
        for (const auto& label : kind_labels()) list->Append(wx_text(label));
        return list;
    }));
    check_ = dynamic_cast<wxTextCtrl*>(row(tr("&Address"), text_box));
    check_problem_ = problem();
    check_->SetHint(wtr("like 192.0.2.1, example.com, tcp://host:25 or https://host/path"));
    name_->ChangeValue(wx_text(shown(element_.get("name"))));
    check_->ChangeValue(wx_text(shown(element_.get("check"))));
    name_->Bind(wxEVT_TEXT, [this](wxCommandEvent&) {
        element_.set("name", entered(FieldKind::text, name_->GetValue().utf8_string()));
        judge();
    });
    check_->Bind(wxEVT_TEXT, [this](wxCommandEvent&) {
        // Written also while empty, so that the reader says what is missing.
        element_.set(
            "check",
            entered(FieldKind::text, check_->GetValue().utf8_string()).value_or(config::Value("")));
        check_entered();
    });
    kinds_->Bind(wxEVT_CHOICE, [this](wxCommandEvent&) { kind_chosen(); });
    GetSizer()->Add(head, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kPad);
}

void TargetDialog::make_fields() {
    auto store = fields_of(element_, [this] { judge(); });
    store.groups = [this] { return groups_of(element_.draft()); };
    store.parents = [this] { return other_names(); };
    fields_ =
        new FieldsPanel(this, target_fields(element_.draft(), element_.wanted()), std::move(store));
    GetSizer()->Add(fields_, 1, wxEXPAND);
}

void TargetDialog::make_result() {
    result_ = new wxTextCtrl(this, wxID_ANY, "", wxDefaultPosition,
                             wxSize(-1, by_text(kResultHeight)), wxTE_MULTILINE | wxTE_READONLY);
    set_accessible(*result_, tr("Result of the test"));
    result_->Hide();
    GetSizer()->Add(result_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kPad);
}

void TargetDialog::make_buttons() {
    test_button_ = new wxButton(this, wxID_ANY, wtr("T&est now"));
    test_button_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { test(); });
    add_dialog_buttons(
        *this, test_button_, wtr("OK"), [this] { accept(); }, [this] { events_.closed(); });
}

std::vector<std::string> TargetDialog::other_names() const {
    std::vector<std::string> out;
    const auto& targets = element_.draft().list("target");
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (element_.element() != i) out.push_back(config::name_of(targets[i]));
    return out;
}

void TargetDialog::check_entered() {
    if (const auto kind = kind_of(shown(element_.get("check")))) kind_ = *kind;
    kinds_->SetSelection(static_cast<int>(kind_));
    fields_->set_usual(target_fields(element_.draft(), element_.wanted()));
    name_->SetHint(check_->GetValue().empty() ? wtr("like Shop") : check_->GetValue());
    fields_->show_kind(kind_);
    judge();
}

void TargetDialog::kind_chosen() {
    const auto kind = static_cast<CheckKind>(kinds_->GetSelection());
    // A ping over either family can't be said by a bare host; all others can be told from it.
    check_->ChangeValue(wx_text(with_kind(shown(element_.get("check")), kind)));
    element_.set("check", check_->GetValue().utf8_string());
    check_entered();
}

void TargetDialog::judge() {
    const bool begun = element_.begun();
    const auto check = begun ? element_.problem("check") : std::string();
    const auto name =
        element_.problem("name").empty() && begun ? element_.problem("") : element_.problem("name");
    show_sentence(*name_problem_, begun ? name : std::string());
    show_sentence(*check_problem_, check);
    set_accessible_description(*name_, begun ? name : std::string());
    set_accessible_description(*check_, check);
    test_button_->Enable(element_.first_problem().empty());
    if (fields_) fields_->judge();
    Layout();
}

void TargetDialog::test() {
    const auto target = element_.target();
    if (!target) return;
    test_ = events_.test(*target);
    result_->ChangeValue(wtr("Testing…"));
    result_->Show();
    test_button_->Disable();
    Layout();
}

void TargetDialog::tested(const TestedCheck& answer) {
    if (answer.number != test_) return;
    result_->ChangeValue(wx_text(test_text(answer.outcome)));
    test_button_->Enable(element_.first_problem().empty());
}

void TargetDialog::accept() {
    if (element_.first_problem().empty()) return events_.accepted(element_.wanted());
    if (element_.problem("check").empty() && fields_->focus_first_problem()) return;
    const auto check = element_.problem("check");
    show_sentence(*check_problem_, check);
    Layout();
    (check.empty() ? name_ : check_)->SetFocus();
}

}  // namespace traypulse::ui
