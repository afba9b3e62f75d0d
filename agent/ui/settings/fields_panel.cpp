#include "agent/ui/settings/fields_panel.h"

#include <algorithm>
#include <utility>

#include <wx/button.h>
#include <wx/checkbox.h>
#include <wx/choice.h>
#include <wx/combobox.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/layout.h"
#include "agent/ui/one_line.h"
#include "agent/ui/settings/field_control.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kStep = 8;  // LOOK: 8 px rhythm
constexpr int kTextWidth = 192;
constexpr int kLongTextWidth = 352;
constexpr int kNoteWidth = 224;
constexpr int kNumberWidth = 112;
constexpr int kListHeight = 72;  ///< three lines
constexpr int kScrollStep = 16;
/// A problem's sentence is broken where the longest line would be hard to read.
constexpr int kProblemWidth = 440;

bool has_own_label(const Field& field) { return field.kind == FieldKind::flag; }

std::vector<FieldChoice> choices_of(const Field& field, const FieldStore& store) {
    if (field.kind != FieldKind::parent) return field.choices;
    std::vector<FieldChoice> out{{"", tr("None")}};
    for (auto& name : store.parents()) out.push_back({name, name});
    return out;
}

}  // namespace

FieldsPanel::FieldsPanel(wxWindow* parent, const std::vector<FieldGroup>& groups, FieldStore store)
    : wxScrolledWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                       wxTAB_TRAVERSAL | wxVSCROLL),
      store_(std::move(store)) {
    SetScrollRate(0, kScrollStep);
    show_scroll_bar(*this);
    auto* outer = new wxBoxSizer(wxVERTICAL);
    SetSizer(outer);
    for (const auto& group : groups) add_group(group);
    align_labels();
    below_ = new wxBoxSizer(wxVERTICAL);
    outer->Add(below_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxBOTTOM, 2 * kStep);
    Bind(wxEVT_CHILD_FOCUS, [this](wxChildFocusEvent& e) {
        e.Skip();
        scroll_to(*e.GetWindow());
    });
    Bind(wxEVT_SYS_COLOUR_CHANGED, [this](wxSysColourChangedEvent& e) {
        for (auto& row : rows_) colour_problem(*row.problem);
        e.Skip();
    });
    Bind(wxEVT_DPI_CHANGED, [this](wxDPIChangedEvent& e) {
        align_labels();
        e.Skip();
    });
    refresh();
}

void FieldsPanel::align_labels() {
    int width = 0;
    for (const auto& row : rows_)
        if (row.label != nullptr)
            width = std::max(width, GetTextExtent(row.label->GetLabelText()).GetWidth());
    for (const auto& row : rows_) {
        if (row.label == nullptr) continue;
        row.label->SetMinSize(wxSize(width, -1));
        row.problem->GetContainingSizer()->GetItem(row.problem)->SetBorder(width + 2 * kStep);
    }
}

void FieldsPanel::add_group(const FieldGroup& group) {
    auto* sizer = new wxBoxSizer(wxVERTICAL);
    auto* title = make_title(this, group.title);
    sizer->Add(title, 0, wxBOTTOM, kStep / 2);
    groups_.push_back({title, sizer});
    for (const auto& field : group.fields) add_row(group, field, *sizer);
    GetSizer()->Add(sizer, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kStep);
}

