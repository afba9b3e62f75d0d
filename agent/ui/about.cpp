#include "agent/ui/about.h"

#include <wx/aboutdlg.h>
#include <wx/icon.h>

#include "agent/ui/icon_set.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {

void show_about(const std::string& version) {
    wxAboutDialogInfo info;
    info.SetName("Traypulse");
    info.SetVersion(wxString::FromUTF8(version));
    info.SetDescription(wtr("Is my network all right, and if not, where is it broken?"));
    info.SetCopyright(wtr("MIT licence"));
    wxIcon icon;
    icon.CopyFromBitmap(wxBitmap(draw_application_icon(64)));
    info.SetIcon(icon);
    wxAboutBox(info);
}

}  // namespace traypulse::ui
