// One target: what is asked how, what counts as a good answer, and a try.
#pragma once

#include <functional>
#include <optional>

#include <wx/dialog.h>

#include "agent/engine/command.h"
#include "agent/ui/settings/element_draft.h"
#include "agent/ui/settings/target_fields.h"

class wxButton;
class wxChoice;
class wxStaticText;
class wxTextCtrl;

namespace traypulse::ui {

class FieldsPanel;

/// GUI thread. Ends with `accepted` or `closed`, and is to be destroyed then.
class TargetDialog final : public wxDialog {
 public:
    struct Events {
        std::function<void(config::Keys)> accepted;
        std::function<void()> closed;
        /// Tries it once; tested() gets the answer that has the number returned.
        std::function<std::uint64_t(const TargetSpec&)> test;
    };
    /// `element` empty: a new target.
    TargetDialog(wxWindow* parent, const SettingsDraft& draft, std::optional<std::size_t> element,
                 Events events);

    /// The answer to a test; one with another number is somebody else's.
    void tested(const TestedCheck& answer);

 private:
    void make_head();
    void make_fields();
    void make_result();
    void make_buttons();
    void check_entered();
    void kind_chosen();
    void judge();
    void test();
    void accept();
    [[nodiscard]] std::vector<std::string> other_names() const;

    ElementDraft element_;
    Events events_;
    CheckKind kind_ = CheckKind::icmp;
    std::uint64_t test_ = 0;
    wxTextCtrl* name_ = nullptr;
    wxStaticText* name_problem_ = nullptr;
    wxChoice* kinds_ = nullptr;
    wxTextCtrl* check_ = nullptr;
    wxStaticText* check_problem_ = nullptr;
    FieldsPanel* fields_ = nullptr;
    wxTextCtrl* result_ = nullptr;
    wxButton* test_button_ = nullptr;
};

}  // namespace traypulse::ui
