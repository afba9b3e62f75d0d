// The runtime's second half: inputs to the engine, and what it wants carried out.
#include <algorithm>
#include <utility>

#include "agent/runtime/clock.h"
#include "agent/runtime/event_log.h"
#include "agent/runtime/inquiry_log.h"
#include "agent/runtime/runtime_parts.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// Numbers on the screen move once a second; states at once.
constexpr auto kPublishEvery = 1s;

}  // namespace

void Runtime::input(Input what) {
    inputs_.push_back(std::move(what));
    if (busy_) return;
    busy_ = true;
    while (!inputs_.empty()) {
        const auto next = std::move(inputs_.front());
        inputs_.pop_front();
        const auto at = now();
        next(at);
        for (const auto& effect : engine_->take_effects()) carry_out(effect, at);
    }
    busy_ = false;
    after_inputs();
}

void Runtime::carry_out(const Effect& effect, Instant at) {
    log_effect(log_, effect);
    on_->fleet->effect(effect);
    if (const auto* transition = std::get_if<effect::Transition>(&effect))
        on_->history->transition(*transition, at.wall);
    if (outlets_.say)
        if (const auto line = line_for(effect, at.wall); !line.empty()) outlets_.say(line);
    auto& prober = *on_->prober;
    if (const auto* e = std::get_if<effect::StartTarget>(&effect)) {
        if (const auto* spec = engine_->spec(e->target)) {
            on_->paths->start(e->target, *spec);
            prober.start(e->target, *spec);
        }
    } else if (const auto* stop = std::get_if<effect::StopTarget>(&effect)) {
        prober.stop(stop->target);
        on_->paths->stop(stop->target);
    } else if (const auto* recheck = std::get_if<effect::Recheck>(&effect)) {
        prober.recheck(*recheck);
        on_->first_hops->interrupt();
    } else if (const auto* stop_recheck = std::get_if<effect::StopRecheck>(&effect)) {
        prober.stop_recheck(stop_recheck->target);
    } else if (const auto* resolve = std::get_if<effect::Resolve>(&effect)) {
        prober.resolve(resolve->target);
    } else if (const auto* question = std::get_if<effect::Inquire>(&effect)) {
        const auto* spec = engine_->spec(question->target);
        log_question(log_, *question, spec != nullptr ? spec->name : "");
        on_->inquirer->ask(*question);
    } else if (const auto* notify = std::get_if<effect::Notify>(&effect)) {
        if (outlets_.notify) outlets_.notify(notify->notice);
    } else if (const auto* withdraw = std::get_if<effect::Withdraw>(&effect)) {
        if (outlets_.withdraw) outlets_.withdraw(withdraw->outage);
    } else if (const auto* save = std::get_if<effect::SaveEnabled>(&effect)) {
        save_enabled(save->name, save->enabled);
    } else if (std::holds_alternative<effect::SavePauses>(effect)) {
        save_pauses();
    } else if (const auto* outage = std::get_if<effect::SaveOutage>(&effect)) {
        keep(outage->record);
    } else if (const auto* network = std::get_if<effect::SaveNetwork>(&effect)) {
        keep(network->memory);
    } else if (std::holds_alternative<effect::Transition>(effect) ||
               std::holds_alternative<effect::VerdictChanged>(effect)) {
        urgent_ = true;
    }
}

void Runtime::after_inputs() {
    const auto at = now();
    // While everything is paused nothing at all is sent, so the canary is silent too.
    static const std::string none;
    on_->prober->set_canary(engine_->watching() ? settings_.anchors.name : none);
    if (const auto due = engine_->next_deadline(at)) {
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
            std::max(*due - at.mono, Nanoseconds::zero()));
        on_->deadline.start(wait, [this] { input([this](Instant t) { engine_->tick(t); }); });
    } else {
        on_->deadline.stop();
    }
    if (!outlets_.publish || engine_->revision() == published_) return;
    if (std::exchange(urgent_, false)) {
        publish();
    } else if (!std::exchange(publish_armed_, true)) {
        on_->publish.start(kPublishEvery, [this] { publish(); });
    }
}

void Runtime::publish() {
    publish_armed_ = false;
    on_->publish.stop();
    published_ = engine_->revision();
    auto snapshot = std::make_shared<Snapshot>(engine_->snapshot(now()));
    snapshot->history_problem = on_->history->problem();
    snapshot->history_off = on_->history->off();
    on_->fleet->add_problems(*snapshot);
    outlets_.publish(std::move(snapshot));
}

void Runtime::post(Command command) {
    const std::lock_guard held(mutex_);
    if (!accepting_) return;
    posted_.push_back(std::move(command));
    on_->posted.send();
}

void Runtime::drain_posted() {
    std::deque<Command> commands;
    {
        const std::lock_guard held(mutex_);
        commands.swap(posted_);
    }
    for (const auto& command : commands) on_command(command);
}

void Runtime::on_command(const Command& command) {
    if (std::holds_alternative<command::Quit>(command)) {
        if (outlets_.quit) outlets_.quit();
        uv_stop(&loop_);
    } else if (std::holds_alternative<command::Reload>(command)) {
        reload();
    } else if (std::holds_alternative<command::CheckHistory>(command)) {
        on_->history->check_file();
    } else if (const auto* test = std::get_if<command::TestCheck>(&command)) {
        on_->tester->test(*test, network_);
    } else {
        input([this, command](Instant t) { engine_->apply(t, command); });
    }
}

}  // namespace traypulse::runtime
