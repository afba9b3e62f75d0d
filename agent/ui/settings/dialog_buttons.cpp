#include "agent/ui/settings/dialog_buttons.h"

#include <utility>

#include <wx/button.h>
#include <wx/dialog.h>
#include <wx/sizer.h>

#include "agent/ui/layout.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {

wxButton* add_dialog_buttons(wxDialog& dialog, wxWindow* left, const wxString& fine,
                             std::function<void()> accepted, std::function<void()> closed) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* cancel = new wxButton(&dialog, wxID_CANCEL, wtr("Cancel"));
    cancel->Bind(wxEVT_BUTTON, [closed](wxCommandEvent&) { closed(); });
    auto* made = new wxButton(&dialog, wxID_OK, fine);
    made->Bind(wxEVT_BUTTON, [accepted = std::move(accepted)](wxCommandEvent&) { accepted(); });
    made->SetDefault();
    dialog.Bind(wxEVT_CLOSE_WINDOW, [closed = std::move(closed)](wxCloseEvent&) { closed(); });
    if (left != nullptr) row->Add(left);
    row->AddStretchSpacer();
    row->Add(cancel, 0, wxRIGHT, kRhythm);
    row->Add(made);
    dialog.GetSizer()->Add(row, 0, wxEXPAND | wxALL, 2 * kRhythm);
    return made;
}

}  // namespace traypulse::ui
