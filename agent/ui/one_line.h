// Fields for a line of text.
#pragma once

#include <wx/string.h>

class wxTextCtrl;
class wxWindow;

namespace traypulse::ui {

/// As high as the desktop's letters need, which wxGTK alone does not see to; a width of -1 is as wx
/// finds best.
wxTextCtrl* one_line(wxWindow* parent, int width = -1, const wxString& text = {}, long style = 0);

}  // namespace traypulse::ui
