#include "agent/ui/window/fitted_columns.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <wx/dataview.h>

#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kLeastFlexible = 104;  // a name of a dozen letters beside its icon
constexpr int kFrame = 4;            // of the list, both sides

}  // namespace

FittedColumns::FittedColumns(wxDataViewCtrl& list, std::vector<int> usual, unsigned flexible,
                             unsigned dispensable)
    : list_(list),
      usual_(std::move(usual)),
      widths_(usual_),
      flexible_(flexible),
      dispensable_(dispensable) {
    fit_to_text();
    list_.Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        event.Skip();
        fit();
    });
}

void FittedColumns::fit_to_text() {
    for (unsigned i = 0; i < usual_.size(); ++i) {
        widths_[i] = column_width(list_, list_.GetColumn(i)->GetTitle(), usual_[i]);
        list_.GetColumn(i)->SetWidth(widths_[i]);
    }
    fit();
}

int FittedColumns::wanted_width() const {
    return std::accumulate(widths_.begin(), widths_.end(), kFrame);
}

void FittedColumns::fit() {
    const int left = list_.GetClientSize().x - wanted_width() + widths_[flexible_];
    const int least = by_text(kLeastFlexible);
    const bool hide = left < least;
    list_.GetColumn(dispensable_)->SetHidden(hide);
    list_.GetColumn(flexible_)->SetWidth(
        std::max(least, hide ? left + widths_[dispensable_] : left));
}

}  // namespace traypulse::ui
