#include "agent/runtime/pause_store.h"

#include <nlohmann/json.hpp>

#include "agent/config/file.h"

namespace traypulse::runtime {
namespace {

using nlohmann::json;

// Microseconds since 1970, UTC: a program's file, which nobody edits and no locale reads.
json time_json(const std::optional<WallTime>& t) {
    return t ? json(t->time_since_epoch().count()) : json(nullptr);
}

std::optional<WallTime> time_of(const json& j) {
    if (j.is_null()) return std::nullopt;
    return WallTime(std::chrono::microseconds(j.get<std::int64_t>()));
}

json list_json(const std::vector<PauseState::Target>& list) {
    json out = json::array();
    for (const auto& t : list) out.push_back({{"name", t.name}, {"until_us", time_json(t.until)}});
    return out;
}

std::vector<PauseState::Target> list_of(const json& j) {
    std::vector<PauseState::Target> out;
    for (const auto& t : j)
        out.push_back({t.at("name").get<std::string>(), time_of(t.at("until_us"))});
    return out;
}

}  // namespace

std::string pauses_text(const PauseState& state) {
    const json whole{{"paused_all", state.paused_all},
                     {"paused_until_us", time_json(state.paused_until)},
                     {"targets", list_json(state.targets)},
                     {"muted", state.muted},
                     {"muted_until_us", time_json(state.muted_until)},
                     {"muted_targets", list_json(state.muted_targets)},
                     {"muted_causes", list_json(state.muted_causes)}};
    return whole.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<PauseState> parse_pauses(const std::string& text) {
    try {
        const auto whole = json::parse(text);
        PauseState state;
        state.paused_all = whole.at("paused_all").get<bool>();
        state.paused_until = time_of(whole.at("paused_until_us"));
        state.targets = list_of(whole.at("targets"));
        state.muted = whole.at("muted").get<bool>();
        state.muted_until = time_of(whole.at("muted_until_us"));
        // Not known to the first version.
        state.muted_targets = list_of(whole.value("muted_targets", json::array()));
        state.muted_causes = list_of(whole.value("muted_causes", json::array()));
        return state;
    } catch (const json::exception& e) {
        return Error{ErrorCode::invalid_argument,
                     std::string("the saved pauses cannot be read (") + e.what() + ")",
                     "nothing is paused; pause again from the menu"};
    }
}

Result<PauseState> load_pauses(const std::string& path) {
    const auto text = config::read_file(path);
    if (!text.ok()) {
        if (text.error().code == ErrorCode::not_found) return PauseState{};
        return text.error();
    }
    return parse_pauses(text.value());
}

Status save_pauses(const std::string& path, const PauseState& state) {
    return config::write_file(path, pauses_text(state));
}

}  // namespace traypulse::runtime
