// `traypulse status`, `why`, `pause`, `resume`, `mute`, `unmute`: what speaks with a running agent.
#include <limits>

#include "agent/cli/option_parser.h"

namespace traypulse::cli {

void Parser::add_control() {
    status = command("status", help::kStatusAbout, help::kStatusFooter);
    auto* json =
        status->add_flag("--json", draft.json, "JSON Lines: the verdict, then each target");
    status->add_flag("--waybar", draft.waybar, "One object for waybar's custom module")
        ->excludes(json);
    why = command("why", help::kWhyAbout, help::kWhyFooter);
    why->add_flag("--json", draft.json, "JSON Lines, with evidence and what was held back");
    why->add_option("outage", draft.outage, "The number of an outage, as the list shows it")
        ->check(CLI::Range(std::uint32_t{1}, std::numeric_limits<std::uint32_t>::max()))
        ->type_name("OUTAGE");

    constexpr Nanoseconds least = std::chrono::seconds(1);
    const auto length = [&](CLI::App* to, const char* about) {
        duration(to, "--for", draft.duration, least, control::kLongestPause, about);
    };
    pause = command("pause", help::kPauseAbout, help::kPauseFooter);
    pause->add_option("targets", draft.request.targets, "Names; none: everything")
        ->type_name("TARGET");
    length(pause, "DUR  So long; without: until resumed");
    resume = command("resume", help::kResumeAbout, {});
    resume->add_option("targets", draft.request.targets, "Names; none: everything")
        ->type_name("TARGET");
    mute = command("mute", help::kMuteAbout, help::kMuteFooter);
    mute->add_option("targets", draft.request.targets, "Targets or causes; none: everything")
        ->type_name("TARGET|CAUSE");
    length(mute, "DUR  So long; without: until it has recovered");
    mute->add_flag("--until-recovered", draft.until_recovered,
                   "Until it has recovered: the same as without --for")
        ->excludes("--for");
    unmute = command("unmute", help::kUnmuteAbout, {});
    unmute->add_option("targets", draft.request.targets, "Targets or causes; none: everything")
        ->type_name("TARGET|CAUSE");
}

Result<Action> control_action(Draft& draft, control::Verb verb) {
    auto request = draft.request;
    request.verb = verb;
    request.format = draft.waybar ? control::Format::waybar
                     : draft.json ? control::Format::json
                                  : control::Format::text;
    if (draft.duration > Nanoseconds::zero()) request.duration = draft.duration;
    request.outage = draft.outage;
    return Action(ControlOptions{std::move(request)});
}

}  // namespace traypulse::cli
