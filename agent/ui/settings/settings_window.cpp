#include "agent/ui/settings/settings_window.h"

#include <algorithm>
#include <utility>

#include <wx/button.h>
#include <wx/infobar.h>
#include <wx/notebook.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/icon_set.h"
#include "agent/ui/settings/elements_list.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/settings/targets_page.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kRoom = 8;
const wxSize kWindowSize(832, 680);
const wxSize kLeastSize(560, 420);
constexpr int kIconPixels = 48;
constexpr int kSentenceRoom = 440;
/// Somebody's editor saves the file: noticed before the person has looked back here.
constexpr int kLookMs = 1000;
const int kKeepMine = wxWindow::NewControlId();
const int kTakeTheirs = wxWindow::NewControlId();

/// Which page has the fields of a table.
SettingsWindow::Page page_of(const std::string& table) {
    using Page = SettingsWindow::Page;
    if (table == "target") return Page::targets;
    if (table == "alerts" || table == "maintenance" || table == "hook") return Page::alerts;
    if (table == "display") return Page::display;
    if (table == "history") return Page::history;
    return Page::advanced;
}

}  // namespace

SettingsWindow::SettingsWindow(Files files, Events events)
    : wxDialog(nullptr, wxID_ANY, wtr("Traypulse settings"), wxDefaultPosition,
               by_text(kWindowSize), wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER),
      files_(std::move(files)),
      events_(std::move(events)),
      file_(files_.config) {
    wxIcon icon;
    icon.CopyFromBitmap(wxBitmap(draw_application_icon(kIconPixels)));
    SetIcon(icon);
    SetMinSize(by_text(kLeastSize));
    SetSizer(new wxBoxSizer(wxVERTICAL));
    info_ = new wxInfoBar(this);
    GetSizer()->Add(info_, 0, wxEXPAND);
    const auto opened = file_.open();
    make_pages();
    make_buttons();
    set_readable(opened.ok());
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent&) { events_.closed(); });
    // Not on its way up to us: a dialog is not told of its bar's buttons.
    const auto answered = [this](bool keep) {
        if (keep)
            info_->Dismiss();
        else
            reopen();
        pages_->SetFocus();  // which the button has taken along
    };
    info_->Bind(
        wxEVT_BUTTON, [answered](wxCommandEvent&) { answered(true); }, kKeepMine);
    info_->Bind(
        wxEVT_BUTTON, [answered](wxCommandEvent&) { answered(false); }, kTakeTheirs);
    // A list would take these keys for its own.
    Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& e) {
        const int key = e.GetKeyCode();
        if (e.ControlDown() && (key == WXK_PAGEDOWN || key == WXK_PAGEUP))
            return pages_->AdvanceSelection(key == WXK_PAGEDOWN);
        e.Skip();
    });
    look_timer_.SetOwner(this);
    Bind(wxEVT_TIMER, [this](wxTimerEvent&) { look_at_file(); });
    look_timer_.Start(kLookMs);
    changed();
    if (!opened) say(opened.error().what, wxICON_ERROR);
    SetSize(by_text(kWindowSize));
    CentreOnScreen();
}

SettingsWindow::~SettingsWindow() = default;

void SettingsWindow::make_pages() {
    pages_ = new wxNotebook(this, wxID_ANY);
    set_accessible(*pages_, tr("Settings"));
    GetSizer()->Add(pages_, 1, wxEXPAND | wxALL, kRoom);
    TargetsPage::Events events;
    events.changed = [this] { changed(); };
    events.edit = [this](std::optional<std::size_t> target) { edit(target); };
    events.import = [this] { import_list(); };
    events.test = [this](const TargetSpec& target) { return test(target); };
    targets_ = new TargetsPage(pages_, file_.draft(), std::move(events));
    pages_->AddPage(targets_, wtr("Targets"));
    lists_.push_back(&targets_->list());
    add_alerts();
    add_display();
    add_history();
    add_advanced();
}

void SettingsWindow::set_readable(bool readable) {
    readable_ = readable;
    pages_->Enable(readable);
    // Where there is nothing to set, the one thing to do is to mend the file.
    fine_->SetLabel(readable ? wtr("OK") : wtr("Open configuration file"));
    if (!readable) fine_->SetFocus();
    Layout();
}

FieldStore SettingsWindow::store() {
    FieldStore out;
    out.get = [this](const std::string& table, const std::string& key) {
        return file_.draft().get({table, {}}, key);
    };
    out.set = [this](const std::string& table, const Field& field,
                     const std::optional<config::Value>& value) {
        auto& draft = file_.draft();
        const config::Place place{table, {}};
        if (value && always_says(field.kind) && shown(&*value) == field.usual)
            draft.set_unless_usual(place, field.key, *value, *value);
        else
            draft.set(place, field.key, value);
        changed();
    };
    out.problem = [this](const std::string& table, const std::string& key) {
        return file_.draft().problem({table, {}}, key);
    };
    out.changed = [this](const std::string& table, const std::string& key) {
        return file_.draft().changed({table, {}}, key);
    };
    out.restore = [this](const std::string& table, const std::string& key) {
        file_.draft().restore({table, {}}, key);
        changed();
    };
    return out;
}

