// Words of the settings' pages: titles, notes, and what is wrong.
#pragma once

#include <string>

#include <wx/string.h>

class wxStaticText;
class wxWindow;

namespace traypulse::ui {

/// For a label: wx takes a single '&' for a mnemonic, and what comes from elsewhere has none.
wxString literal_label(const std::string& text);
/// A section's title, bold.
wxStaticText* make_title(wxWindow* parent, const std::string& text);
/// A sentence in lines of at most that width; hidden while empty.
void show_wrapped(wxStaticText& where, const std::string& sentence, int width);
/// The grey of notes, and the colour of what is wrong: both readable on this theme's ground.
void colour_note(wxWindow& text);
void colour_problem(wxWindow& text);

}  // namespace traypulse::ui
