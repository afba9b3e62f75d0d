// The elements of one list of the draft (targets, maintenance, hooks), one a row, and what can be
// done with them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <wx/panel.h>

#include "agent/ui/layout.h"
#include "agent/ui/settings/draft.h"

class wxBoxSizer;
class wxButton;
class wxDataViewListCtrl;

namespace traypulse::ui {

/// GUI thread.
class ElementsList final : public wxPanel {
 public:
    struct Column {
        wxString title;
        int width;  ///< at the usual size of text
    };
    /// What differs from list to list.
    struct Kind {
        std::string table;  ///< of the draft: "hook"
        std::string name;   ///< that assistive technology says
        std::string add;    ///< on the buttons, with their mnemonics
        std::string edit;
        std::string remove;
        wxSize size = wxDefaultSize;  ///< of the rows, at the usual size of text; else as it comes
        int gap = kRhythm / 2;        ///< between the buttons
        /// Empty: one without a title.
        std::vector<Column> columns{};
        std::function<std::vector<std::string>(const config::Keys&)> cells{};
        /// What holds where an element does not say whether it is `enabled`: the first column is a
        /// tick for that then. Empty: they can't be switched.
        std::function<bool()> usually_enabled{};
    };
    struct Events {
        std::function<void()> changed;                         ///< something in the draft
        std::function<void(std::optional<std::size_t>)> edit;  ///< empty: a new one
        std::function<void()> marked = [] {};                  ///< another row, or none
    };
    /// Shows nothing before refresh().
    ElementsList(wxWindow* parent, SettingsDraft& draft, Kind kind, Events events);

    /// Below the others.
    wxButton* add_button(const std::string& label, std::function<void()> pressed);
    void add_gap();

    /// Shows what the draft says; the row stays marked where it can.
    void refresh();
    void mark(std::size_t row);
    /// The same, and the keys are the list's: a page that scrolls brings it into view.
    void lead_to(std::size_t row);
    [[nodiscard]] std::optional<std::size_t> marked() const;
    [[nodiscard]] const std::string& table() const { return kind_.table; }

 private:
    void make_list();
    void make_buttons();
    void show_marked();
    void edit_marked();
    void toggled(std::size_t row);
    void remove();
    [[nodiscard]] std::size_t size() const { return draft_.list(kind_.table).size(); }

    SettingsDraft& draft_;
    Kind kind_;
    Events events_;
    bool filling_ = false;
    wxDataViewListCtrl* list_ = nullptr;
    wxBoxSizer* buttons_ = nullptr;
    wxButton* edit_ = nullptr;
    wxButton* remove_ = nullptr;
};

}  // namespace traypulse::ui
