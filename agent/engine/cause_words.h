// What each cause is called: one table for icon, menu, notification and report.
#pragma once

#include <string_view>

#include "agent/engine/snapshot.h"

namespace traypulse {

struct CauseWords {
    std::string_view title;    ///< "Provider outage"
    std::string_view noun;     ///< within a sentence, with its article: "the provider outage"
    std::string_view meaning;  ///< one sentence: what is seen
};
/// For causes about targets the title is only a word; their names make the sentence.
CauseWords words_of(Cause cause);
/// The sentence of a cause that is no more than possible says only what is seen.
std::string_view meaning_of(Cause cause, Confidence confidence);

}  // namespace traypulse
