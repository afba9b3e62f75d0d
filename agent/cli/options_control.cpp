// `traypulse status`, `why`, `watch`, `pause`, `resume`, `mute`, `unmute`: what speaks with a
// running agent.
#include "agent/cli/option_parser.h"
#include "agent/cli/option_values.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {

void Parser::add_control() {
    status = add_command(app, "status", help::kStatusAbout, help::status_footer);
    auto* json =
        status->add_flag("--json", draft.json, tr("JSON Lines: the verdict, then each target"));
    status->add_flag("--waybar", draft.waybar, tr("One object for waybar's custom module"))
        ->excludes(json);
    why = add_command(app, "why", help::kWhyAbout, help::why_footer);
    why->add_flag("--json", draft.json, tr("JSON Lines, with evidence and what was held back"));
    why->add_option("outage", draft.outage, tr("The number of an outage, as the list shows it"))
        ->transform(counted())
        ->type_name("OUTAGE");

    auto& w = draft.watch;
    watch = add_command(app, "watch", help::kWatchAbout, help::watch_footer);
    duration(watch, "-i,--interval", w.interval, kLeastWatchInterval, kMostWatchInterval,
             tr("Draw again so often (1s)"));
    duration(watch, "--span", w.span, kLeastWatchSpan, kMostWatchSpan,
             tr("What the sparklines cover (10m)"));
    watch->add_option("-c,--count", w.count, tr("End after so many views; without: at q or Ctrl-C"))
        ->transform(counted())
        ->type_name("N");
    watch->add_option("--state-dir", w.state_dir, tr("Where the agent keeps its history"))
        ->type_name("DIR");

    constexpr Nanoseconds least = std::chrono::seconds(1);
    const auto length = [&](CLI::App* to, const char* about) {
        duration(to, "--for", draft.duration, least, control::kLongestPause, about);
    };
    pause = add_command(app, "pause", help::kPauseAbout, help::pause_footer);
    pause->add_option("targets", draft.request.targets, tr("Names; none: everything"))
        ->type_name("TARGET");
    length(pause, tr("So long; without: until resumed"));
    resume = add_command(app, "resume", help::kResumeAbout);
    resume->add_option("targets", draft.request.targets, tr("Names; none: everything"))
        ->type_name("TARGET");
    mute = add_command(app, "mute", help::kMuteAbout, help::mute_footer);
    mute->add_option("targets", draft.request.targets, tr("Targets or causes; none: everything"))
        ->type_name("TARGET|CAUSE");
    length(mute, tr("So long; without: until it has recovered"));
    mute->add_flag("--until-recovered", draft.until_recovered,
                   tr("Until it has recovered: the same as without --for"))
        ->excludes("--for");
    unmute = add_command(app, "unmute", help::kUnmuteAbout);
    unmute->add_option("targets", draft.request.targets, tr("Targets or causes; none: everything"))
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
