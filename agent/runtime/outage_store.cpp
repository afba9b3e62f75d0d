#include "agent/runtime/outage_store.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "agent/config/file.h"
#include "agent/runtime/state_file.h"
#include "agent/runtime/state_json.h"

namespace traypulse::runtime {
namespace {

using nlohmann::json;

constexpr std::array kCauses{Cause::none,
                             Cause::no_link,
                             Cause::router_unreachable,
                             Cause::provider_outage,
                             Cause::dns_failing,
                             Cause::captive_portal,
                             Cause::vpn_down,
                             Cause::ipv6_broken,
                             Cause::path_mtu_black_hole,
                             Cause::local_firewall,
                             Cause::target_down,
                             Cause::target_blocks_icmp,
                             Cause::unstable};
constexpr std::array kConfidences{Confidence::certain, Confidence::likely, Confidence::possible};

/// The value whose word stands there.
template <class Values>
auto word(const Values& values, const json& object, const char* key) {
    const auto written = state::text(object, key);
    for (const auto value : values)
        if (to_string(value) == written) return value;
    throw std::runtime_error("\"" + written + "\" is no " + key);
}

json evidence_json(const Evidence& e) {
    return {{"what", e.what}, {"value", e.value}, {"time", rfc3339(e.time)}};
}

OutageRecord record_of(const json& j) {
    OutageRecord out;
    out.id = state::count(j, "id");
    out.cause = word(kCauses, j, "cause");
    out.confidence = word(kConfidences, j, "confidence");
    out.network = state::text(j, "network");
    out.began = state::time(j, "began");
    if (!j.at("ended").is_null()) out.ended = state::time(j, "ended");
    out.how = state::text(j, "how");
    for (const auto& name : j.at("affected")) out.affected.push_back(name.get<std::string>());
    out.told = j.at("told").get<bool>();
    for (const auto& e : j.at("evidence"))
        out.evidence.push_back(
            {state::text(e, "what"), state::text(e, "value"), state::time(e, "time")});
    return out;
}

}  // namespace

std::string outage_line(const OutageRecord& r) {
    json evidence = json::array();
    for (const auto& e : r.evidence) evidence.push_back(evidence_json(e));
    return state::dump({{"id", r.id},
                        {"cause", std::string(to_string(r.cause))},
                        {"confidence", std::string(to_string(r.confidence))},
                        {"network", r.network},
                        {"began", rfc3339(r.began)},
                        {"ended", r.ended ? json(rfc3339(*r.ended)) : json(nullptr)},
                        {"how", r.how},
                        {"affected", r.affected},
                        {"told", r.told},
                        {"evidence", evidence}},
                       -1);
}

Result<OutageRecord> parse_outage(std::string_view line) {
    try {
        return record_of(json::parse(line));
    } catch (const std::exception& e) {
        return Error{ErrorCode::invalid_argument, e.what(), ""};
    }
}

std::optional<Error> OutageStore::load(WallTime now) {
    records_.clear();
    const auto text = read_state(path_);
    if (!text.ok()) return set_aside(path_, text.error().what, now);
    std::string damage;
    std::string_view rest = text.value();
    for (int number = 1; !rest.empty(); ++number) {
        const auto line = rest.substr(0, rest.find('\n'));
        const bool whole = line.size() < rest.size();
        rest.remove_prefix(line.size() + (whole ? 1 : 0));
        auto record = parse_outage(line);
        if (record.ok())
            place(std::move(record).value());
        else if (damage.empty())
            damage = "line " + std::to_string(number) + ": " + record.error().what;
    }
    if (damage.empty()) return std::nullopt;
    changed_ = true;
    return set_aside(path_, damage, now);
}

std::vector<OutageRecord> OutageStore::open() const {
    std::vector<OutageRecord> out;
    std::copy_if(records_.begin(), records_.end(), std::back_inserter(out),
                 [](const auto& r) { return !r.ended; });
    return out;
}

std::uint32_t OutageStore::last_id() const { return records_.empty() ? 0 : records_.back().id; }

void OutageStore::keep(OutageRecord record) {
    place(std::move(record));
    changed_ = true;
}

void OutageStore::place(OutageRecord record) {
    const auto at = std::lower_bound(records_.begin(), records_.end(), record.id,
                                     [](const auto& r, std::uint32_t id) { return r.id < id; });
    if (at != records_.end() && at->id == record.id)
        *at = std::move(record);
    else
        records_.insert(at, std::move(record));
    if (records_.size() <= kMostOutages) return;
    // The newest stays in any case: its number is the last that was given.
    const auto old = std::find_if(records_.begin(), records_.end() - 1,
                                  [](const auto& r) { return r.ended.has_value(); });
    records_.erase(old == records_.end() - 1 ? records_.begin() : old);
}

Status OutageStore::write() {
    if (!changed_) return ok();
    std::string text;
    for (const auto& record : records_) text += outage_line(record) + "\n";
    auto written = config::write_file(path_, text);
    changed_ = !written.ok();
    return written;
}

}  // namespace traypulse::runtime
