// Exports of others: what is taken as a row has values that could be written again, and the cuts
// between the pieces in which the bytes come change nothing.
#include <string>
#include <string_view>
#include <vector>

#include "agent/store/exchange_parser.h"
#include "agent/store/import_values.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

namespace {

struct Seen {
    std::vector<std::string> rows;
    std::vector<std::pair<std::uint64_t, std::string>> refusals;
    bool operator==(const Seen&) const = default;
};

void judge(const store::ExchangeRow& row) {
    fuzz::require(row.cells.size() == store::columns_of(row.kind).size());
    try {
        const auto value = store::import_value(row);
        if (const auto* rollup = std::get_if<store::RollupRow>(&value)) {
            const auto& r = rollup->rollup;
            fuzz::require(rollup->unit >= 0 && r.lost <= r.sent &&
                          r.rtt.count() == r.sent - r.lost);
        } else if (const auto* sample = std::get_if<store::SampleRow>(&value)) {
            fuzz::require(sample->sample.time.time_since_epoch().count() >= 0 &&
                          sample->sample.rtt.value >= Nanoseconds::zero());
        } else if (const auto* interval = std::get_if<store::IntervalRow>(&value)) {
            fuzz::require(interval->from <= interval->until);
        } else if (const auto* outage = std::get_if<store::OutageRow>(&value)) {
            fuzz::require(outage->record.ended && outage->record.began <= *outage->record.ended);
        }
    } catch (const store::RefusedRow& refused) {
        fuzz::require(!refused.what.empty());
    }
}

Seen parse(std::string_view text, std::size_t piece) {
    Seen out;
    store::ExchangeParser parser(
        [&](const store::ExchangeRow& row) {
            judge(row);
            std::string all = std::to_string(row.line) + std::string(store::word_of(row.kind));
            for (const auto& cell : row.cells) all += cell ? "=" + *cell : "-";
            out.rows.push_back(std::move(all));
        },
        [&](std::uint64_t line, const std::string& what) {
            out.refusals.emplace_back(line, what);
        });
    for (std::size_t at = 0; at < text.size(); at += piece) parser.feed(text.substr(at, piece));
    parser.finish();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto whole = parse(text, size + 1);
    fuzz::require(parse(text, 1) == whole);
    fuzz::require(parse(text, 7) == whole);
    return 0;
}
