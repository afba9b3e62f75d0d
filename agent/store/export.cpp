#include "agent/store/export.h"

#include <algorithm>
#include <optional>

#include "agent/store/heartbeat.h"
#include "agent/store/history_parts.h"
#include "agent/store/progress_meter.h"
#include "agent/store/row_writer.h"
#include "agent/store/time_text.h"
#include "agent/translations/translate.h"

namespace traypulse::store {
namespace {

/// Rows are handed over in pieces of this size.
constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;
/// How the parts of an export share the time it takes: nearly all of it is samples'.
constexpr double kShareOfRollups = 0.2;

/// Ends an export from within.
struct Stop {
    Error error;
};

class Export {
 public:
    Export(Database& db, const ExportOptions& options, ProgressMeter& meter, const ExportSink& sink)
        : db_(db), options_(options), meter_(meter), sink_(sink) {
        for (auto& t : read_targets(db))
            if (options.targets.empty() || std::find(options.targets.begin(), options.targets.end(),
                                                     t.id) != options.targets.end())
                targets_.push_back(std::move(t));
        last_ = Heartbeat::last(db).value_or(WallTime{});
    }

    void run() {
        bool first = true;
        for (const auto kind : kExchangeKinds) {
            if (std::find(options_.kinds.begin(), options_.kinds.end(), kind) ==
                options_.kinds.end())
                continue;
            kind_ = kind;
            if (first) begin();
            first = false;
            RowWriter(options_.format, kind, rows_).header();
            write(kind);
            hand_over();
        }
        if (!meter_.to_be_kept(tr("the last rows"))) throw Stop{cancelled_error()};
    }

 private:
    void begin() {
        if (options_.format != ExchangeFormat::json) return;
        rows_ += "{\"type\":\"" + std::string(kExportWord) +
                 "\",\"format\":" + std::to_string(kExchangeVersion) + ",\"program\":";
        append_json_text(rows_, options_.program);
        rows_ += ",\"since\":\"";
        append_time(rows_, options_.range.from);
        rows_ += "\",\"until\":\"";
        append_time(rows_, options_.range.until);
        rows_ += "\"}\n";
    }
    void write(ExchangeKind kind) {
        switch (kind) {
            case ExchangeKind::target:
                return targets(tr("targets"));
            case ExchangeKind::outage:
                return outages(tr("outages"));
            case ExchangeKind::interval:
                return intervals();
            case ExchangeKind::event:
                return events(tr("events"));
            case ExchangeKind::hour:
                return rollups(Level::hours, 0);
            case ExchangeKind::minute:
                return rollups(Level::minutes, kShareOfRollups / 2);
            case ExchangeKind::sample:
                return samples();
        }
    }

    void hand_over() {
        if (rows_.empty()) return;
        if (auto done = sink_(kind_, rows_); !done.ok()) throw Stop{done.error()};
        rows_.clear();
    }
    void row_done(double fraction, std::string_view doing) {
        if (rows_.size() >= kPieceBytes) hand_over();
        if (!meter_.at(fraction, doing)) throw Stop{cancelled_error()};
    }
    /// 0..1: target after target, each from the begin to the end of the range.
    [[nodiscard]] double part(std::size_t target, WallTime at) const {
        const auto length = std::max<double>(
            static_cast<double>((options_.range.until - options_.range.from).count()), 1);
        const auto in = static_cast<double>((at - options_.range.from).count()) / length;
        return (static_cast<double>(target) + std::clamp(in, 0.0, 1.0)) /
               static_cast<double>(targets_.size());
    }

    void targets(std::string_view doing) {
        RowWriter row(options_.format, kind_, rows_);
        for (const auto& t : targets_) {
            row.begin();
            row.text(t.name);
            row.text(t.check);
            row.time(t.added);
            t.removed ? row.time(*t.removed) : row.null();
            row.end();
            row_done(0, doing);
        }
    }

    [[nodiscard]] bool concerns(const OutageRecord& record) const {
        return options_.targets.empty() ||
               std::any_of(targets_.begin(), targets_.end(), [&](const auto& t) {
                   return std::find(record.affected.begin(), record.affected.end(), t.name) !=
                          record.affected.end();
               });
    }
    static std::string names_json(const std::vector<std::string>& names) {
        std::string out = "[";
        for (const auto& name : names) {
            if (out.size() > 1) out += ',';
            append_json_text(out, name);
        }
        return out + "]";
    }
    static std::string evidence_json(const std::vector<Evidence>& evidence) {
        std::string out = "[";
        for (const auto& e : evidence) {
            out += out.size() > 1 ? ",{\"what\":" : "{\"what\":";
            append_json_text(out, e.what);
            out += ",\"value\":";
            append_json_text(out, e.value);
            out += ",\"time\":\"";
            append_time(out, e.time);
            out += "\"}";
        }
        return out + "]";
    }
    void outages(std::string_view doing) {
        RowWriter row(options_.format, kind_, rows_);
        for (const auto& r : read_outages(db_, options_.range)) {
            if (!concerns(r)) continue;
            row.begin();
            row.number(r.id);
            row.text(to_string(r.cause));
            row.text(to_string(r.confidence));
            row.text_or_null(r.network);
            row.time(r.began);
            row.time(r.ended ? *r.ended : std::max(last_, r.began));
            row.flag(r.how.empty());
            row.text_or_null(r.how);
            row.flag(r.told);
            row.json(names_json(r.affected));
            row.json(evidence_json(r.evidence));
            row.end();
            row_done(0, doing);
        }
    }

