// Columns that fill a list's width, so that none is cut at its edge.
#pragma once

#include <vector>

class wxDataViewCtrl;

namespace traypulse::ui {

/// Of one list, for as long as it lives: whenever its size changes. GUI thread.
class FittedColumns {
 public:
    /// `usual`: pixels that each column wants at the usual size of text. `flexible` takes what the
    /// others leave, also more than it wants; where that would be too little, `dispensable` is
    /// hidden.
    FittedColumns(wxDataViewCtrl& list, std::vector<int> usual, unsigned flexible,
                  unsigned dispensable);
    FittedColumns(const FittedColumns&) = delete;
    FittedColumns& operator=(const FittedColumns&) = delete;

    /// The size of text has changed: the columns have what they need of it.
    void fit_to_text();
    /// Of a list in which each column has what it wants.
    [[nodiscard]] int wanted_width() const;

 private:
    void fit();

    wxDataViewCtrl& list_;
    std::vector<int> usual_;
    std::vector<int> widths_;
    unsigned flexible_;
    unsigned dispensable_;
};

}  // namespace traypulse::ui
