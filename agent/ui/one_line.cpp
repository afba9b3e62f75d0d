#include "agent/ui/one_line.h"

#include <wx/textctrl.h>

namespace traypulse::ui {
namespace {

// Border and padding above and below. wxGTK's own height is this and a line with usual letters, and
// becomes the lower, the larger they are.
constexpr int kAroundLine = 10;

}  // namespace

wxTextCtrl* one_line(wxWindow* parent, int width, const wxString& text, long style) {
    auto* made =
        new wxTextCtrl(parent, wxID_ANY, text, wxDefaultPosition, wxSize(width, -1), style);
    made->SetMinSize(wxSize(width, made->GetCharHeight() + kAroundLine));
    return made;
}

}  // namespace traypulse::ui
