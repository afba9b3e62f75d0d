#include "agent/runtime/hook_store.h"

#include <charconv>
#include <stdexcept>
#include <utility>

#include "agent/runtime/outage_store.h"
#include "agent/runtime/state_json.h"

namespace traypulse::runtime {
namespace {

using nlohmann::json;

json message_json(const hooks::Message& m) {
    return {{"event", std::string(to_string(m.event))},
            {"made", rfc3339(m.made)},
            {"title", m.title},
            {"body", m.body},
            {"outage", outage_line(m.record)}};
}

hooks::Message message_of(const json& j) {
    hooks::Message out;
    const auto event = state::text(j, "event");
    if (event != "outage" && event != "recovery")
        throw std::runtime_error("\"" + event + "\" is no event");
    out.event = event == "outage" ? hooks::Event::outage : hooks::Event::recovery;
    out.made = state::time(j, "made");
    out.title = state::text(j, "title");
    out.body = state::text(j, "body");
    auto record = parse_outage(state::text(j, "outage"));
    if (!record.ok()) throw std::runtime_error(record.error().what);
    out.record = std::move(record).value();
    // An end without its moment could not be told.
    if (out.event == hooks::Event::recovery && !out.record.ended)
        throw std::runtime_error("an outage that has not ended has no recovery");
    return out;
}

std::uint32_t number_of(const std::string& text) {
    std::uint32_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec != std::errc() || read.ptr != end)
        throw std::runtime_error("\"" + text + "\" is no outage");
    return out;
}

}  // namespace

std::string hooks_text(const hooks::HookDesk::State& all) {
    json out = json::object();
    for (const auto& [name, kept] : all) {
        auto& hook = out[name] = json{{"open", json::object()}, {"waiting", json::array()}};
        for (const auto& [outage, told] : kept.open) hook["open"][std::to_string(outage)] = told;
        for (const auto& message : kept.waiting) hook["waiting"].push_back(message_json(message));
    }
    return state::dump(json{{"hooks", out}}, 1) + "\n";
}

Result<hooks::HookDesk::State> parse_hooks(const std::string& text) {
    try {
        hooks::HookDesk::State out;
        const auto whole = json::parse(text);
        for (const auto& [name, hook] : whole.at("hooks").items()) {
            auto& kept = out[name];
            for (const auto& [outage, told] : hook.at("open").items())
                kept.open[number_of(outage)] = told.get<bool>();
            for (const auto& message : hook.at("waiting"))
                kept.waiting.push_back(message_of(message));
        }
        return out;
    } catch (const std::exception& e) {
        return Error{ErrorCode::invalid_argument, e.what(), ""};
    }
}

}  // namespace traypulse::runtime
