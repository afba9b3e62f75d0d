#include "agent/ui/settings/import_dialog.h"

#include <algorithm>

#include <wx/button.h>
#include <wx/combobox.h>
#include <wx/dataview.h>
#include <wx/filedlg.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>

#include "agent/config/file.h"
#include "agent/translations/translate.h"
#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/settings/dialog_buttons.h"
#include "agent/ui/settings/fields_panel.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kPace = 8;
const wxSize kImportSize(760, 600);
constexpr int kTextHeight = 128;
constexpr int kSummaryWidth = 700;

wxString from_utf8(const std::string& text) { return wxString::FromUTF8(text); }

const std::string& said_of(const ImportLine& line) {
    return line.problem.empty() ? line.note : line.problem;
}

std::string summary_of(const std::vector<ImportLine>& lines) {
    const auto good =
        std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.taken(); });
    const auto bad = std::count_if(lines.begin(), lines.end(),
                                   [](const auto& line) { return !line.problem.empty(); });
    if (good + bad == 0) return tr("Nothing to import yet.");
    if (bad == 0)
        return good == 1 ? tr("One target can be taken.")
                         : trn("{0} target can be taken.", "{0} targets can be taken.", good);
    return tr("{0}, {1}", trn("{0} can be taken", "{0} can be taken", good),
              trn("{0} line has a problem and is left out.",
                  "{0} lines have problems and are left out.", bad));
}

}  // namespace

ImportDialog::ImportDialog(wxWindow* parent, const SettingsDraft& draft, Events events)
    : wxDialog(parent, wxID_ANY, wtr("Import targets"), wxDefaultPosition, by_text(kImportSize),
               wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER),
      draft_(draft),
      events_(std::move(events)) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    make_text();
    make_lines();
    make_buttons();
    read();
    text_->SetFocus();
}

void ImportDialog::make_text() {
    auto* label = new wxStaticText(this, wxID_ANY,
                                   wtr("&One host or address a line, with a name behind it where "
                                       "you want one; or another program's list:"));
    GetSizer()->Add(label, 0, wxLEFT | wxRIGHT | wxTOP, 2 * kPace);
    text_ = new wxTextCtrl(this, wxID_ANY, "", wxDefaultPosition, wxSize(-1, by_text(kTextHeight)),
                           wxTE_MULTILINE | wxTE_DONTWRAP);
    label_control(*label, *text_);
    set_accessible(*text_, tr("Hosts to import"));
    text_->Bind(wxEVT_TEXT, [this](wxCommandEvent&) { read(); });
    GetSizer()->Add(text_, 2, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kPace);
}

void ImportDialog::make_lines() {
    list_ =
        new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES);
    set_accessible(*list_, tr("What the lines mean"));
    append_text_column(*list_, wtr("Line"), 48, wxALIGN_RIGHT);
    append_text_column(*list_, wtr("Check"), 168);
    append_text_column(*list_, wtr("Name"), 144);
    append_text_column(*list_, wtr("Remark"), 344);
    // A long reason is read whole below.
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        const auto row = static_cast<std::size_t>(std::max(0, list_->GetSelectedRow()));
        const auto problem = row < lines_.size() ? said_of(lines_[row]) : std::string();
        show_wrapped(*summary_, problem.empty() ? summary_of(lines_) : problem,
                     by_text(kSummaryWidth));
        Layout();
    });
    GetSizer()->Add(list_, 3, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kPace);
    summary_ = new wxStaticText(this, wxID_ANY, "");
    GetSizer()->Add(summary_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, 2 * kPace);
}

void ImportDialog::make_buttons() {
    auto* group_row = new wxBoxSizer(wxHORIZONTAL);
    auto* label = new wxStaticText(this, wxID_ANY, wtr("Into the &group"));
    group_ = new wxComboBox(this, wxID_ANY);
    for (const auto& group : groups_of(draft_)) group_->Append(from_utf8(group));
    group_->SetHint(wtr("none"));
    label_control(*label, *group_);
    set_accessible(*group_, tr("Into the group"));
    group_row->Add(label, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kPace);
    group_row->Add(group_, 0, wxALIGN_CENTRE_VERTICAL);
    GetSizer()->Add(group_row, 0, wxLEFT | wxRIGHT | wxTOP, 2 * kPace);
    auto* file = new wxButton(this, wxID_ANY, wtr("&From a file…"));
    file->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { open_file(); });
    take_ = add_dialog_buttons(
        *this, file, wtr("&Import"), [this] { accept(); }, [this] { events_.closed(); });
}

void ImportDialog::accept() {
    const auto group = entered(FieldKind::group, group_->GetValue().utf8_string());
    events_.accepted(import_targets(lines_, group ? shown(&*group) : std::string()));
}

void ImportDialog::read() {
    lines_ = read_import(text_->GetValue().utf8_string(), draft_);
    list_->DeleteAllItems();
    for (const auto& line : lines_) {
        wxVector<wxVariant> cells;
        cells.push_back(wxVariant(from_utf8(std::to_string(line.number))));
        cells.push_back(wxVariant(from_utf8(line.check)));
        cells.push_back(wxVariant(
            from_utf8(line.problem.empty() || line.check.empty() ? line.name : std::string())));
        cells.push_back(wxVariant(from_utf8(said_of(line))));
        list_->AppendItem(cells);
    }
    const bool any =
        std::any_of(lines_.begin(), lines_.end(), [](const auto& line) { return line.taken(); });
    show_wrapped(*summary_, summary_of(lines_), by_text(kSummaryWidth));
    take_->Enable(any);
}

void ImportDialog::open_file() {
    wxFileDialog chooser(this, wtr("Import targets"), "", "", wtr("All files|*"),
                         wxFD_OPEN | wxFD_FILE_MUST_EXIST);
    if (chooser.ShowModal() != wxID_OK) return;
    const auto text = config::read_file(chooser.GetPath().utf8_string());
    if (text)
        text_->SetValue(from_utf8(text.value()));
    else
        show_wrapped(*summary_, text.error().text(), by_text(kSummaryWidth));
}

}  // namespace traypulse::ui