void FieldsPanel::add_row(const FieldGroup& group, const Field& field, wxBoxSizer& into) {
    Row row;
    row.table = group.table;
    row.field = field;
    row.group = groups_.size() - 1;
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    const bool tall = field.kind == FieldKind::list;
    const int middle = tall ? wxALIGN_TOP : wxALIGN_CENTRE_VERTICAL;
    if (!has_own_label(field)) {
        row.label = new wxStaticText(this, wxID_ANY, wx_text(field.label));
        line->Add(row.label, 0, middle | wxRIGHT | (tall ? wxTOP : 0), tall ? kStep : 2 * kStep);
        if (tall) line->AddSpacer(kStep);
    }
    row.control = make_control(field);  // behind its label: the order of the Tab key
    const auto name = plain_label(field.label);
    set_accessible(*row.control, name);
    if (row.label) label_control(*row.label, *row.control);
    line->Add(row.control, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kStep);
    if (!field.note.empty()) {
        auto* note = new wxStaticText(this, wxID_ANY, "");
        colour_note(*note);
        show_wrapped(*note, field.note, by_text(kNoteWidth));
        line->Add(note, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kStep);
    }
    line->AddStretchSpacer();
    row.undo =
        new wxButton(this, wxID_ANY, wtr("Undo"), wxDefaultPosition, wxDefaultSize, wxBU_EXACTFIT);
    row.undo->SetMinSize(row.undo->GetBestSize() + wxSize(2 * kStep, 0));
    set_accessible(*row.undo, tr("Undo the change of: {0}", name));
    line->Add(row.undo, 0, wxALIGN_CENTRE_VERTICAL | wxRESERVE_SPACE_EVEN_IF_HIDDEN);
    row.undo->Hide();
    into.Add(line, 0, wxEXPAND | wxTOP, kStep / 2);
    row.problem = new wxStaticText(this, wxID_ANY, "");
    colour_problem(*row.problem);
    row.problem->Hide();
    into.Add(row.problem, 0, wxLEFT, 3 * kStep);
    const auto index = rows_.size();
    row.undo->Bind(wxEVT_BUTTON, [this, index](wxCommandEvent&) {
        auto& changed = rows_[index];
        store_.restore(changed.table, changed.field.key);
        load(changed);
        changed.control->SetFocus();
        judge();
    });
    rows_.push_back(std::move(row));
}

wxWindow* FieldsPanel::make_control(const Field& field) {
    const auto index = rows_.size();
    const auto bind = [this, index](wxWindow* made, const auto& type) {
        made->Bind(type, [this, index](wxCommandEvent&) { entered_in(index); });
        return made;
    };
    switch (field.kind) {
        case FieldKind::flag:
            return bind(new wxCheckBox(this, wxID_ANY, wx_text(field.label)), wxEVT_CHECKBOX);
        case FieldKind::choice:
        case FieldKind::words:
        case FieldKind::parent: {
            auto* made = new wxChoice(this, wxID_ANY);
            for (const auto& choice : choices_of(field, store_))
                made->Append(wx_text(choice.label));
            return bind(made, wxEVT_CHOICE);
        }
        case FieldKind::group: {
            auto* made = new wxComboBox(this, wxID_ANY, "", wxDefaultPosition,
                                        wxSize(by_text(kTextWidth), -1));
            for (const auto& group : store_.groups()) made->Append(wx_text(group));
            made->SetHint(wx_text(field.usual));
            bind(made, wxEVT_TEXT);
            return bind(made, wxEVT_COMBOBOX);
        }
        case FieldKind::list:
            return bind(
                new wxTextCtrl(this, wxID_ANY, "", wxDefaultPosition,
                               wxSize(by_text(kTextWidth), by_text(kListHeight)), wxTE_MULTILINE),
                wxEVT_TEXT);
        default: {
            const int width = by_text(field.kind == FieldKind::number ? kNumberWidth
                                      : field.kind == FieldKind::line ? kLongTextWidth
                                                                      : kTextWidth);
            auto* made = one_line(this, width);
            made->SetHint(wx_text(field.usual));
            return bind(made, wxEVT_TEXT);
        }
    }
}

void FieldsPanel::load(Row& row) {
    const auto* value = store_.get(row.table, row.field.key);
    loading_ = true;
    set_control_text(
        *row.control, row.field, choices_of(row.field, store_),
        value == nullptr && always_says(row.field.kind) ? row.field.usual : shown(value));
    loading_ = false;
}

