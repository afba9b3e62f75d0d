// A pane that is as large as it was made, also after the window was too small for it.
#pragma once

class wxSplitterWindow;

namespace traypulse::ui {

/// Of one splitter, for as long as it lives. GUI thread.
class SteadySash {
 public:
    enum class Pane { first, second };

    /// The splitter is split already, so that this pane has `size`.
    SteadySash(wxSplitterWindow& splitter, Pane steady, int size);
    SteadySash(const SteadySash&) = delete;
    SteadySash& operator=(const SteadySash&) = delete;

    /// `size` of the steady pane in pixels, until a person drags the sash. wx keeps what was left
    /// of a pane when a window was small for a moment, as it is while its density changes.
    void choose(int size);

 private:
    [[nodiscard]] int position(int whole) const;
    [[nodiscard]] int whole() const;

    wxSplitterWindow& splitter_;
    Pane steady_;
    int size_;
};

}  // namespace traypulse::ui
