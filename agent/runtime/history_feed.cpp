#include "agent/runtime/history_feed.h"

#include <utility>
#include <vector>

#include "agent/runtime/clock.h"
#include "agent/translations/translate.h"

namespace traypulse::runtime {
namespace {

store::RetentionSettings retention_of(const HistorySettings& settings) {
    store::RetentionSettings out;
    out.sample_days = settings.sample_days;
    out.minute_days = settings.minute_days;
    out.hour_days = settings.hour_days;
    out.most_bytes = std::uint64_t{settings.max_size_mb} * 1024 * 1024;
    return out;
}

void log_news(Log& log, const store::StoreNews& news) {
    using Kind = store::StoreNews::Kind;
    switch (news.kind) {
        case Kind::failed:
            return log.event(LogLevel::error, "history", "not_written", {{"error", news.text}});
        case Kind::recovered:
            return log.event(LogLevel::info, "history", "written_again", {{"text", news.text}});
        case Kind::set_aside:
            return log.event(LogLevel::error, "history", "set_aside", {{"text", news.text}});
        case Kind::dropped:
            return log.event(LogLevel::error, "history", "dropped", {{"error", news.text}});
    }
}

/// A file that is opened within a moment is no news.
constexpr std::size_t kWorthSaying = 100;

}  // namespace

void HistoryFeed::open(const store::RetentionSettings& settings) {
    store::StoreOptions options;
    options.path = path_;
    options.retention = settings;
    options.now = now;
    // The log may be written from any thread.
    options.news = [&log = log_](const store::StoreNews& news) { log_news(log, news); };
    store_.emplace(std::move(options));
}

void HistoryFeed::configure(const HistorySettings& settings, const Snapshot& snapshot) {
    if (!settings.enabled) {
        store_.reset();
        seen_.clear();
        return;
    }
    if (store_)
        store_->set_retention(retention_of(settings));
    else
        open(retention_of(settings));
    std::vector<store::TargetIdentity> targets;
    std::set<TargetId> seen;
    for (const auto& t : snapshot.targets) {
        targets.push_back({t.id, t.name, t.check});
        seen.insert(t.id);
    }
    store_->set_targets(std::move(targets), snapshot.taken);
    for (const auto& t : snapshot.targets)
        if (!seen_.contains(t.id))
            store_->put(store::StateChange{t.id, t.state, snapshot.taken, t.reason});
    seen_ = std::move(seen);
}

std::string HistoryFeed::problem() const {
    if (!store_) return {};
    const auto status = store_->status();
    std::string out;
    if (!status.doing.empty() && status.waiting > kWorthSaying)
        out = tr("The history {0}; what is new waits in memory.", status.doing);
    if (status.trouble)
        out = trn("The history is not written: {1}. {0} sample or event waits in memory.",
                  "The history is not written: {1}. {0} samples and events wait in memory.",
                  status.waiting, status.trouble->text());
    if (status.dropped > 0)
        out = sentences(out, trn("{0} sample is missing in the history: it could not be written, "
                                 "and memory was full.",
                                 "{0} samples are missing in the history: it could not be "
                                 "written, and memory was full.",
                                 status.dropped));
    return out;
}

void HistoryFeed::result(TargetId target, ProbeSource source, const protocol::ProbeResult& result) {
    if (source != ProbeSource::stream || !known(target)) return;
    store_->put(store::Sample{target, result.sent_at, store::outcome_of(result.outcome), result.ttl,
                              result.rtt, result.responder});
}

void HistoryFeed::outcome(TargetId target, ProbeSource source, const CheckOutcome& outcome,
                          WallTime began) {
    if (source != ProbeSource::stream || !known(target)) return;
    const bool came = outcome.status == CheckStatus::ok ||
                      outcome.status == CheckStatus::wrong_answer ||
                      outcome.status == CheckStatus::refused;
    store_->put(store::Sample{target, began, store::outcome_of(outcome.status), Ttl{},
                              came ? Rtt(outcome.took) : Rtt{},
                              came ? outcome.address : IpAddress{}});
}

void HistoryFeed::transition(const effect::Transition& transition, WallTime at) {
    if (known(transition.target))
        store_->put(store::StateChange{transition.target, transition.to, at, transition.reason});
}

void HistoryFeed::outage(const OutageRecord& record) {
    if (store_) store_->put(record);
}

void HistoryFeed::event(store::EventKind kind, const std::string& text, WallTime at,
                        TargetId target) {
    if (store_) store_->put(store::Event{kind, at, target, text});
}

}  // namespace traypulse::runtime
