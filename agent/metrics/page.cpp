#include "agent/metrics/page.h"

#include <limits>

namespace traypulse::scrape {
namespace {

constexpr std::array<std::string_view, 5> kStates{"up", "degraded", "down", "unknown", "paused"};
constexpr std::array<std::string_view, 6> kGlances{"up",      "degraded", "down",
                                                   "unknown", "paused",   "no_link"};

double seconds(WallTime time) { return static_cast<double>(time.time_since_epoch().count()) / 1e6; }
double seconds(Nanoseconds duration) { return static_cast<double>(duration.count()) / 1e9; }

/// What can become of a check of that kind: the series exist from the start, so that a rate sees
/// the first of each.
bool possible(Fate fate, bool echo) {
    switch (fate) {
        case Fate::refused:
        case Fate::wrong_answer:
        case Fate::name_failed:
            return !echo;
        case Fate::ttl_exceeded:
        case Fate::too_big:
            return echo;
        default:
            return true;
    }
}

void one(Exposition& out, Kind kind, std::string_view name, std::string_view help, double value,
         std::string_view unit = {}) {
    out.family(kind, name, help, unit);
    out.value(value);
}

void program(Exposition& out, const Facts& f) {
    out.family(Kind::info, "traypulse_build", "Version of the agent.");
    out.value(1, {{"version", f.version}});
    one(out, Kind::gauge, "traypulse_start_time_seconds", "When the agent started (Unix time).",
        seconds(f.started), "seconds");
    one(out, Kind::counter, "traypulse_cpu_seconds", "Processor time of the agent.", f.cpu_seconds,
        "seconds");
    out.family(Kind::state_set, "traypulse_helper_rung",
               "How echo requests are sent, best first: service, spawned, datagram, command.");
    out.states(kRungs, f.rung);
    one(out, Kind::gauge, "traypulse_pace_factor",
        "Checks go out so many times less often than configured.", f.pace);
    one(out, Kind::gauge, "traypulse_config_last_reload_successful",
        "1 while the configuration in use is the file's.", f.configuration_good ? 1 : 0);
    one(out, Kind::gauge, "traypulse_history_writable",
        "1 while the history is written, or switched off.", f.history_writable ? 1 : 0);
}

void verdict(Exposition& out, const Facts& f) {
    out.family(Kind::state_set, "traypulse_verdict", "What the icon shows.");
    out.states(kGlances, to_string(f.verdict.glance));
    out.family(Kind::gauge, "traypulse_verdict_cause",
               "1 for the cause of what the icon shows, if there is one.");
    for (const auto cause : all_causes())
        out.value(f.verdict.cause == cause ? 1 : 0, {{"cause", to_string(cause)}});
    one(out, Kind::gauge, "traypulse_verdict_start_time_seconds",
        "When the present verdict began (Unix time).", seconds(f.verdict.since), "seconds");
}

void lasting_outages(Exposition& out, const Facts& f) {
    out.family(Kind::gauge, "traypulse_outage_active", "Outages that last, by cause.");
    for (const auto cause : all_causes()) {
        const auto found = f.lasting.find(cause);
        out.value(found == f.lasting.end() ? 0 : static_cast<double>(found->second.count),
                  {{"cause", to_string(cause)}});
    }
    out.family(Kind::gauge, "traypulse_outage_start_time_seconds",
               "When the longest outage that lasts began (Unix time).", "seconds");
    for (const auto& [cause, lasting] : f.lasting)
        out.value(seconds(lasting.first), {{"cause", to_string(cause)}});
}

void counted_outages(Exposition& out, const Facts& f) {
    out.family(Kind::counter, "traypulse_outage",
               "Outages since the start, by the cause that they began with.");
    for (const auto cause : all_causes())
        out.value(static_cast<double>(f.outages.of(cause).begun), {{"cause", to_string(cause)}});
    out.family(Kind::counter, "traypulse_outage_seconds",
               "Length of the outages that have ended since the start, summed up.", "seconds");
    for (const auto cause : all_causes())
        out.value(f.outages.of(cause).seconds, {{"cause", to_string(cause)}});
    out.family(Kind::counter, "traypulse_notifications",
               "What a person was told, and what was held back.");
    out.value(static_cast<double>(f.notices_told), {{"result", "told"}});
    out.value(static_cast<double>(f.notices_held), {{"result", "held_back"}});
}

void hooks(Exposition& out, const Facts& f) {
    if (f.hooks.empty()) return;
    out.family(Kind::counter, "traypulse_hook_attempts", "Calls of a hook, by result.");
    for (const auto& hook : f.hooks) {
        out.value(static_cast<double>(hook.delivered),
                  {{"hook", hook.name}, {"result", "delivered"}});
        out.value(static_cast<double>(hook.failed), {{"hook", hook.name}, {"result", "failed"}});
    }
    out.family(Kind::counter, "traypulse_hook_lost", "Messages to a hook that were given up.");
    for (const auto& hook : f.hooks)
        out.value(static_cast<double>(hook.lost), {{"hook", hook.name}});
    out.family(Kind::gauge, "traypulse_hook_waiting",
               "Messages to a hook that are not delivered yet.");
    for (const auto& hook : f.hooks)
        out.value(static_cast<double>(hook.waiting), {{"hook", hook.name}});
}

/// In one, so that the last piece is never empty: a chunk of no bytes would end the answer.
void rest(Exposition& out, const Facts& f) {
    counted_outages(out, f);
    hooks(out, f);
    out.end();
}

void info(Exposition& out, const TargetFigures& t) {
    out.value(1, t.labels, {{"host", t.host}, {"group", t.group}});
}

void state(Exposition& out, const TargetFigures& t) {
    out.states(kStates, to_string(t.state), t.labels);
}

void state_start(Exposition& out, const TargetFigures& t) { out.value(seconds(t.since), t.labels); }

void loss(Exposition& out, const TargetFigures& t) {
    if (t.loss) out.value(*t.loss, t.labels);
}

void jitter(Exposition& out, const TargetFigures& t) {
    if (t.jitter) out.value(seconds(*t.jitter), t.labels);
}

void ended_checks(Exposition& out, const TargetFigures& t) {
    for (std::size_t i = 0; i < kFates; ++i)
        if (const auto fate = static_cast<Fate>(i); possible(fate, t.echo))
            out.value(static_cast<double>(t.count.fates.at(i)), t.labels,
                      {{"outcome", to_string(fate)}});
}

void extra_replies(Exposition& out, const TargetFigures& t) {
    if (!t.echo) return;
    out.value(static_cast<double>(t.count.late), t.labels, {{"kind", "late"}});
    out.value(static_cast<double>(t.count.duplicates), t.labels, {{"kind", "duplicate"}});
}

void rtt(Exposition& out, const TargetFigures& t) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kRttBuckets.size(); ++i)
        out.bucket(kRttBuckets.at(i), below += t.count.buckets.at(i), t.labels);
    out.bucket(std::numeric_limits<double>::infinity(), t.count.answered, t.labels);
    out.part("_sum", t.count.rtt_sum, t.labels);
    out.part("_count", static_cast<double>(t.count.answered), t.labels);
}

