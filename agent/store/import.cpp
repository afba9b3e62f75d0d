#include "agent/store/import.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <thread>

#include "agent/store/exchange_parser.h"
#include "agent/store/import_samples.h"
#include "agent/store/import_tables.h"
#include "agent/store/import_values.h"
#include "agent/store/progress_meter.h"
#include "agent/store/schema.h"
#include "agent/translations/translate.h"
#include "shared/overloaded.h"

namespace traypulse::store {
namespace {

using Clock = std::chrono::steady_clock;

/// Read at once; a transaction never waits for more of them.
constexpr std::size_t kChunk = std::size_t{64} * 1024;
/// The agent waits up to 250 ms for its turn (database.cpp) and looks each 25 ms at least.
constexpr auto kLongestTurn = std::chrono::milliseconds(80);
constexpr auto kTurnOfOthers = std::chrono::milliseconds(30);
/// Of an import that is stopped, so many have still to be added up: that takes a blink.
constexpr std::size_t kMostHoursWaiting = 500;
/// So long another writer is waited for: the agent's longest is the packing of the journal.
constexpr auto kPatienceForOthers = std::chrono::seconds(10);

/// Ends an import from within.
struct Ended {
    Error error;
};

class Import {
 public:
    Import(const std::string& path, ProgressMeter& meter, ImportResult& result)
        : db_(open_for_writing(path)),
          meter_(meter),
          result_(result),
          targets_(db_),
          outages_(db_),
          intervals_(db_),
          events_(db_),
          samples_(db_) {}

    void take(const ImportSource& source, double before, double share) {
        ExchangeParser parser(
            [&](const ExchangeRow& row) { take_row(source, row); },
            [&](std::uint64_t line, const std::string& what) { refuse(source, line, what); });
        std::array<char, kChunk> chunk{};
        std::uint64_t bytes = 0;
        while (true) {
            const auto got = source.read(chunk);
            if (!got.ok()) throw Ended{got.error()};
            if (got.value() == 0) break;
            bytes += got.value();
            parser.feed({chunk.data(), got.value()});
            if (samples_.to_settle() > kMostHoursWaiting) settle();
            pause();
            const auto in = source.bytes == 0
                                ? 0
                                : static_cast<double>(bytes) / static_cast<double>(source.bytes);
            if (!meter_.at(before + share * std::min(in, 1.0), tr("reading {0}", source.name)))
                throw Ended{cancelled_error()};
        }
        parser.finish();
        flush_samples();
        pause();
    }

    void finish() {
        settle();
        begin();
        for (const auto& late : waiting_) {
            if (samples_.has(late.target, late.row))
                count(kind_of(late.row), ImportVerdict::added);
            else
                refuse_line(late.source, late.line,
                            tr("this is being recorded right now: import the file again in ten "
                               "minutes"));
        }
        targets_.finish();
        pause();
    }

    /// Leaves what was taken as if there had been no more of it.
    void stop() {
        flush_samples();
        settle();
        begin();
        targets_.finish();
        pause();
    }

 private:
    struct Waiting {
        std::int64_t target;
        RollupRow row;
        std::string source;
        std::uint64_t line;
    };

    static ExchangeKind kind_of(const RollupRow& row) {
        return row.hour ? ExchangeKind::hour : ExchangeKind::minute;
    }

    // ---- transactions ----

    void begin() {
        if (turn_) return;
        const auto until = Clock::now() + kPatienceForOthers;
        while (true) {
            try {
                turn_.emplace(db_);
                began_ = Clock::now();
                return;
            } catch (const Failure& failure) {
                if (failure.trouble() != Trouble::locked || Clock::now() > until) throw;
            }
            if (!meter_.at(0, tr("waiting for the agent"))) throw Ended{cancelled_error()};
        }
    }
    /// Commits, and lets others write if this took long.
    void pause() {
        if (!turn_) return;
        turn_->commit();
        turn_.reset();
        busy_ += Clock::now() - began_;
        if (busy_ < kLongestTurn) return;
        busy_ = {};
        std::this_thread::sleep_for(kTurnOfOthers);
    }
    void pause_if_long() {
        if (turn_ && busy_ + (Clock::now() - began_) >= kLongestTurn) pause();
    }

    void settle() {
        for (bool more = true; more;) {
            begin();
            more = samples_.settle();
            pause();
        }
    }

    // ---- rows ----

