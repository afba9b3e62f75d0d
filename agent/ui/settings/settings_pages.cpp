// The pages that have more than fields, and the dialogs over them.
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <utility>

#include <wx/button.h>
#include <wx/checkbox.h>
#include <wx/notebook.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/modal.h"
#include "agent/ui/one_line.h"
#include "agent/ui/settings/element_dialog.h"
#include "agent/ui/settings/elements_list.h"
#include "agent/ui/settings/import_dialog.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/settings/settings_window.h"
#include "agent/ui/settings/target_dialog.h"
#include "agent/ui/settings/targets_page.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kUnit = 8;
const wxSize kMaintenanceSize(-1, 96);
const wxSize kHooksSize(400, 120);  ///< four rows; more scroll

/// With what SQLite keeps beside it; -1 where there is none.
double megabytes_of(const std::string& database) {
    double bytes = -1;
    for (const char* end : {"", "-wal", "-shm"}) {
        struct stat status {};
        if (::stat((database + end).c_str(), &status) != 0) continue;
        bytes = std::max(bytes, 0.0) + static_cast<double>(status.st_size);
    }
    return bytes < 0 ? -1 : bytes / 1e6;
}

void add_title(wxWindow* parent, wxBoxSizer& into, const char* text) {
    into.Add(make_title(parent, text), 0, wxTOP | wxBOTTOM, kUnit);
}

ElementsList::Kind maintenance_list() {
    ElementsList::Kind out;
    out.table = "maintenance";
    out.name = tr("Maintenance");
    out.add = tr("&Add…");
    out.edit = tr("&Edit…");
    out.remove = tr("Remo&ve");
    out.size = kMaintenanceSize;
    out.cells = [](const config::Keys& keys) { return std::vector{maintenance_text(keys)}; };
    return out;
}

ElementsList::Kind hooks_list() {
    ElementsList::Kind out;
    out.table = "hook";
    out.name = tr("Hooks");
    out.add = tr("Add hoo&k…");
    out.edit = tr("Edit &hook…");
    out.remove = tr("Re&move hook");
    out.size = kHooksSize;
    out.columns = {{wtr("On"), 48}, {wtr("Name"), 144}, {wtr("Kind"), 112}, {wtr("Where"), 176}};
    out.cells = [](const config::Keys& keys) {
        const auto row = hook_row(keys);
        return std::vector{row.name, row.kind, row.where};
    };
    out.usually_enabled = [] { return true; };
    return out;
}

}  // namespace

void SettingsWindow::add_alerts() {
    auto* page = add_fields(tr("Alerts"), alert_fields());
    const auto add = [&](const char* title, ElementsList::Kind kind, auto edit) {
        page->below().AddSpacer(kUnit);
        add_title(page, page->below(), title);
        auto* list = new ElementsList(page, file_.draft(), std::move(kind),
                                      {[this] { changed(); }, std::move(edit)});
        list->refresh();
        page->below().Add(list, 0, wxEXPAND);
        lists_.push_back(list);
    };
    add(tr("Maintenance: no outage, and not counted"), maintenance_list(),
        [this](std::optional<std::size_t> element) { edit_maintenance(element); });
    add(tr("Hooks: who else is told of outages"), hooks_list(),
        [this](std::optional<std::size_t> element) { edit_hook(element); });
    page->fit_inside();
}

void SettingsWindow::add_display() {
    auto* page = add_fields(tr("Display"), display_fields());
    auto& below = page->below();
    below.AddSpacer(kUnit);
    add_title(page, below, tr("At login"));
    login_ = new wxCheckBox(page, wxID_ANY, wtr("Start Traypulse when I lo&g in"));
    set_accessible(*login_, tr("Start Traypulse when I log in"));
    at_login_ = starts_at_login(files_.autostart);
    login_->SetValue(at_login_);
    login_->Bind(wxEVT_CHECKBOX, [this](wxCommandEvent&) { changed(); });
    below.Add(login_);
    page->fit_inside();
}

bool SettingsWindow::login_changed() const {
    return login_ != nullptr && login_->GetValue() != at_login_;
}

Status SettingsWindow::apply_login() {
    if (!login_changed()) return ok();
    auto done = start_at_login(files_.autostart, login_->GetValue());
    at_login_ = starts_at_login(files_.autostart);
    return done;
}

void SettingsWindow::add_history() {
    auto* page = add_fields(tr("History"), history_fields());
    history_size_ = new wxStaticText(page, wxID_ANY, "");
    page->below().Add(history_size_, 0, wxTOP, 2 * kUnit);
    show_history_size();
    pages_->Bind(wxEVT_NOTEBOOK_PAGE_CHANGED, [this](wxBookCtrlEvent& e) {
        show_history_size();
        e.Skip();
    });
}

