// The lower edge of a dialog that is accepted or not.
#pragma once

#include <functional>

#include <wx/string.h>

class wxButton;
class wxDialog;
class wxWindow;

namespace traypulse::ui {

/// Below what the dialog's sizer has: `left`, which may be null, then Cancel and the default button
/// at the other end. Closing the dialog is Cancel, too. Returns the default button.
wxButton* add_dialog_buttons(wxDialog& dialog, wxWindow* left, const wxString& fine,
                             std::function<void()> accepted, std::function<void()> closed);

}  // namespace traypulse::ui
