#include "agent/store/exchange.h"

namespace traypulse::store {
namespace {

using Word = std::string_view;

constexpr std::array<Word, 4> kTargetColumns{"target", "check", "added", "removed"};
constexpr std::array<Word, 11> kOutageColumns{"outage", "cause",    "confidence", "network",
                                              "began",  "ended",    "lasts",      "how",
                                              "told",   "affected", "evidence"};
constexpr std::array<Word, 6> kIntervalColumns{"target", "check", "state",
                                               "from",   "until", "reason"};
constexpr std::array<Word, 5> kEventColumns{"time", "kind", "target", "check", "text"};
constexpr std::array<Word, 14> kRollupFields{
    "target",   "check",      "time",       "sent",       "lost",       "late",       "duplicate",
    "not_sent", "rtt_min_us", "rtt_p50_us", "rtt_p95_us", "rtt_p99_us", "rtt_max_us", "histogram"};
constexpr std::array<Word, 7> kSampleColumns{"target", "check", "time", "outcome",
                                             "rtt_us", "ttl",   "from"};

}  // namespace

std::string_view word_of(ExchangeKind kind) {
    const auto plural = plural_of(kind);
    return plural.substr(0, plural.size() - 1);
}

std::string_view plural_of(ExchangeKind kind) {
    switch (kind) {
        case ExchangeKind::target:
            return "targets";
        case ExchangeKind::outage:
            return "outages";
        case ExchangeKind::interval:
            return "intervals";
        case ExchangeKind::event:
            return "events";
        case ExchangeKind::hour:
            return "hours";
        case ExchangeKind::minute:
            return "minutes";
        case ExchangeKind::sample:
            break;
    }
    return "samples";
}

std::optional<ExchangeKind> exchange_kind_of(std::string_view word) {
    for (const auto kind : kExchangeKinds)
        if (word == word_of(kind) || word == plural_of(kind)) return kind;
    return std::nullopt;
}

std::span<const std::string_view> columns_of(ExchangeKind kind) {
    switch (kind) {
        case ExchangeKind::target:
            return kTargetColumns;
        case ExchangeKind::outage:
            return kOutageColumns;
        case ExchangeKind::interval:
            return kIntervalColumns;
        case ExchangeKind::event:
            return kEventColumns;
        case ExchangeKind::hour:
        case ExchangeKind::minute:
            return kRollupFields;
        case ExchangeKind::sample:
            break;
    }
    return kSampleColumns;
}

}  // namespace traypulse::store