    void count(ExchangeKind kind, ImportVerdict verdict, std::uint64_t times = 1) {
        auto& counts = result_.kinds[static_cast<std::size_t>(kind)];
        (verdict == ImportVerdict::added ? counts.added : counts.known) += times;
    }
    void refuse_line(const std::string& source, std::uint64_t line, const std::string& what) {
        ++result_.refused;
        if (result_.refusals.size() < kMostRefusedLines)
            result_.refusals.push_back({source, line, what});
    }
    void refuse(const ImportSource& source, std::uint64_t line, const std::string& what) {
        refuse_line(source.name, line, what);
    }

    void take_row(const ImportSource& source, const ExchangeRow& row) {
        pause_if_long();
        try {
            const auto value = import_value(row);
            begin();
            if (!std::holds_alternative<SampleRow>(value)) flush_samples();
            std::visit(
                Overloaded{[&](const TargetRow& r) { count(row.kind, targets_.put(r)); },
                           [&](const OutageRow& r) { count(row.kind, outages_.put(r.record)); },
                           [&](const IntervalRow& r) {
                               count(row.kind, intervals_.put(targets_.row(r.target, r.until), r));
                               targets_.row(r.target, r.from);
                           },
                           [&](const EventRow& r) {
                               auto target = std::optional<std::int64_t>();
                               if (r.target) target = targets_.row(*r.target, r.time);
                               count(row.kind, events_.put(target, r));
                           },
                           [&](const RollupRow& r) { take_rollup(source, row, r); },
                           [&](const SampleRow& r) { take_sample(r); }},
                value);
        } catch (const RefusedRow& refused) {
            refuse(source, row.line, refused.what);
        }
    }
    void take_rollup(const ImportSource& source, const ExchangeRow& row, const RollupRow& r) {
        const auto unit = std::chrono::minutes(r.hour ? 60 : 1);
        const auto target = targets_.row(r.target, WallTime(unit * r.unit));
        switch (samples_.put(target, r)) {
            case ImportSamples::RollupVerdict::added:
                return count(row.kind, ImportVerdict::added);
            case ImportSamples::RollupVerdict::known:
                return count(row.kind, ImportVerdict::known);
            case ImportSamples::RollupVerdict::wait:
                waiting_.push_back({target, r, source.name, row.line});
        }
    }
    void take_sample(const SampleRow& r) {
        const auto target = targets_.row(r.target, r.sample.time);
        const auto minute = r.sample.time.time_since_epoch() / std::chrono::minutes(1);
        if (target != target_ || minute != minute_) {
            flush_samples();
            target_ = target;
            minute_ = minute;
        }
        samples_.put(target, r.sample);
    }
    void flush_samples() {
        if (target_ < 0) return;
        begin();
        const auto counts = samples_.flush();
        count(ExchangeKind::sample, ImportVerdict::added, counts.added);
        count(ExchangeKind::sample, ImportVerdict::known, counts.known);
        target_ = -1;
    }

    Database db_;
    ProgressMeter& meter_;
    ImportResult& result_;
    std::optional<Transaction> turn_;
    Clock::time_point began_;
    Clock::duration busy_{};
    ImportTargets targets_;
    ImportOutages outages_;
    ImportIntervals intervals_;
    ImportEvents events_;
    ImportSamples samples_;
    std::int64_t target_ = -1, minute_ = -1;  ///< of the samples that wait
    std::vector<Waiting> waiting_;
};

Error import_error(const Failure& failure) {
    auto out = failure.error();
    if (failure.trouble() == Trouble::damaged)
        out.remedy = tr("the running agent sets it aside; then import again");
    else if (failure.trouble() == Trouble::locked)
        out.remedy = tr("close the program that holds it, and import again");
    else if (failure.trouble() == Trouble::full)
        out.remedy = tr("free some space on that disk, and import again");
    return out;
}

}  // namespace

std::uint64_t ImportResult::added() const {
    return std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0},
                           [](auto sum, const auto& k) { return sum + k.added; });
}
std::uint64_t ImportResult::known() const {
    return std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0},
                           [](auto sum, const auto& k) { return sum + k.known; });
}

Status import_history(const std::string& path, const std::vector<ImportSource>& sources,
                      const Progress& progress, ImportResult& result) {
    ProgressMeter meter(progress);
    std::uint64_t all = 0;
    for (const auto& s : sources) all += s.bytes;
    try {
        Import import(path, meter, result);
        double before = 0;
        try {
            for (const auto& source : sources) {
                const double share =
                    all == 0 ? 0 : static_cast<double>(source.bytes) / static_cast<double>(all);
                import.take(source, before, share);
                before += share;
            }
            import.finish();
            return ok();
        } catch (const Ended& ended) {
            import.stop();
            return ended.error;
        }
    } catch (const Failure& failure) {
        return import_error(failure);
    }
}

}  // namespace traypulse::store
