// The settings: what a person changes here is written into the configuration file, and nothing else
// of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <wx/dialog.h>
#include <wx/timer.h>

#include "agent/engine/command.h"
#include "agent/ui/settings/autostart.h"
#include "agent/ui/settings/fields_panel.h"
#include "agent/ui/settings/settings_file.h"

class wxButton;
class wxCheckBox;
class wxInfoBar;
class wxNotebook;
class wxStaticText;

namespace traypulse::ui {

class ElementDialog;
class ElementsList;
class ImportDialog;
class TargetDialog;
class TargetsPage;

/// GUI thread. Closing it drops what was not applied; `closed` is told then, and the owner is to
/// Destroy() it.
class SettingsWindow final : public wxDialog {
 public:
    struct Files {
        std::string config;   ///< absolute
        std::string history;  ///< history.db; empty: not known
        std::string log;      ///< empty: not known
        AutostartPlaces autostart;
    };
    struct Events {
        std::function<void()> applied;  ///< the file has changed
        std::function<void(command::TestCheck)> test;
        std::function<void()> open_file;  ///< the configuration in the person's editor
        std::function<void()> closed;
    };
    enum class Page : std::uint8_t { targets, alerts, display, history, advanced };

    SettingsWindow(Files files, Events events);
    ~SettingsWindow() override;
    SettingsWindow(const SettingsWindow&) = delete;
    SettingsWindow& operator=(const SettingsWindow&) = delete;

    void bring_forward();
    /// The answer to a test; one of somebody else's is ignored.
    void tested(const TestedCheck& answer);

 private:
    void show_page(Page page);
    void make_pages();
    void make_buttons();
    void add_alerts();
    void add_display();
    void add_history();
    void add_advanced();
    FieldsPanel* add_fields(const wxString& title, const std::vector<FieldGroup>& groups);
    [[nodiscard]] FieldStore store();

    void edit(std::optional<std::size_t> target);
    void edit_maintenance(std::optional<std::size_t> element);
    void edit_hook(std::optional<std::size_t> element);
    /// One of a list that has fields only.
    void edit_element(const wxString& title, const std::string& list,
                      std::optional<std::size_t> element, const std::vector<FieldGroup>& fields);
    void import_list();
    void accept(const std::string& list, std::optional<std::size_t> element, config::Keys keys);
    void show_accepted(const std::string& list, std::size_t row);
    [[nodiscard]] ElementsList& list_of(const std::string& table);
    void show_row(const std::string& table, std::size_t row);
    void close_dialogs();
    std::uint64_t test(const TargetSpec& target);

    void set_readable(bool readable);
    void reopen();
    void look_at_file();
    void refresh();
    void changed();
    bool apply();
    void say(const std::string& what, int flags);
    bool focus_problem();
    void show_history_size();
    [[nodiscard]] bool login_changed() const;
    Status apply_login();

    Files files_;
    Events events_;
    SettingsFile file_;
    bool readable_ = false;
    std::uint64_t tests_ = 0;
    wxTimer look_timer_;

    wxInfoBar* info_ = nullptr;
    wxNotebook* pages_ = nullptr;
    TargetsPage* targets_ = nullptr;
    std::vector<FieldsPanel*> fields_;  ///< of all pages but the targets', in their order
    std::vector<ElementsList*> lists_;
    wxStaticText* history_size_ = nullptr;
    wxCheckBox* login_ = nullptr;  ///< start at login: no part of the file
    bool at_login_ = false;        ///< as it was found
    wxStaticText* problem_ = nullptr;
    wxButton* apply_ = nullptr;
    wxButton* fine_ = nullptr;
    TargetDialog* target_dialog_ = nullptr;
    ElementDialog* element_dialog_ = nullptr;
    ImportDialog* import_dialog_ = nullptr;
};

}  // namespace traypulse::ui
