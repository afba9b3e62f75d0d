// Room between a text of several lines and its frame, which wx cannot give.
#pragma once

class wxTextCtrl;

namespace traypulse::ui {

void pad_text(wxTextCtrl& text, int pixels);

}  // namespace traypulse::ui
