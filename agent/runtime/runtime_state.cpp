// The runtime and what must outlive it: outages and networks, kept as the engine says them and
// written together.
#include <utility>

#include "agent/runtime/clock.h"
#include "agent/runtime/runtime_parts.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// An outage that begins says so several times within a second; kill -9 loses no more than this.
constexpr auto kWriteAfter = 1s;

}  // namespace

void Runtime::restore_state(Instant at) {
    on_->outages.emplace(options_.state_dir + "/outages.jsonl");
    on_->networks.emplace(options_.state_dir + "/networks.json");
    for (const auto& damage : {on_->outages->load(at.wall), on_->networks->load(at.wall)})
        if (damage)
            log_.event(LogLevel::error, "runtime", "state_set_aside", {{"error", damage->text()}});
    engine_->restore_outages(at, on_->outages->open(), on_->outages->last_id());
    engine_->restore_networks(on_->networks->networks());
}

void Runtime::begin_fleet(Instant at) {
    Fleet::Owner owner;
    owner.snapshot = [this] {
        auto out = engine_->snapshot(now());
        out.history_problem = on_->history->problem();
        return out;
    };
    owner.open = [this] { return on_->outages->open(); };
    owner.rung = [this] { return on_->ladder ? on_->ladder->rung() : Rung::none; };
    owner.pace = [this] { return pace_.factor; };
    owner.changed = [this] { write_soon(); };
    on_->fleet.emplace(&loop_, on_->resolver, options_.state_dir, options_.version, log_,
                       std::move(owner));
    on_->fleet->begin(settings_, at.wall);
}

void Runtime::keep(const OutageRecord& record) {
    on_->outages->keep(record);
    on_->fleet->record(record);
    on_->history->outage(record);
    write_soon();
}

void Runtime::keep(const NetworkMemory& memory) {
    on_->networks->keep(memory);
    write_soon();
}

void Runtime::write_soon() {
    if (!std::exchange(write_armed_, true))
        on_->write.start(kWriteAfter, [this] { write_state(); });
}

void Runtime::write_state() {
    write_armed_ = false;
    for (const auto& written :
         {on_->outages->write(), on_->networks->write(), on_->fleet->write()}) {
        if (written.ok()) continue;
        // Kept in memory, and tried again with the next change. Said once: it would fill a log.
        if (std::exchange(state_unwritable_, true)) return;
        return log_.event(LogLevel::error, "runtime", "state_not_saved",
                          {{"error", written.error().text()}});
    }
    if (std::exchange(state_unwritable_, false))
        log_.event(LogLevel::info, "runtime", "state_saved_again");
}

}  // namespace traypulse::runtime
