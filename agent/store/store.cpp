#include "agent/store/store.h"

#include <algorithm>
#include <span>
#include <utility>

#include "agent/store/set_aside.h"
#include "agent/store/writer.h"
#include "agent/translations/translate.h"

namespace traypulse::store {
namespace {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// In one transaction: some 50 ms, and 2 MB of the log.
constexpr std::size_t kMostAtOnce = 20'000;
/// Where nothing happens, the heartbeat still says that the program runs, and what is too old goes.
constexpr auto kQuietEvery = 60s;
/// A disk that damages one new file after the other must not fill up with them.
constexpr auto kLeastBetweenSetAsides = 60s;

bool is_sample(const Item& item) { return std::holds_alternative<Sample>(item); }

}  // namespace

std::string_view to_string(EventKind kind) {
    switch (kind) {
        case EventKind::program_start:
            return "program_start";
        case EventKind::program_stop:
            return "program_stop";
        case EventKind::network:
            return "network";
        case EventKind::route:
            return "route";
        case EventKind::configuration:
            return "configuration";
        case EventKind::clock:
            return "clock";
        case EventKind::history:
            return "history";
    }
    return "history";
}

Store::Store(StoreOptions options) : options_(std::move(options)), retention_(options_.retention) {
    thread_ = std::thread([this] { run(); });
}

Store::~Store() {
    {
        const std::lock_guard held(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool Store::has_room(bool sample) {
    auto& waiting = sample ? samples_waiting_ : others_waiting_;
    const auto most = sample ? options_.most_samples_waiting : kMostOthersWaiting;
    if (waiting >= most) return false;
    ++waiting;
    return true;
}

void Store::put(const Sample& sample) {
    bool first = false;
    {
        const std::lock_guard held(mutex_);
        if (!has_room(true)) {
            if (drops_.count++ == 0) drops_.from = sample.time;
            drops_.until = sample.time;
            ++status_.dropped;
            return;
        }
        first = incoming_.empty();
        incoming_.emplace_back(sample);
        ++handed_over_;
    }
    if (first) wake_.notify_one();
}

void Store::put_rare(Rare rare) {
    bool first = false;
    {
        const std::lock_guard held(mutex_);
        if (!has_room(false)) {
            ++status_.dropped;
            return;
        }
        first = incoming_.empty();
        incoming_.emplace_back(std::make_shared<const Rare>(std::move(rare)));
        ++handed_over_;
    }
    if (first) wake_.notify_one();
}

void Store::set_targets(std::vector<TargetIdentity> targets, WallTime at) {
    put_rare(TargetSet{std::move(targets), at});
}
void Store::put(const StateChange& change) { put_rare(change); }
void Store::put(const OutageRecord& record) { put_rare(record); }
void Store::put(const Event& event) { put_rare(event); }

void Store::set_retention(const RetentionSettings& settings) {
    const std::lock_guard held(mutex_);
    retention_ = settings;
    other_retention_ = true;
}

void Store::check_file() {
    {
        const std::lock_guard held(mutex_);
        check_ = true;
    }
    wake_.notify_one();
}

Status Store::flush(std::chrono::nanoseconds timeout) {
    std::unique_lock held(mutex_);
    const auto wanted = handed_over_;
    hurry_ = true;
    wake_.notify_one();
    if (done_.wait_for(held, timeout, [&] { return settled_ >= wanted && !working_; })) return ok();
    if (status_.trouble) return *status_.trouble;
    return Error{ErrorCode::unavailable, tr("the history is still being written"),
                 tr("wait a moment")};
}

StoreStatus Store::status() const {
    const std::lock_guard held(mutex_);
    auto out = status_;
    out.waiting = samples_waiting_ + others_waiting_;
    return out;
}

void Store::run() {
    upkeep_at_ = SteadyClock::now();
    std::unique_lock held(mutex_);
    for (;;) {
        wait_for_work(held);
        const bool ending = ending_;
        hurry_ = false;
        std::move(incoming_.begin(), incoming_.end(), std::back_inserter(backlog_));
        incoming_.clear();
        working_ = true;
        held.unlock();
        work(ending);
        held.lock();
        working_ = false;
        done_.notify_all();
        if (ending) break;
    }
    held.unlock();
    if (!backlog_.empty())
        tell(StoreNews::Kind::dropped, std::to_string(backlog_.size()) +
                                           " samples and events are lost: the program ends, and "
                                           "the history cannot be written");
}

// Until there is something to do, and a batch of it. What fails waits, but for the end.
void Store::wait_for_work(std::unique_lock<std::mutex>& held) {
    const auto urgent = [this] { return ending_ || (!retry_at_ && (hurry_ || check_)); };
    if (retry_at_) {
        wake_.wait_until(held, *retry_at_, urgent);
        return;
    }
    wake_.wait_until(held, *upkeep_at_,
                     [&] { return urgent() || !incoming_.empty() || !backlog_.empty(); });
    if (!incoming_.empty()) wake_.wait_for(held, options_.batch_every, urgent);
}

void Store::work(bool ending) {
    try {
        RetentionSettings retention;
        bool check = false;
        bool other = false;
        {
            const std::lock_guard held(mutex_);
            retention = retention_;
            other = std::exchange(other_retention_, false);
            check = std::exchange(check_, false);
        }
        if (!writer_) {
            set_doing(tr("is being opened"));
            writer_ = std::make_unique<Writer>(options_.path, retention, standing_, options_.now());
        } else if (other) {
            writer_->set_retention(retention);
        }
        if (check) {
            set_doing(tr("is being looked through for damage"));
            writer_->check();
        }
        set_doing({});
        write_backlog();
        const bool more = writer_->upkeep(options_.now());
        if (ending) writer_->close(options_.now());
        upkeep_at_ = SteadyClock::now() + (more ? SteadyClock::duration(0) : kQuietEvery);
        retry_at_.reset();
        const std::lock_guard held(mutex_);
        status_.trouble.reset();
        status_.bytes = writer_->bytes();
    } catch (const Failure& failure) {
        writer_.reset();
        failed(failure.trouble(), failure.error());
        return;
    }
    if (!std::exchange(told_, {}).empty())
        tell(StoreNews::Kind::recovered, "the history is written again; all that waited is in it");
}

void Store::set_doing(std::string what) {
    const std::lock_guard held(mutex_);
    status_.doing = std::move(what);
}

void Store::write_backlog() {
    note_drops();
    // The first batch may be empty: it is the heartbeat.
    do {
        const auto count = std::min(backlog_.size(), kMostAtOnce);
        const auto batch = std::span(backlog_).first(count);
        const auto strangers = writer_->write(batch, standing_, options_.now());
        const auto samples =
            static_cast<std::size_t>(std::count_if(batch.begin(), batch.end(), is_sample));
        backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<std::ptrdiff_t>(count));
        {
            const std::lock_guard held(mutex_);
            settled_ += count;
            samples_waiting_ -= samples;
            others_waiting_ -= count - samples;
            status_.written += samples - strangers;
            status_.strangers += strangers;
        }
        if (!backlog_.empty()) writer_->upkeep(options_.now());
    } while (!backlog_.empty());
}

// What was dropped is told once when it begins, and stands in the history itself afterwards.
void Store::note_drops() {
    Drops drops;
    {
        const std::lock_guard held(mutex_);
        if (drops_.count == 0 || samples_waiting_ >= options_.most_samples_waiting) return;
        drops = std::exchange(drops_, {});
        ++handed_over_;
        ++others_waiting_;
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(drops.until - drops.from).count();
    const auto text = std::to_string(drops.count) + " samples are missing, of the " +
                      std::to_string(seconds) +
                      " s before: the history could not be written, and memory was full";
    backlog_.push_back(
        std::make_shared<const Rare>(Event{EventKind::history, drops.until, {}, text}));
}

void Store::failed(Trouble trouble, const Error& error) {
    retry_at_ = SteadyClock::now() + options_.retry_every;
    Drops drops;
    {
        const std::lock_guard held(mutex_);
        status_.doing.clear();
        status_.trouble = error;
        drops = drops_;
    }
    if (trouble == Trouble::damaged) {
        set_aside_file(error);
        return;
    }
    const auto kind = drops.count > 0 ? StoreNews::Kind::dropped : StoreNews::Kind::failed;
    const auto text = drops.count > 0 ? "memory is full with what waits to be written; samples "
                                        "are being dropped: " +
                                            error.text()
                                      : error.text();
    if (std::exchange(told_, text) != text) tell(kind, text);
}

void Store::set_aside_file(const Error& why) {
    const auto now = SteadyClock::now();
    if (set_aside_at_ && now - *set_aside_at_ < kLeastBetweenSetAsides) {
        if (std::exchange(told_, why.text()) != why.text())
            tell(StoreNews::Kind::failed, why.text());
        return;
    }
    const auto at = options_.now().wall;
    const auto name = set_aside(options_.path, at);
    if (!name) {
        if (std::exchange(told_, name.error().text()) != name.error().text())
            tell(StoreNews::Kind::failed, name.error().text());
        return;
    }
    set_aside_at_ = now;
    retry_at_ = now;
    const auto text = options_.path + " is damaged (" + why.what + "); it was set aside as " +
                      name.value() + " and a new one is begun";
    backlog_.insert(backlog_.begin(),
                    std::make_shared<const Rare>(Event{EventKind::history, at, {}, text}));
    {
        const std::lock_guard held(mutex_);
        ++handed_over_;
        ++others_waiting_;
        status_.set_aside = name.value();
    }
    tell(StoreNews::Kind::set_aside, text);
}

void Store::tell(StoreNews::Kind kind, const std::string& text) {
    if (options_.news) options_.news({kind, text});
}

}  // namespace traypulse::store
