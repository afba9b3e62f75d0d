#include "agent/runtime/control_protocol.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "agent/config/nearest.h"
#include "agent/runtime/control_mutes.h"
#include "agent/runtime/json_line.h"
#include "agent/translations/translate.h"

namespace traypulse::control {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kVerbs{Verb::status, Verb::why,    Verb::pause, Verb::resume,
                            Verb::mute,   Verb::unmute, Verb::show,  Verb::reload};
constexpr std::array<std::string_view, 3> kFormats{"json", "text", "waybar"};

struct CodeName {
    ErrorCode code;
    std::string_view name;
};
constexpr std::array kCodes{CodeName{ErrorCode::invalid_argument, "invalid"},
                            CodeName{ErrorCode::not_found, "not_found"},
                            CodeName{ErrorCode::unavailable, "unavailable"},
                            CodeName{ErrorCode::protocol, "protocol"},
                            CodeName{ErrorCode::limit, "limit"},
                            CodeName{ErrorCode::permission, "permission"}};

Error malformed(std::string what) { return {ErrorCode::protocol, std::move(what), {}}; }

Result<std::vector<std::string>> texts(const Json& json, const char* key) {
    std::vector<std::string> out;
    const auto it = json.find(key);
    if (it == json.end() || it->is_null()) return out;
    if (!it->is_array()) return malformed("\"" + std::string(key) + "\" is no list");
    for (const auto& item : *it) {
        if (!item.is_string())
            return malformed("\"" + std::string(key) + "\" holds more than texts");
        out.push_back(item.get<std::string>());
    }
    return out;
}

std::vector<std::string> verb_names() {
    std::vector<std::string> out;
    out.reserve(kVerbs.size());
    for (const auto verb : kVerbs) out.emplace_back(to_string(verb));
    return out;
}

Result<std::optional<Nanoseconds>> duration(const Json& json) {
    const auto it = json.find("for_ms");
    if (it == json.end() || it->is_null()) return std::optional<Nanoseconds>();
    constexpr auto most = std::chrono::duration_cast<std::chrono::milliseconds>(kLongestPause);
    const bool whole = it->is_number_integer();
    if (!whole || it->get<double>() < 1 || it->get<double>() > static_cast<double>(most.count()))
        return malformed("\"for_ms\" is no whole number from 1 to " + std::to_string(most.count()));
    return std::optional<Nanoseconds>(std::chrono::milliseconds(it->get<std::int64_t>()));
}

Result<std::optional<std::uint32_t>> outage(const Json& json) {
    const auto it = json.find("outage");
    if (it == json.end() || it->is_null()) return std::optional<std::uint32_t>();
    if (!it->is_number_unsigned() ||
        it->get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max())
        return malformed("\"outage\" is no number of an outage");
    return std::optional(it->get<std::uint32_t>());
}

std::string text_at(const Json& json, const char* key) {
    const auto it = json.find(key);
    return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

Result<std::vector<const TargetView*>> find_targets(const Request& request,
                                                    const Snapshot& snapshot) {
    std::vector<const TargetView*> out;
    for (const auto& name : request.targets) {
        if (const auto* target = snapshot.find(name)) {
            out.push_back(target);
            continue;
        }
        std::vector<std::string> names;
        names.reserve(snapshot.targets.size());
        for (const auto& target : snapshot.targets) names.push_back(target.name);
        constexpr std::size_t kMostHints = 3;
        std::string hints;
        for (const auto& like : config::nearest(name, names, kMostHints))
            hints =
                hints.empty() ? tr("did you mean \"{0}\"", like) : tr("{0}, \"{1}\"", hints, like);
        return Error{
            ErrorCode::not_found, tr("there is no target \"{0}\"", name),
            hints.empty() ? std::string(tr("`traypulse status` lists them")) : tr("{0}?", hints)};
    }
    return out;
}

}  // namespace

std::string_view to_string(Verb verb) {
    switch (verb) {
        case Verb::status:
            return "status";
        case Verb::why:
            return "why";
        case Verb::pause:
            return "pause";
        case Verb::resume:
            return "resume";
        case Verb::mute:
            return "mute";
        case Verb::unmute:
            return "unmute";
        case Verb::show:
            return "show";
        case Verb::reload:
            return "reload";
    }
    return "status";
}

std::string serialise(const Request& request) {
    Json json;
    json["command"] = std::string(to_string(request.verb));
    json["format"] = std::string(kFormats.at(static_cast<std::size_t>(request.format)));
    if (!request.targets.empty()) json["targets"] = request.targets;
    if (request.duration)
        json["for_ms"] =
            std::chrono::duration_cast<std::chrono::milliseconds>(*request.duration).count();
    if (request.outage) json["outage"] = *request.outage;
    return json_line(json);
}

Result<Request> parse_request(std::string_view line) {
    const auto json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) return malformed("that line is no JSON");
    if (!json.is_object()) return malformed("that line is no JSON object");
    const auto name = json.find("command");
    if (name == json.end() || !name->is_string()) return malformed("there is no \"command\"");
    Request out;
    const auto text = name->get<std::string>();
    const auto verb =
        std::find_if(kVerbs.begin(), kVerbs.end(), [&](Verb v) { return to_string(v) == text; });
    if (verb == kVerbs.end())
        return malformed(tr("the running agent knows no command \"{0}\"", text) +
                         config::did_you_mean(text, verb_names()));
    out.verb = *verb;
    if (const auto format = text_at(json, "format"); !format.empty()) {
        const auto known = std::find(kFormats.begin(), kFormats.end(), format);
        if (known == kFormats.end()) return malformed(tr("unknown format \"{0}\"", format));
        out.format = static_cast<Format>(known - kFormats.begin());
    }
    auto targets = texts(json, "targets");
    if (!targets) return targets.error();
    out.targets = std::move(targets).value();
    const auto length = duration(json);
    if (!length) return length.error();
    out.duration = length.value();
    const auto number = outage(json);
    if (!number) return number.error();
    out.outage = number.value();
    return out;
}

