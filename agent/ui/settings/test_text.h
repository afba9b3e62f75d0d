// What came of "Test now", in words. Without wx.
#pragma once

#include <string>

#include "agent/engine/check_outcome.h"

namespace traypulse::ui {

/// One sentence, and a line for each thing that was learnt on the way.
std::string test_text(const CheckOutcome& outcome);

}  // namespace traypulse::ui
