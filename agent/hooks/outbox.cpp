#include "agent/hooks/outbox.h"

#include <algorithm>
#include <utility>

#include "agent/engine/cause_words.h"

namespace traypulse::hooks {
namespace {

/// Until the person's own words come, or where there are none (it ended without a recovery).
std::string plain_title(const OutageRecord& record, Event event) {
    const std::string what = record.cause == Cause::target_down && !record.affected.empty()
                                 ? record.affected.front() + " down"
                                 : std::string(words_of(record.cause).title);
    return what + (event == Event::recovery ? ": over" : "");
}

}  // namespace

Outbox::Outbox(std::uint64_t seed, Kept kept) : kept_(std::move(kept)), random_((seed << 1U) | 1U) {
    if (!kept_.waiting.empty()) due_ = MonoTime{};  // at once
}

void Outbox::want(bool outages, bool recoveries) {
    outages_ = outages;
    recoveries_ = recoveries;
}

void Outbox::push(Event event, const OutageRecord& record, Instant now) {
    Message message{event, record, plain_title(record, event), {}, now.wall};
    if (event == Event::recovery) message.body = record.how;
    if (const auto words = words_.find(record.id);
        event == Event::outage && words != words_.end()) {
        message.title = words->second.first;
        message.body = words->second.second;
    }
    ++revision_;
    kept_.waiting.push_back(std::move(message));
    if (kept_.waiting.size() > kMostWaiting) {
        // The first one may be under way; it is the second that goes then.
        kept_.waiting.erase(kept_.waiting.begin() + (frozen_ ? 1 : 0));
        lose(now);
    }
    hurry(now);
}

void Outbox::on_record(const OutageRecord& record, Instant now) {
    // What waits is told as it is known by then.
    for (std::size_t i = frozen_ ? 1 : 0; i < kept_.waiting.size(); ++i) {
        auto& message = kept_.waiting[i];
        if (message.record.id == record.id && message.event == Event::outage && !record.ended)
            message.record = record;
    }
    auto open = kept_.open.find(record.id);
    if (open == kept_.open.end()) {
        if (!record.told || record.ended) return;
        open = kept_.open.emplace(record.id, true).first;
        if (kept_.open.size() > kMostOpen) kept_.open.erase(kept_.open.begin());
        ++revision_;
        if (outages_) push(Event::outage, record, now);
        return;
    }
    if (!record.ended) return;
    const bool told = open->second;
    kept_.open.erase(open);
    words_.erase(record.id);
    ++revision_;
    if (told && recoveries_) push(Event::recovery, record, now);
}

void Outbox::on_words(std::uint32_t outage, Event event, const std::string& title,
                      const std::string& body) {
    if (event == Event::outage) words_[outage] = {title, body};
    for (std::size_t i = frozen_ ? 1 : 0; i < kept_.waiting.size(); ++i) {
        auto& message = kept_.waiting[i];
        if (message.record.id != outage || message.event != event) continue;
        message.title = title;
        message.body = body;
        ++revision_;
    }
}

void Outbox::lose(Instant now) {
    ++counts_.lost;
    lost_at_ = now.mono;
}

void Outbox::drop_first() {
    kept_.waiting.pop_front();
    frozen_ = false;
    failures_ = 0;
    ++revision_;
}

const Message* Outbox::due(Instant now) {
    while (!kept_.waiting.empty() && now.wall - kept_.waiting.front().made > kGivenUpAfter) {
        lose(now);
        drop_first();
    }
    if (kept_.waiting.empty()) due_.reset();
    return due_ && now.mono >= *due_ ? &kept_.waiting.front() : nullptr;
}

std::optional<MonoTime> Outbox::next_deadline() const { return due_; }

void Outbox::ended(const Attempt& attempt, Instant now) {
    if (kept_.waiting.empty()) return;
    ++revision_;
    if (attempt.result == Attempt::Result::delivered) {
        ++counts_.delivered;
        trouble_.clear();
        drop_first();
        due_ = now.mono;
        return;
    }
    ++counts_.failed;
    trouble_ = attempt.why;
    if (attempt.result == Attempt::Result::refused) {
        lose(now);
        drop_first();
        due_ = now.mono;
        return;
    }
    constexpr int kMostDoublings = 9;  // 512 s is beyond the longest wait already
    const auto full = std::min<Nanoseconds>(
        kFirstWait * (1 << std::min(failures_++, kMostDoublings)), kLongestWait);
    // xorshift64*: between three quarters and all of the wait, so that a fleet that lost the same
    // line does not come back in step.
    random_ ^= random_ >> 12;
    random_ ^= random_ << 25;
    random_ ^= random_ >> 27;
    const auto share = static_cast<double>((random_ * 0x2545F4914F6CDD1DULL) >> 11) / 0x1p53;
    due_ = now.mono + Nanoseconds(static_cast<std::int64_t>(static_cast<double>(full.count()) *
                                                            (0.75 + 0.25 * share)));
}

void Outbox::hurry(Instant now) {
    if (!kept_.waiting.empty() && (!due_ || *due_ > now.mono)) due_ = now.mono;
}

}  // namespace traypulse::hooks