void affected(Exposition& out, const TargetFigures& t) {
    if (t.explained_by.none()) return;
    for (const auto cause : all_causes())
        if (t.explained_by.test(static_cast<std::size_t>(cause)))
            out.value(1, t.labels, {{"cause", to_string(cause)}});
}

/// One family of all targets, or some of the network as a whole.
struct Families {
    void (*whole)(Exposition&, const Facts&) = nullptr;
    Kind kind = Kind::gauge;
    std::string_view name;
    std::string_view help;
    std::string_view unit;
    void (*target)(Exposition&, const TargetFigures&) = nullptr;
};

constexpr Families whole(void (*write)(Exposition&, const Facts&)) {
    return {write, Kind::gauge, {}, {}, {}, nullptr};
}
constexpr Families each(Kind kind, std::string_view name, std::string_view help,
                        std::string_view unit, void (*write)(Exposition&, const TargetFigures&)) {
    return {nullptr, kind, name, help, unit, write};
}

constexpr std::array kDocument{
    whole(program),
    whole(verdict),
    each(Kind::info, "traypulse_target", "What is watched.", {}, info),
    each(Kind::state_set, "traypulse_target_state", "State of the target.", {}, state),
    each(Kind::gauge, "traypulse_target_state_start_time_seconds",
         "When the present state began (Unix time).", "seconds", state_start),
    each(Kind::gauge, "traypulse_target_loss_ratio",
         "Share of requests lost over the last minute (RFC 6673).", "ratio", loss),
    each(Kind::gauge, "traypulse_target_jitter_seconds", "Jitter (RFC 3550).", "seconds", jitter),
    each(Kind::counter, "traypulse_probe",
         "Checks that have come to an end, by outcome; re-checks are not in it.", {}, ended_checks),
    each(Kind::counter, "traypulse_probe_extra_replies",
         "Answers beyond the first, or later than the timeout.", {}, extra_replies),
    each(Kind::histogram, "traypulse_probe_rtt_seconds",
         "How long good answers took: round trip of an echo, whole duration of others.", "seconds",
         rtt),
    whole(lasting_outages),
    each(Kind::gauge, "traypulse_outage_affected",
         "1 for each target that an outage that lasts explains.", {}, affected),
    whole(rest),
};

}  // namespace

bool Page::complete() const { return family_ == kDocument.size() && out_.size() == 0; }

std::string Page::next(std::size_t bytes) {
    const auto& targets = facts_->targets;
    while (out_.size() < bytes && family_ < kDocument.size()) {
        const auto& now = kDocument.at(family_);
        if (now.whole != nullptr) {
            now.whole(out_, *facts_);
            ++family_;
            continue;
        }
        if (target_ == 0) out_.family(now.kind, now.name, now.help, now.unit);
        // At least one, so that it goes on however few bytes are wanted.
        for (bool first = true; target_ < targets.size() && (first || out_.size() < bytes);
             first = false)
            now.target(out_, targets[target_++]);
        if (target_ < targets.size()) break;
        target_ = 0;
        ++family_;
    }
    return out_.take();
}

}  // namespace traypulse::scrape