FieldsPanel* SettingsWindow::add_fields(const wxString& title,
                                        const std::vector<FieldGroup>& groups) {
    auto* made = new FieldsPanel(pages_, groups, store());
    pages_->AddPage(made, title);
    fields_.push_back(made);
    return made;
}

void SettingsWindow::make_buttons() {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    problem_ = new wxStaticText(this, wxID_ANY, "");
    colour_problem(*problem_);
    auto* cancel = new wxButton(this, wxID_CANCEL, wtr("Cancel"));
    cancel->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { events_.closed(); });
    apply_ = new wxButton(this, wxID_APPLY, wtr("Appl&y"));
    apply_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { apply(); });
    fine_ = new wxButton(this, wxID_OK, wtr("OK"));
    fine_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) {
        if (!readable_) return events_.open_file();
        if (apply()) events_.closed();
    });
    fine_->SetDefault();
    row->Add(problem_, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kRoom);
    row->AddStretchSpacer();
    row->Add(cancel, 0, wxRIGHT, kRoom);
    row->Add(apply_, 0, wxRIGHT, kRoom);
    row->Add(fine_);
    GetSizer()->Add(row, 0, wxEXPAND | wxLEFT | wxRIGHT | wxBOTTOM, 2 * kRoom);
}

void SettingsWindow::reopen() {
    info_->Dismiss();
    const auto opened = file_.open();
    if (!opened) return say(opened.error().what, wxICON_ERROR);
    set_readable(true);
    refresh();
}

void SettingsWindow::look_at_file() {
    if (target_dialog_ || element_dialog_ || import_dialog_) return;
    if (!readable_) {
        if (SettingsFile again(files_.config); again.open()) reopen();
        return;
    }
    const auto news = file_.look();
    using Kind = SettingsFile::News::Kind;
    if (news.kind == Kind::followed) {
        refresh();
        say(tr("The configuration file was changed meanwhile. This window shows it, with your "
               "changes kept."),
            wxICON_INFORMATION);
    }
    if (news.kind == Kind::clashed) {
        refresh();
        say(tr("The configuration file was changed meanwhile in the same places: {0}.",
               listed(news.clashes)),
            wxICON_WARNING);
        info_->AddButton(kKeepMine, wtr("Keep my changes"));
        info_->AddButton(kTakeTheirs, wtr("Use the file's"));
    }
}

void SettingsWindow::say(const std::string& what, int flags) {
    for (const int asked : {kKeepMine, kTakeTheirs})
        if (info_->HasButtonId(asked)) info_->RemoveButton(asked);
    info_->ShowMessage(wxString::FromUTF8(what), flags);
}

void SettingsWindow::refresh() {
    for (auto* list : lists_) list->refresh();
    for (auto* panel : fields_) panel->refresh();
    changed();
}

void SettingsWindow::changed() {
    const auto& draft = file_.draft();
    const auto& problems = draft.judged().problems;
    std::string text;
    if (!problems.empty()) {
        const auto& first = problems.front();
        const auto name = first.place.element ? called(first.place, draft.keys(first.place)) : "";
        text = name.empty() ? first.reason : tr("{0}: {1}", name, first.reason);
    }
    show_wrapped(*problem_, text, by_text(kSentenceRoom));
    apply_->Enable(readable_ && (draft.dirty() || login_changed()));
    Layout();
}

bool SettingsWindow::focus_problem() {
    const auto& problems = file_.draft().judged().problems;
    if (problems.empty()) return false;
    const auto place = problems.front().place;
    show_page(page_of(place.table));
    if (place.element) return show_row(place.table, *place.element), true;
    for (auto* panel : fields_)
        if (panel == pages_->GetCurrentPage()) panel->focus_first_problem();
    return true;
}

ElementsList& SettingsWindow::list_of(const std::string& table) {
    return **std::find_if(lists_.begin(), lists_.end(),
                          [&](const auto* list) { return list->table() == table; });
}

/// Those behind the fields of a page may be out of sight, so the focus goes there; the targets have
/// theirs to themselves, and the Enter key stays the default button's.
void SettingsWindow::show_row(const std::string& table, std::size_t row) {
    auto& list = list_of(table);
    if (&list == &targets_->list())
        list.mark(row);
    else
        list.lead_to(row);
}

bool SettingsWindow::apply() {
    if (!readable_) return true;
    if (focus_problem()) return false;
    look_at_file();
    const bool dirty = file_.draft().dirty();
    if (auto done = file_.apply(); !done) {
        say(done.error().text(), wxICON_ERROR);
        return false;
    }
    const auto login = apply_login();
    refresh();
    if (dirty) events_.applied();
    if (!login) {
        say(login.error().text(), wxICON_ERROR);
        return false;
    }
    return true;
}

std::uint64_t SettingsWindow::test(const TargetSpec& target) {
    const auto number = ++tests_;
    events_.test({number, target});
    return number;
}

void SettingsWindow::bring_forward() {
    Show();
    Raise();
}

void SettingsWindow::show_page(Page page) {
    pages_->ChangeSelection(static_cast<std::size_t>(page));
}

}  // namespace traypulse::ui
