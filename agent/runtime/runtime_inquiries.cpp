// The runtime and what is asked beside the targets' streams: the engine's questions, the first
// hops, and the outages that are remembered.
#include <algorithm>
#include <utility>

#include "agent/probes/local_route.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/inquiry_log.h"
#include "agent/runtime/runtime_parts.h"

namespace traypulse::runtime {

void Runtime::begin_inquiries() {
    const auto subject = [this](TargetId id) -> std::optional<InquirySubject> {
        const auto* spec = engine_->spec(id);
        if (spec == nullptr) return std::nullopt;
        return InquirySubject{spec->name, spec->check, on_->prober->address(id),
                              spec->role == TargetRole::anchor};
    };
    on_->inquirer.emplace(
        InquiryTools{&loop_, &on_->mux,
                     [this](CheckRequest request) { return on_->checks.make(std::move(request)); }},
        subject, [this](InquiryId id, const Answer& answer) {
            log_answer(log_, id, answer);
            input([this, id, answer](Instant t) { engine_->on_answer(t, id, answer); });
        });
    tell_inquirer();
    on_->first_hops.emplace(
        &loop_, on_->mux, [this] { return anchor_while_calm(); },
        [this](std::vector<std::string> hops) {
            std::string text;
            for (const auto& hop : hops)
                text += (text.empty() ? "" : " > ") + (hop.empty() ? "?" : hop);
            log_.event(LogLevel::info, "network", "first_hops", {{"hops", text}});
            input([this, hops = std::move(hops)](Instant t) { engine_->on_first_hops(t, hops); });
        });
}

void Runtime::tell_inquirer() {
    on_->inquirer->set_canary(settings_.anchors.name);
    on_->inquirer->set_portal(settings_.anchors.portal);
}

std::optional<IpAddress> Runtime::anchor_while_calm() {
    if (!engine_->watching() || on_->prober->rechecking()) return std::nullopt;
    const auto snapshot = engine_->snapshot(now());
    if (snapshot.verdict.glance != Glance::up || !snapshot.slowed.empty()) return std::nullopt;
    for (const auto& target : snapshot.targets) {
        const auto* spec = engine_->spec(target.id);
        if (spec == nullptr || spec->role != TargetRole::anchor) continue;
        const auto address = on_->prober->address(target.id);
        if (address && target.state == TargetState::up && !address->is_loopback()) return address;
    }
    // None of the targets is one: what the configuration names beside them.
    for (const auto& text : settings_.anchors.addresses)
        if (const auto address = IpAddress::parse(text);
            settings_.anchors.written && address && local_route_error(*address) == 0)
            return address;
    return std::nullopt;
}

// What the engine knows comes first; the store goes back to former runs of the program.
void Runtime::add_remembered(Snapshot& snapshot) const {
    const auto& records = on_->outages->records();
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        const bool known =
            std::any_of(snapshot.outages.begin(), snapshot.outages.end(),
                        [&](const auto& outage) { return outage->id == record->id; });
        if (!known && record->ended)
            snapshot.outages.push_back(std::make_shared<const OutageRecord>(*record));
    }
}

}  // namespace traypulse::runtime
