#include "agent/report/words.h"

#include <cmath>

#include "agent/engine/cause_words.h"
#include "agent/engine/words.h"
#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

/// Between a number and its unit no line ends.
std::string unbroken(const std::string& text) {
    std::string out;
    for (const char c : text) c == ' ' ? out += "\xc2\xa0" : out += c;
    return out;
}

std::string percent(double value, int digits) {
    return unbroken(percent_text(localised(fixed(value, digits))));
}

}  // namespace

std::string percent_up(std::optional<double> ratio) {
    if (!ratio) return "–";
    // A share such as 0.9999 is a little less in binary: what is nearer than a millionth counts.
    const double cut = std::floor(*ratio * 10'000 + 1e-6) / 100;
    return percent(cut, cut >= 100 ? 0 : 2);
}

std::string percent_lost(std::uint64_t lost, std::uint64_t sent) {
    if (sent == 0) return "–";
    if (lost == 0) return percent(0, 0);
    const double share = 100.0 * static_cast<double>(lost) / static_cast<double>(sent);
    if (share < 0.01) return tr("under {0}", percent(0.01, 2));
    return percent(share, share < 10 ? 2 : 1);
}

std::string milliseconds(Nanoseconds time) {
    const double ms = Rtt(time).milliseconds();
    return unbroken(tr("{0} ms", localised(fixed(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0))));
}

std::string length(Nanoseconds time) { return unbroken(words::duration(time)); }

std::string title_of(const OutageRecord& record) {
    // Among many targets, "Down" alone says too little.
    if (record.cause == Cause::target_down) return tr("Target down");
    return std::string(words_of(record.cause).title);
}

std::string place_words(Place place) {
    switch (place) {
        case Place::here:
            return tr("between this computer and its router");
        case Place::provider:
            return tr("beyond the router, at the provider");
        case Place::names:
            return tr("in the name servers (DNS)");
        case Place::network:
            return tr("at who runs the local network");
        case Place::target:
            return tr("at the target itself, or just before it");
        case Place::open:
            break;
    }
    return tr("not to be told from what was seen");
}

std::string place_title(Place place) {
    switch (place) {
        case Place::here:
            return tr("This side of the router");
        case Place::provider:
            return tr("Provider");
        case Place::names:
            return tr("Name servers");
        case Place::network:
            return tr("Local network's operator");
        case Place::target:
            return tr("Target");
        case Place::open:
            break;
    }
    return tr("Open");
}

std::string confidence_words(Confidence confidence) { return words::confidence(confidence); }

std::string moment_with_offset(WallTime time) {
    return minute_text(time) + " (" + offset_text(time) + ")";
}

std::string pattern_words(const metrics::Pattern& pattern) {
    using metrics::LossPattern;
    switch (pattern.kind) {
        case LossPattern::none:
            return tr("nothing was lost");
        case LossPattern::too_few:
            return tr("too few losses to tell");
        case LossPattern::random:
            return tr("single losses, without bursts or rhythm");
        case LossPattern::bursts:
            return tr("in bursts: losses keep together");
        case LossPattern::periodic:
            return pattern.period ? tr("in a rhythm of {0}", length(*pattern.period))
                                  : std::string(tr("in a rhythm"));
        case LossPattern::load:
            return tr("with load: when answers have become slower");
    }
    return "";
}

}  // namespace traypulse::report
