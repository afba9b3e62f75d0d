#include "agent/store/import_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agent/store/row_writer.h"
#include "agent/store/time_text.h"
#include "agent/store/varint.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::store {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kLongestText = std::size_t{64} * 1024;
/// A thousand days, in nanoseconds: no answer takes so long.
constexpr double kLongestNanoseconds = 86'400e9 * 1000;
constexpr std::int64_t kMinuteLength = 60'000'000;  // µs
constexpr std::uint64_t kMostRequests = 1'000'000'000'000;

constexpr std::array kAllStates{TargetState::up, TargetState::degraded, TargetState::down,
                                TargetState::unknown, TargetState::paused};
constexpr std::array kAllConfidences{Confidence::certain, Confidence::likely, Confidence::possible};
constexpr std::array kAllKinds{
    EventKind::program_start, EventKind::program_stop, EventKind::network, EventKind::route,
    EventKind::configuration, EventKind::clock,        EventKind::history};

std::string shown(std::string_view text) {
    constexpr std::size_t kMost = 60;
    return quoted_line(text, kMost);
}

/// The cells of a row by the names of their columns.
class Cells {
 public:
    explicit Cells(const ExchangeRow& row) : row_(row), columns_(columns_of(row.kind)) {}

    [[nodiscard]] const std::optional<std::string>& raw(std::string_view name) const {
        const auto at = std::find(columns_.begin(), columns_.end(), name);
        return row_.cells[static_cast<std::size_t>(at - columns_.begin())];
    }
    [[nodiscard]] bool has(std::string_view name) const { return raw(name).has_value(); }

    /// Empty where there is nothing.
    [[nodiscard]] std::string text(std::string_view name, std::size_t most = kLongestText) const {
        auto out = raw(name).value_or("");
        if (row_.csv && out.size() > 1 && out.front() == '\'' &&
            looks_like_formula(std::string_view(out).substr(1)))
            out.erase(0, 1);
        if (out.size() > most) refuse(name, tr("is longer than {0} bytes", most));
        return out;
    }
    [[nodiscard]] std::string needed(std::string_view name) const {
        auto out = text(name, kLongestName);
        if (out.empty()) refuse(name, tr("is missing"));
        return out;
    }
    [[nodiscard]] WallTime time(std::string_view name) const {
        if (!has(name)) refuse(name, tr("is missing"));
        const auto out = parse_time(*raw(name));
        if (!out)
            refuse(name, tr("{0} is no time: it is written like {1}", shown(*raw(name)),
                            "2024-06-01T12:00:00.000001Z"));
        return *out;
    }
    [[nodiscard]] std::optional<WallTime> time_or_nothing(std::string_view name) const {
        return has(name) ? std::optional(time(name)) : std::nullopt;
    }
    [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t most) const {
        if (!has(name)) refuse(name, tr("is missing"));
        const auto& value = *raw(name);
        std::uint64_t out = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
        if (error != std::errc() || end != value.data() + value.size() || out > most)
            refuse(name, tr("{0} is no whole number up to {1}", shown(value), most));
        return out;
    }
    /// 0 where there is nothing.
    [[nodiscard]] Nanoseconds micros(std::string_view name) const {
        if (!has(name)) return {};
        const auto& value = *raw(name);
        double out = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
        if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(out) ||
            out < 0 || out * 1000 > kLongestNanoseconds)
            refuse(name, tr("{0} is no length in microseconds", shown(value)));
        return Nanoseconds(std::llround(out * 1000));
    }
    [[nodiscard]] bool flag(std::string_view name) const {
        if (!has(name)) return false;
        const auto& value = *raw(name);
        if (value != "true" && value != "false")
            refuse(name, tr("{0} is neither true nor false", shown(value)));
        return value == "true";
    }
    template <class Values>
    [[nodiscard]] auto word(std::string_view name, const Values& values) const {
        const auto value = needed(name);
        for (const auto v : values)
            if (to_string(v) == value) return v;
        refuse(name, tr("{0} is none", shown(value)));
    }
    [[nodiscard]] Json list(std::string_view name) const {
        if (!has(name)) return Json::array();
        auto out = Json::parse(*raw(name), nullptr, false);
        if (!out.is_array()) refuse(name, tr("is no list in JSON"));
        return out;
    }
    [[nodiscard]] TargetKey target() const { return {needed("target"), needed("check")}; }
    [[noreturn]] static void refuse(std::string_view name, const std::string& what) {
        throw RefusedRow{std::string(name) + ": " + what};
    }

 private:
    const ExchangeRow& row_;
    std::span<const std::string_view> columns_;
};

