#include "agent/ui/settings/labels.h"

#include <wx/dcclient.h>
#include <wx/settings.h>
#include <wx/stattext.h>

namespace traypulse::ui {
namespace {

wxString markup_text(const std::string& text) {
    wxString out = wxString::FromUTF8(text);
    out.Replace("&", "&amp;");
    out.Replace("<", "&lt;");
    return out;
}

}  // namespace

wxString literal_label(const std::string& text) {
    wxString out = wxString::FromUTF8(text);
    out.Replace("&", "&&");
    return out;
}

wxStaticText* make_title(wxWindow* parent, const std::string& text) {
    auto* title = new wxStaticText(parent, wxID_ANY, "");
    // A bold font would be known to GTK only when the label has been measured.
    title->SetLabelMarkup("<b>" + markup_text(text) + "</b>");
    return title;
}

void show_wrapped(wxStaticText& where, const std::string& sentence, int width) {
    where.SetLabel(literal_label(sentence));
    where.Wrap(width);
    // GTK's own wish for a label that may wrap is the height of a narrower one.
    wxClientDC dc(&where);
    dc.SetFont(where.GetFont());
    where.SetMinSize(dc.GetMultiLineTextExtent(where.GetLabelText()));
    where.Show(!sentence.empty());
}

void colour_note(wxWindow& text) {
    text.SetForegroundColour(wxSystemSettings::GetColour(wxSYS_COLOUR_GRAYTEXT));
}

void colour_problem(wxWindow& text) {
    const bool dark = wxSystemSettings::GetAppearance().IsDark();
    text.SetForegroundColour(dark ? wxColour(0xff, 0x9d, 0x70) : wxColour(0xa8, 0x3a, 0x00));
}

}  // namespace traypulse::ui