    void intervals() {
        RowWriter row(options_.format, kind_, rows_);
        for (const auto& t : targets_) {
            const auto doing = tr("intervals of {0}", t.name);
            for (const auto& i : read_intervals(db_, t.id, options_.range)) {
                row.begin();
                row.text(t.name);
                row.text(t.check);
                row.text(to_string(i.state));
                row.time(i.from);
                row.time(i.until);
                row.text_or_null(i.reason);
                row.end();
                row_done(0, doing);
            }
        }
    }

    void events(std::string_view doing) {
        RowWriter row(options_.format, kind_, rows_);
        auto found = db_.prepare(
            "SELECT time, kind, target, text FROM event WHERE time >= ?1 AND time < ?2 "
            "ORDER BY time, id");
        found.bind(1, options_.range.from.time_since_epoch().count())
            .bind(2, options_.range.until.time_since_epoch().count());
        while (found.step()) {
            const KnownTarget* target = nullptr;
            if (!found.is_null(2)) {
                const HistoryTarget id{found.number(2)};
                const auto at = std::find_if(targets_.begin(), targets_.end(),
                                             [&](const auto& t) { return t.id == id; });
                if (at == targets_.end()) continue;
                target = &*at;
            }
            row.begin();
            row.time(WallTime(std::chrono::microseconds(found.number(0))));
            row.text(found.text(1));
            target != nullptr ? row.text(target->name) : row.null();
            target != nullptr ? row.text(target->check) : row.null();
            row.text(found.text(3));
            row.end();
            row_done(0, doing);
        }
    }

    void rollups(Level level, double before) {
        RowWriter row(options_.format, kind_, rows_);
        for (std::size_t n = 0; n < targets_.size(); ++n) {
            const auto& t = targets_[n];
            const auto doing =
                level == Level::hours ? tr("hours of {0}", t.name) : tr("minutes of {0}", t.name);
            read_rollups(db_, t.id, options_.range, level, [&](WallTime from, const Rollup& r) {
                row.begin();
                row.text(t.name);
                row.text(t.check);
                row.time(from);
                counts(row, r);
                times(row, r.rtt);
                row.end();
                row_done(before + kShareOfRollups / 2 * part(n, from), doing);
                return true;
            });
        }
    }
    static void counts(RowWriter& row, const Rollup& r) {
        row.number(r.sent);
        row.number(r.lost);
        row.number(r.late);
        row.number(r.duplicate);
        row.number(r.not_sent);
    }
    static void times(RowWriter& row, const metrics::LatencyHistogram& rtt) {
        if (rtt.count() == 0) {
            for (int i = 0; i < 6; ++i) row.null();
            return;
        }
        row.micros(rtt.min());
        row.micros(rtt.percentile(0.5));
        row.micros(rtt.percentile(0.95));
        row.micros(rtt.percentile(0.99));
        row.micros(rtt.max());
        std::string histogram = "[";
        for (const auto& e : rtt.entries())
            histogram += (histogram.size() > 1 ? ",[" : "[") + std::to_string(e.bucket) + "," +
                         std::to_string(e.count) + "]";
        row.json(histogram + "]");
    }

    void samples() {
        RowWriter row(options_.format, kind_, rows_);
        for (std::size_t n = 0; n < targets_.size(); ++n) {
            const auto& t = targets_[n];
            const auto doing = tr("samples of {0}", t.name);
            read_samples(db_, t.id, options_.range, [&](const Sample& s) {
                row.begin();
                row.text(t.name);
                row.text(t.check);
                row.time(s.time);
                row.text(to_string(s.outcome));
                s.rtt.value.count() != 0 ? row.micros(s.rtt.value) : row.null();
                s.ttl.value != 0 ? row.number(s.ttl.value) : row.null();
                s.responder.is_unspecified() ? row.null() : row.text(s.responder.text());
                row.end();
                row_done(kShareOfRollups + (1 - kShareOfRollups) * part(n, s.time), doing);
                return true;
            });
        }
    }

    Database& db_;
    const ExportOptions& options_;
    ProgressMeter& meter_;
    const ExportSink& sink_;
    std::vector<KnownTarget> targets_;
    WallTime last_;
    ExchangeKind kind_ = ExchangeKind::target;
    std::string rows_;
};

}  // namespace

Status export_history(History& history, const ExportOptions& options, const Progress& progress,
                      const ExportSink& sink) {
    ProgressMeter meter(progress);
    std::optional<Error> stopped;
    auto done = history.read([&](Database& db) {
        try {
            Export(db, options, meter, sink).run();
        } catch (const Stop& stop) {
            stopped = stop.error;
        }
    });
    if (stopped) return *stopped;
    return done;
}

}  // namespace traypulse::store
