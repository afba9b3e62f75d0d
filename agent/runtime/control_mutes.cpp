#include "agent/runtime/control_mutes.h"

#include <algorithm>

#include "agent/config/nearest.h"
#include "agent/translations/translate.h"

namespace traypulse::control {
namespace {

Cause cause_named(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return cause_of(name);
}

Error unknown(const std::string& name, const Snapshot& snapshot) {
    constexpr std::size_t kMostHints = 3;
    std::vector<std::string> names;
    for (const auto& target : snapshot.targets) names.push_back(target.name);
    for (const auto cause : all_causes()) names.emplace_back(to_string(cause));
    std::string hints;
    for (const auto& like : config::nearest(name, names, kMostHints))
        hints = hints.empty() ? tr("did you mean \"{0}\"", like) : tr("{0}, \"{1}\"", hints, like);
    return {ErrorCode::not_found, tr("there is no target or cause \"{0}\"", name),
            hints.empty()
                ? tr("`traypulse status` lists the targets, `traypulse mute --help` the causes")
                : hints + "?"};
}

void unmute_all(const Snapshot& snapshot, std::vector<Command>& out) {
    out.emplace_back(command::Unmute{});
    for (const auto& target : snapshot.targets)
        if (target.muted) out.emplace_back(command::UnmuteTarget{target.id});
    for (const auto& muted : snapshot.muted_causes)
        out.emplace_back(command::UnmuteCause{muted.cause});
}

}  // namespace

Result<std::vector<Command>> mute_commands(const Request& request, const Snapshot& snapshot) {
    const bool mute = request.verb == Verb::mute;
    std::vector<Command> out;
    if (request.targets.empty()) {
        if (mute)
            out.emplace_back(command::Mute{request.duration});
        else
            unmute_all(snapshot, out);
    }
    for (const auto& name : request.targets) {
        if (const auto* target = snapshot.find(name)) {
            if (mute)
                out.emplace_back(command::MuteTarget{target->id, request.duration});
            else
                out.emplace_back(command::UnmuteTarget{target->id});
        } else if (const auto cause = cause_named(name); cause != Cause::none) {
            if (mute)
                out.emplace_back(command::MuteCause{cause, request.duration});
            else
                out.emplace_back(command::UnmuteCause{cause});
        } else {
            return unknown(name, snapshot);
        }
    }
    return out;
}

}  // namespace traypulse::control
