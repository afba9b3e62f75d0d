// What each cause is called: one table for icon, menu, notification and report.
#pragma once

#include <string>
#include <string_view>

#include "agent/engine/snapshot.h"

namespace traypulse {

struct CauseWords {
    std::string_view title;    ///< "Provider outage"
    std::string_view meaning;  ///< one sentence: what is seen
};
/// "The provider outage lasted 3 min 20 s."
std::string lasted_text(Cause cause, const std::string& length);
/// "The provider outage is over"
std::string over_text(Cause cause);
/// For causes about targets the title is only a word; their names make the sentence.
CauseWords words_of(Cause cause);
/// The sentence of a cause that is no more than possible says only what is seen.
std::string_view meaning_of(Cause cause, Confidence confidence);

}  // namespace traypulse
