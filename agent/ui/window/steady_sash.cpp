#include "agent/ui/window/steady_sash.h"

#include <algorithm>

#include <wx/splitter.h>

namespace traypulse::ui {

SteadySash::SteadySash(wxSplitterWindow& splitter, Pane steady, int size)
    : splitter_(splitter), steady_(steady), size_(size) {
    splitter_.Bind(wxEVT_SPLITTER_SASH_POS_CHANGING, [this](wxSplitterEvent& event) {
        event.Skip();
        const int at = event.GetSashPosition();
        size_ = steady_ == Pane::second ? whole() - at : at;
    });
    splitter_.Bind(wxEVT_SPLITTER_SASH_POS_RESIZE, [this](wxSplitterEvent& event) {
        event.SetSashPosition(position(event.GetNewSize()));
    });
}

void SteadySash::choose(int size) {
    size_ = size;
    splitter_.SetSashPosition(position(whole()));
}

int SteadySash::whole() const {
    const auto size = splitter_.GetClientSize();
    return splitter_.GetSplitMode() == wxSPLIT_VERTICAL ? size.x : size.y;
}

/// The other pane keeps what the splitter grants it at least.
int SteadySash::position(int whole) const {
    const int most = std::max(whole - splitter_.GetMinimumPaneSize(), 1);
    const int steady = std::min(size_, most);
    return steady_ == Pane::second ? std::max(whole - steady, 1) : steady;
}

}  // namespace traypulse::ui
