// Sentences in the person's language, as wx wants them.
#pragma once

#include <algorithm>

#include <wx/dataview.h>
#include <wx/string.h>
#include <wx/window.h>

#include "agent/translations/translate.h"
#include "agent/ui/density.h"

namespace traypulse::ui {

/// `tr` for what wx shows: UTF-8, whatever the locale's own encoding is.
inline wxString wtr(const char* sentence) { return wxString::FromUTF8(tr(sentence)); }
template <class... Parts>
wxString wtr(const char* sentence, const Parts&... parts) {
    return wxString::FromUTF8(tr(sentence, parts...));
}

/// Of a list: `usual` pixels at the usual size of text, or as many as the bold title needs in this
/// language.
inline int column_width(const wxWindow& list, const wxString& title, int usual) {
    constexpr int kAround = 20;
    int width = 0;
    const auto bold = list.GetFont().Bold();
    list.GetTextExtent(title, &width, nullptr, nullptr, nullptr, &bold);
    return std::max(by_text(usual), width + kAround);
}

/// Behind the others, as wide as that.
inline void append_text_column(wxDataViewListCtrl& list, const wxString& title, int usual,
                               wxAlignment align = wxALIGN_LEFT) {
    list.AppendTextColumn(title, wxDATAVIEW_CELL_INERT, column_width(list, title, usual), align);
}

}  // namespace traypulse::ui