void FieldsPanel::entered_in(std::size_t index) {
    if (loading_) return;
    const auto& row = rows_[index];
    store_.set(row.table, row.field,
               entered(row.field.kind,
                       control_text(*row.control, row.field, choices_of(row.field, store_))));
    judge();
}

void FieldsPanel::refresh() {
    for (auto& row : rows_) {
        // Blanks and empty lines that are still being typed say nothing, and stay.
        const auto* value = store_.get(row.table, row.field.key);
        const auto said = entered(
            row.field.kind, control_text(*row.control, row.field, choices_of(row.field, store_)));
        const bool same = value == nullptr ? !said : said && *said == *value;
        const bool typed = !always_says(row.field.kind) && row.field.kind != FieldKind::parent;
        if (!same || !typed) load(row);
    }
    judge();
}

void FieldsPanel::judge() {
    bool moved = false;
    for (auto& row : rows_) {
        const auto problem = row.belongs ? store_.problem(row.table, row.field.key) : std::string();
        if (problem != row.said) {
            row.said = problem;
            show_wrapped(*row.problem, problem, by_text(kProblemWidth));
            set_accessible_description(*row.control, problem);
            moved = true;
        }
        const bool changed = row.belongs && store_.changed(row.table, row.field.key);
        if (changed != row.undo->IsShown()) row.undo->Show(changed);
    }
    if (moved) fit_inside();
}

void FieldsPanel::fit_inside() {
    Layout();
    FitInside();
}

// wx does so for its direct children only, and without what stands around them.
void FieldsPanel::scroll_to(const wxWindow& part) {
    const int top = ScreenToClient(part.GetScreenPosition()).y - kStep;
    const int over = top + part.GetSize().y + 2 * kStep - GetClientSize().y;
    if (top >= 0 && over <= 0) return;
    const int by = top < 0 ? top - kScrollStep + 1 : std::min(over + kScrollStep - 1, top);
    Scroll(-1, GetViewStart().y + by / kScrollStep);
}

void FieldsPanel::show_kind(CheckKind kind) {
    std::vector<bool> any(groups_.size(), false);
    for (auto& row : rows_) {
        row.belongs = belongs(row.field, kind);
        if (row.belongs) any[row.group] = true;
    }
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        auto& group = groups_[i];
        GetSizer()->Show(group.sizer, any[i], true);
        // Show() of a sizer shows all that is in it.
        for (auto& row : rows_)
            if (row.group == i) {
                for (wxWindow* part : {static_cast<wxWindow*>(row.label), row.control})
                    if (part) part->Show(row.belongs);
                auto* line = row.control->GetContainingSizer();
                // With room for a button it would keep the height of one.
                auto* undo = line->GetItem(row.undo);
                undo->SetFlag(row.belongs ? undo->GetFlag() | wxRESERVE_SPACE_EVEN_IF_HIDDEN
                                          : undo->GetFlag() & ~wxRESERVE_SPACE_EVEN_IF_HIDDEN);
                group.sizer->Show(line, row.belongs, true);
                row.problem->Show(row.belongs && !row.said.empty());
                row.undo->Show(row.belongs && store_.changed(row.table, row.field.key));
            }
    }
    judge();
    fit_inside();
}

void FieldsPanel::set_usual(const std::vector<FieldGroup>& groups) {
    std::size_t at = 0;
    for (const auto& group : groups)
        for (const auto& field : group.fields) {
            auto& row = rows_[at++];
            if (row.field.usual == field.usual) continue;
            row.field.usual = field.usual;
            if (auto* text = dynamic_cast<wxTextCtrl*>(row.control);
                text && field.kind != FieldKind::list)
                text->SetHint(wx_text(field.usual));
            if (store_.get(row.table, row.field.key) == nullptr) load(row);
        }
}

bool FieldsPanel::focus_first_problem() {
    for (const auto& row : rows_)
        if (!row.said.empty()) {
            row.control->SetFocus();
            return true;
        }
    return false;
}

}  // namespace traypulse::ui
