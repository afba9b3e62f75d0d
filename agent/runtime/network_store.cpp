#include "agent/runtime/network_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/config/file.h"
#include "agent/runtime/state_file.h"
#include "agent/runtime/state_json.h"

namespace traypulse::runtime {
namespace {

using nlohmann::json;

json json_of(const NetworkMemory& network) {
    json usual = json::object();
    for (const auto& [target, u] : network.usual)
        usual[target] = {{"rtt_us", u.rtt.microseconds()}, {"samples", u.samples}};
    return {{"id", network.id},
            {"last_seen", rfc3339(network.last_seen)},
            {"first_hops", network.first_hops},
            {"usual", usual}};
}

NetworkMemory network_of(const json& j) {
    NetworkMemory out;
    out.id = state::text(j, "id");
    out.last_seen = state::time(j, "last_seen");
    for (const auto& hop : j.at("first_hops")) out.first_hops.push_back(hop.get<std::string>());
    for (const auto& [target, u] : j.at("usual").items())
        out.usual[target] = {state::rtt(u, "rtt_us"), state::count(u, "samples")};
    return out;
}

/// Newest last.
void order(std::vector<NetworkMemory>& networks) {
    std::stable_sort(networks.begin(), networks.end(),
                     [](const auto& a, const auto& b) { return a.last_seen < b.last_seen; });
    if (networks.size() > kMostNetworks)
        networks.erase(networks.begin(),
                       networks.end() - static_cast<std::ptrdiff_t>(kMostNetworks));
}

}  // namespace

std::string networks_text(const std::vector<NetworkMemory>& networks) {
    json list = json::array();
    for (const auto& network : networks) list.push_back(json_of(network));
    return state::dump(json{{"networks", list}}, 1) + "\n";
}

Result<std::vector<NetworkMemory>> parse_networks(const std::string& text) {
    try {
        const auto whole = json::parse(text);
        std::vector<NetworkMemory> out;
        for (const auto& network : whole.at("networks")) out.push_back(network_of(network));
        order(out);
        return out;
    } catch (const std::exception& e) {
        return Error{ErrorCode::invalid_argument, e.what(), ""};
    }
}

std::optional<Error> NetworkStore::load(WallTime now) {
    networks_.clear();
    const auto text = read_state(path_);
    if (!text.ok()) return set_aside(path_, text.error().what, now);
    if (text.value().empty()) return std::nullopt;
    auto parsed = parse_networks(text.value());
    if (!parsed.ok()) return set_aside(path_, parsed.error().what, now);
    networks_ = std::move(parsed).value();
    return std::nullopt;
}

void NetworkStore::keep(NetworkMemory memory) {
    if (memory.id.empty()) return;  // no network at all
    std::erase_if(networks_, [&](const auto& n) { return n.id == memory.id; });
    networks_.push_back(std::move(memory));
    order(networks_);
    changed_ = true;
}

Status NetworkStore::write() {
    if (!changed_) return ok();
    auto written = config::write_file(path_, networks_text(networks_));
    changed_ = !written.ok();
    return written;
}

}  // namespace traypulse::runtime
