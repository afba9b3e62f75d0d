#include "agent/metrics/probe_counts.h"

#include <algorithm>
#include <vector>

namespace traypulse::scrape {
namespace {

Fate fate_of(CheckStatus status) {
    switch (status) {
        case CheckStatus::ok:
            return Fate::ok;
        case CheckStatus::timeout:
            return Fate::timeout;
        case CheckStatus::refused:
            return Fate::refused;
        case CheckStatus::unreachable:
            return Fate::unreachable;
        case CheckStatus::wrong_answer:
            return Fate::wrong_answer;
        case CheckStatus::name_failed:
            return Fate::name_failed;
        case CheckStatus::not_sent:
            break;
    }
    return Fate::not_sent;
}

}  // namespace

std::string_view to_string(Fate fate) {
    switch (fate) {
        case Fate::ok:
            return "ok";
        case Fate::timeout:
            return "timeout";
        case Fate::refused:
            return "refused";
        case Fate::unreachable:
            return "unreachable";
        case Fate::wrong_answer:
            return "wrong_answer";
        case Fate::name_failed:
            return "name_failed";
        case Fate::ttl_exceeded:
            return "ttl_exceeded";
        case Fate::too_big:
            return "too_big";
        case Fate::not_sent:
            break;
    }
    return "not_sent";
}

void ProbeCounts::answered(ProbeCount& count, Nanoseconds took) {
    const double seconds = static_cast<double>(took.count()) / 1e9;
    const auto bucket = std::lower_bound(kRttBuckets.begin(), kRttBuckets.end(), seconds);
    ++count.buckets.at(static_cast<std::size_t>(bucket - kRttBuckets.begin()));
    count.rtt_sum += seconds;
    ++count.answered;
}

void ProbeCounts::result(TargetId target, const protocol::ProbeResult& result) {
    auto& count = counts_[target];
    const auto add = [&](Fate fate) { ++count.fates.at(static_cast<std::size_t>(fate)); };
    switch (result.outcome) {
        case protocol::Outcome::reply:
            add(Fate::ok);
            return answered(count, result.rtt.value);
        case protocol::Outcome::timeout:
            return add(Fate::timeout);
        case protocol::Outcome::unreachable:
            return add(Fate::unreachable);
        case protocol::Outcome::ttl_exceeded:
            return add(Fate::ttl_exceeded);
        case protocol::Outcome::too_big:
            return add(Fate::too_big);
        case protocol::Outcome::send_failed:
            return add(Fate::not_sent);
        // Answers to requests that have been counted.
        case protocol::Outcome::late:
            ++count.late;
            return;
        case protocol::Outcome::duplicate:
            ++count.duplicates;
            return;
    }
}

void ProbeCounts::outcome(TargetId target, const CheckOutcome& outcome) {
    auto& count = counts_[target];
    ++count.fates.at(static_cast<std::size_t>(fate_of(outcome.status)));
    if (outcome.status == CheckStatus::ok) answered(count, outcome.took);
}

const ProbeCount& ProbeCounts::of(TargetId target) const {
    static const ProbeCount kNone;
    const auto found = counts_.find(target);
    return found == counts_.end() ? kNone : found->second;
}

void ProbeCounts::keep_only(const Snapshot& snapshot) {
    std::vector<TargetId> watched;
    watched.reserve(snapshot.targets.size());
    for (const auto& target : snapshot.targets) watched.push_back(target.id);
    std::sort(watched.begin(), watched.end());
    std::erase_if(counts_, [&](const auto& entry) {
        return !std::binary_search(watched.begin(), watched.end(), entry.first);
    });
}

}  // namespace traypulse::scrape