void SettingsWindow::show_history_size() {
    const auto size = files_.history.empty() ? -1 : megabytes_of(files_.history);
    history_size_->SetLabel(size < 0 ? wtr("There is no history yet.")
                                     : wtr("The history takes {0} MB now.", decimal_text(size, 1)));
}

void SettingsWindow::add_advanced() {
    auto* page = add_fields(tr("Advanced"), advanced_fields());
    auto& below = page->below();
    below.AddSpacer(kUnit);
    add_title(page, below, tr("Files"));
    const std::pair<const char*, std::string> paths[] = {{tr("Configuration"), files_.config},
                                                         {tr("History"), files_.history},
                                                         {tr("Log"), files_.log}};
    auto* grid = new wxFlexGridSizer(2, kUnit / 2, 2 * kUnit);
    grid->AddGrowableCol(1);
    for (const auto& path : paths) {
        if (path.second.empty()) continue;
        grid->Add(new wxStaticText(page, wxID_ANY, wxString::FromUTF8(path.first)), 0,
                  wxALIGN_CENTRE_VERTICAL);
        auto* text = one_line(page, -1, wxString::FromUTF8(path.second), wxTE_READONLY);
        set_accessible(*text, tr("{0} file", path.first));
        grid->Add(text, 1, wxEXPAND);
    }
    below.Add(grid, 0, wxEXPAND);
    auto* open = new wxButton(page, wxID_ANY, wtr("Open configuration &file"));
    open->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { events_.open_file(); });
    below.Add(open, 0, wxTOP, kUnit);
    page->fit_inside();
}

void SettingsWindow::close_dialogs() {
    // Not from within their own event.
    for (wxDialog* dialog : {static_cast<wxDialog*>(std::exchange(target_dialog_, nullptr)),
                             static_cast<wxDialog*>(std::exchange(element_dialog_, nullptr)),
                             static_cast<wxDialog*>(std::exchange(import_dialog_, nullptr))})
        if (dialog) {
            dialog->Hide();
            dialog->Destroy();
        }
}

void SettingsWindow::edit(std::optional<std::size_t> target) {
    close_dialogs();
    TargetDialog::Events events;
    events.closed = [this] { close_dialogs(); };
    events.test = [this](const TargetSpec& spec) { return test(spec); };
    events.accepted = [this, target](config::Keys keys) {
        accept("target", target, std::move(keys));
    };
    target_dialog_ = new TargetDialog(this, file_.draft(), target, std::move(events));
    show_modal(*target_dialog_);
}

void SettingsWindow::edit_maintenance(std::optional<std::size_t> element) {
    edit_element(element ? wtr("Edit maintenance") : wtr("Add a maintenance"), "maintenance",
                 element, maintenance_fields());
}

void SettingsWindow::edit_hook(std::optional<std::size_t> element) {
    edit_element(element ? wtr("Edit hook") : wtr("Add a hook"), "hook", element, hook_fields());
}

void SettingsWindow::edit_element(const wxString& title, const std::string& list,
                                  std::optional<std::size_t> element,
                                  const std::vector<FieldGroup>& fields) {
    close_dialogs();
    ElementDialog::Events events;
    events.closed = [this] { close_dialogs(); };
    events.accepted = [this, list, element](config::Keys keys) {
        accept(list, element, std::move(keys));
    };
    element_dialog_ =
        new ElementDialog(this, title, file_.draft(), list, element, fields, std::move(events));
    show_modal(*element_dialog_);
}

void SettingsWindow::accept(const std::string& list, std::optional<std::size_t> element,
                            config::Keys keys) {
    auto& draft = file_.draft();
    const auto row = element.value_or(draft.list(list).size());
    if (element)
        draft.replace(list, row, std::move(keys));
    else
        draft.add(list, row, {std::move(keys)});
    show_accepted(list, row);
}

void SettingsWindow::show_accepted(const std::string& list, std::size_t row) {
    close_dialogs();
    list_of(list).refresh();
    show_row(list, row);
    changed();
}

void SettingsWindow::import_list() {
    close_dialogs();
    ImportDialog::Events events;
    events.closed = [this] { close_dialogs(); };
    events.accepted = [this](std::vector<config::Keys> targets) {
        const auto row = file_.draft().list("target").size();
        file_.draft().add("target", row, std::move(targets));
        show_accepted("target", row);
    };
    import_dialog_ = new ImportDialog(this, file_.draft(), std::move(events));
    show_modal(*import_dialog_);
}

void SettingsWindow::tested(const TestedCheck& answer) {
    if (target_dialog_) target_dialog_->tested(answer);
    targets_->tested(answer);
}

}  // namespace traypulse::ui
