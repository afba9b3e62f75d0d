// Small pictures of the window: states, and the last hour of a target.
#pragma once

#include <optional>
#include <vector>

#include <wx/bitmap.h>

#include "agent/engine/snapshot.h"
#include "agent/store/history.h"

class wxWindow;

namespace traypulse::ui {

inline constexpr int kSparkWidth = 72;
inline constexpr int kSparkHeight = 20;
inline constexpr int kVerdictPixels = 48;

/// In the window's colours and density.
wxBitmap verdict_picture(Glance glance, const wxWindow& window);
wxBitmap state_picture(TargetState state, const wxWindow& window);
/// The hour that ends at `until`, or with the newest point; null: nothing is known yet.
wxBitmap spark_picture(const std::vector<store::GraphPoint>* last_hour, const wxWindow& window,
                       std::optional<WallTime> until = {});

}  // namespace traypulse::ui
