// Fields one below the other: label, control, a note, what is wrong, and a way back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <wx/scrolwin.h>

#include "agent/ui/settings/fields.h"

class wxBoxSizer;
class wxButton;
class wxStaticText;

namespace traypulse::ui {

/// Where the fields' values live.
struct FieldStore {
    std::function<const config::Value*(const std::string& table, const std::string& key)> get;
    /// Empty: the key goes away. The field says what is usual.
    std::function<void(const std::string& table, const Field&, const std::optional<config::Value>&)>
        set;
    std::function<std::string(const std::string& table, const std::string& key)> problem;
    std::function<bool(const std::string& table, const std::string& key)> changed;
    std::function<void(const std::string& table, const std::string& key)> restore;
    /// Offered for FieldKind::group and FieldKind::parent.
    std::function<std::vector<std::string>()> groups;
    std::function<std::vector<std::string>()> parents;
};

/// GUI thread. Scrolls where there is not enough room.
class FieldsPanel final : public wxScrolledWindow {
 public:
    FieldsPanel(wxWindow* parent, const std::vector<FieldGroup>& groups, FieldStore store);

    /// Reads every value again; what a person is typing elsewhere is not disturbed.
    void refresh();
    /// What is wrong and what has changed; call after anything was set.
    void judge();
    /// Shows those that a target of that kind has.
    void show_kind(CheckKind kind);
    /// What holds where nothing is written may depend on other fields.
    void set_usual(const std::vector<FieldGroup>& groups);
    /// False where nothing is wrong on this panel.
    bool focus_first_problem();
    /// Something of the page's own behind the last field.
    wxBoxSizer& below() { return *below_; }
    /// Adjusts what can be scrolled to what is shown.
    void fit_inside();

 private:
    struct Row;
    void scroll_to(const wxWindow& part);
    void add_group(const FieldGroup& group);
    void add_row(const FieldGroup& group, const Field& field, wxBoxSizer& into);
    void align_labels();
    wxWindow* make_control(const Field& field);
    void entered_in(std::size_t row);
    void load(Row& row);

    struct Row {
        std::string table;
        Field field;
        wxWindow* control = nullptr;
        wxStaticText* label = nullptr;
        wxStaticText* problem = nullptr;
        wxButton* undo = nullptr;
        std::size_t group = 0;
        bool belongs = true;
        std::string said;  ///< the problem that is shown
    };
    struct Group {
        wxStaticText* title = nullptr;
        wxBoxSizer* sizer = nullptr;
    };
    FieldStore store_;
    std::vector<Row> rows_;
    std::vector<Group> groups_;
    wxBoxSizer* below_ = nullptr;
    bool loading_ = false;
};

}  // namespace traypulse::ui