Result<std::vector<Command>> commands_of(const Request& request, const Snapshot& snapshot) {
    if (request.verb == Verb::mute || request.verb == Verb::unmute)
        return mute_commands(request, snapshot);
    const auto targets = find_targets(request, snapshot);
    if (!targets) return targets.error();
    std::vector<Command> out;
    switch (request.verb) {
        case Verb::pause:
            if (targets.value().empty()) out.emplace_back(command::PauseAll{request.duration});
            for (const auto* t : targets.value())
                out.emplace_back(command::PauseTarget{t->id, request.duration});
            break;
        case Verb::resume:
            if (targets.value().empty()) out.emplace_back(command::ResumeAll{});
            for (const auto* t : targets.value()) out.emplace_back(command::ResumeTarget{t->id});
            break;
        case Verb::reload:
            out.emplace_back(command::Reload{});
            break;
        case Verb::status:
        case Verb::why:
        case Verb::show:
        case Verb::mute:  // not here: above
        case Verb::unmute:
            break;
    }
    return out;
}

std::string done_line(std::string_view version, bool well) {
    return json_line(Json{{"type", "done"}, {"well", well}, {"version", std::string(version)}});
}

std::string error_line(const Error& error, std::string_view version) {
    std::string code = "io";
    for (const auto& known : kCodes)
        if (known.code == error.code) code = known.name;
    return json_line(Json{{"type", "error"},
                          {"code", code},
                          {"what", error.what},
                          {"remedy", error.remedy},
                          {"version", std::string(version)}});
}

std::string text_line(std::string_view text) {
    return json_line(Json{{"type", "text"}, {"text", std::string(text)}});
}

std::optional<Answer> parse_answer(std::string_view line) {
    const auto json = Json::parse(line, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return std::nullopt;
    Answer out;
    const auto type = text_at(json, "type");
    if (type == "done") {
        out.kind = Answer::Kind::done;
        out.well = json.value("well", Json(true)) != Json(false);
    } else if (type == "text") {
        out.kind = Answer::Kind::text;
        out.text = text_at(json, "text");
    } else if (type == "error") {
        out.kind = Answer::Kind::error;
        out.error.what = text_at(json, "what");
        out.error.remedy = text_at(json, "remedy");
        for (const auto& known : kCodes)
            if (known.name == text_at(json, "code")) out.error.code = known.code;
    }
    out.version = text_at(json, "version");
    return out;
}

}  // namespace traypulse::control
