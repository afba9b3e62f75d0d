// One element of a list that has fields only: a maintenance, a hook.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <wx/dialog.h>

#include "agent/ui/settings/element_draft.h"

class wxStaticText;

namespace traypulse::ui {

class FieldsPanel;

/// GUI thread. Ends with `accepted` or `closed`, and is to be destroyed then.
class ElementDialog final : public wxDialog {
 public:
    struct Events {
        std::function<void(config::Keys)> accepted;
        std::function<void()> closed;
    };
    /// `element` empty: a new one.
    ElementDialog(wxWindow* parent, const wxString& title, const SettingsDraft& draft,
                  const std::string& list, std::optional<std::size_t> element,
                  const std::vector<FieldGroup>& fields, Events events);

 private:
    void judge();
    void accept();
    [[nodiscard]] bool judged() const;
    ElementDraft element_;
    Events events_;
    bool asked_ = false;  ///< to be accepted, so that what is missing is to be said
    FieldsPanel* fields_ = nullptr;
    wxStaticText* problem_ = nullptr;
};

}  // namespace traypulse::ui