std::string member(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

OutageRow outage_of(const Cells& cells) {
    OutageRow out;
    auto& r = out.record;
    r.id = static_cast<std::uint32_t>(cells.number("outage", 0xffffffff));
    const auto cause = cells.needed("cause");
    r.cause = cause_of(cause);
    if (r.cause == Cause::none) Cells::refuse("cause", tr("{0} is none", shown(cause)));
    r.confidence = cells.word("confidence", kAllConfidences);
    r.network = cells.text("network");
    r.began = cells.time("began");
    r.ended = cells.time("ended");
    if (*r.ended < r.began) Cells::refuse("ended", tr("is before began"));
    r.how = cells.text("how");
    r.told = cells.flag("told");
    for (const auto& name : cells.list("affected")) {
        if (!name.is_string()) Cells::refuse("affected", tr("is no list of names"));
        r.affected.push_back(name.get<std::string>());
    }
    for (const auto& e : cells.list("evidence")) {
        if (!e.is_object()) Cells::refuse("evidence", tr("is no list of objects"));
        const auto time = parse_time(member(e, "time"));
        if (!time) Cells::refuse("evidence", tr("one has no time"));
        r.evidence.push_back({member(e, "what"), member(e, "value"), *time});
    }
    return out;
}

/// Through the form of the file, whose reader judges it.
metrics::LatencyHistogram histogram_of(const Cells& cells) {
    const auto list = cells.list("histogram");
    if (list.empty()) return {};
    std::vector<std::uint8_t> bytes{1};
    put_varint(bytes, list.size());
    put_varint(bytes, static_cast<std::uint64_t>(cells.micros("rtt_min_us").count()));
    put_varint(bytes, static_cast<std::uint64_t>(cells.micros("rtt_max_us").count()));
    std::uint64_t last = 0;
    for (const auto& entry : list) {
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_number_unsigned() ||
            !entry[1].is_number_unsigned() || entry[0].get<std::uint64_t>() < last)
            Cells::refuse("histogram", tr("is no list of [bucket, count] in ascending order"));
        const auto bucket = entry[0].get<std::uint64_t>();
        put_varint(bytes, bucket - last);
        put_varint(bytes, entry[1].get<std::uint64_t>());
        last = bucket;
    }
    auto out = metrics::LatencyHistogram::parse(bytes);
    if (!out.ok()) Cells::refuse("histogram", out.error().what);
    return std::move(out).value();
}

RollupRow rollup_of_cells(const Cells& cells, bool hour) {
    RollupRow out;
    out.target = cells.target();
    out.hour = hour;
    const auto unit = kMinuteLength * (hour ? 60 : 1);
    const auto time = cells.time("time").time_since_epoch().count();
    if (time % unit != 0)
        Cells::refuse("time", hour ? tr("is not the beginning of an hour (UTC)")
                                   : tr("is not the beginning of a minute"));
    out.unit = time / unit;
    auto& r = out.rollup;
    r.sent = cells.number("sent", kMostRequests);
    r.lost = cells.number("lost", kMostRequests);
    r.late = cells.number("late", kMostRequests);
    r.duplicate = cells.number("duplicate", kMostRequests);
    r.not_sent = cells.number("not_sent", kMostRequests);
    r.rtt = histogram_of(cells);
    if (r.lost > r.sent) Cells::refuse("lost", tr("is more than sent"));
    if (r.rtt.count() != r.sent - r.lost)
        Cells::refuse("histogram", tr("has {0} answers, but sent less lost is {1}", r.rtt.count(),
                                      r.sent - r.lost));
    return out;
}

SampleRow sample_of(const Cells& cells) {
    SampleRow out;
    out.target = cells.target();
    auto& s = out.sample;
    s.time = cells.time("time");
    const auto word = cells.needed("outcome");
    int number = 1;
    while (number <= kLastOutcome && to_string(static_cast<Outcome>(number)) != word) ++number;
    if (number > kLastOutcome) Cells::refuse("outcome", tr("{0} is none", shown(word)));
    s.outcome = static_cast<Outcome>(number);
    s.rtt = Rtt(cells.micros("rtt_us"));
    if (cells.has("ttl")) s.ttl = Ttl(static_cast<std::uint8_t>(cells.number("ttl", 255)));
    if (const auto from = cells.text("from", kLongestName); !from.empty()) {
        // A link-local address may be of an interface that this computer does not have.
        auto address = IpAddress::parse(from);
        if (!address) address = IpAddress::parse(from.substr(0, from.find('%')));
        if (!address) Cells::refuse("from", tr("{0} is no address", shown(from)));
        s.responder = *address;
    }
    return out;
}

EventRow event_of(const Cells& cells) {
    EventRow out;
    out.time = cells.time("time");
    out.kind = cells.word("kind", kAllKinds);
    if (cells.has("target")) out.target = cells.target();
    out.text = cells.text("text");
    return out;
}

IntervalRow interval_of(const Cells& cells) {
    IntervalRow out;
    out.target = cells.target();
    out.state = cells.word("state", kAllStates);
    out.from = cells.time("from");
    out.until = cells.time("until");
    if (out.until < out.from) Cells::refuse("until", tr("is before from"));
    out.reason = cells.text("reason");
    return out;
}

}  // namespace

ImportValue import_value(const ExchangeRow& row) {
    const Cells cells(row);
    switch (row.kind) {
        case ExchangeKind::target:
            return TargetRow{cells.target(), cells.time("added"), cells.time_or_nothing("removed")};
        case ExchangeKind::outage:
            return outage_of(cells);
        case ExchangeKind::interval:
            return interval_of(cells);
        case ExchangeKind::event:
            return event_of(cells);
        case ExchangeKind::hour:
            return rollup_of_cells(cells, true);
        case ExchangeKind::minute:
            return rollup_of_cells(cells, false);
        case ExchangeKind::sample:
            break;
    }
    return sample_of(cells);
}

}  // namespace traypulse::store
