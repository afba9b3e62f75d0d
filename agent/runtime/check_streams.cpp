#include "agent/runtime/check_streams.h"

#include <algorithm>
#include <utility>

namespace traypulse::runtime {
namespace {

std::chrono::milliseconds until(std::uint64_t at_ns, std::uint64_t now_ns) {
    return std::chrono::ceil<std::chrono::milliseconds>(
        Nanoseconds(static_cast<Nanoseconds::rep>(at_ns > now_ns ? at_ns - now_ns : 0)));
}

}  // namespace

CheckStreams::CheckStreams(uv_loop_t* loop, Make make, Listener listener)
    : loop_(loop), make_(std::move(make)), listener_(std::move(listener)) {}

void CheckStreams::begin(TargetId id, const TargetSpec& spec, const IpAddress& address) {
    end(id);
    auto& stream = streams_[id];
    stream.spec = spec;
    stream.address = address;
    stream.timer = uv::Timer(loop_);
    stream.next_ns = uv_hrtime();
    stream.generation = next_generation_++;
    stream.timer.start(std::chrono::milliseconds(0), [this, id] { tick(id); });
}

void CheckStreams::end(TargetId id) {
    streams_.erase(id);
    drop(id, std::nullopt);
}

void CheckStreams::tick(TargetId id) {
    auto& stream = streams_.at(id);
    const auto now = uv_hrtime();
    const auto interval = static_cast<std::uint64_t>(stream.spec.interval.count());
    // What was missed (asleep, stopped) is skipped, not made up for in a burst.
    const auto behind = now > stream.next_ns ? now - stream.next_ns : 0;
    stream.next_ns += interval * (behind / interval + 1);
    stream.timer.start(until(stream.next_ns, now), [this, id] { tick(id); });
    // One that takes longer than its interval is not overtaken by the next.
    if (std::exchange(stream.waiting, true)) return;
    want({id, ProbeSource::stream, stream.generation});
}

void CheckStreams::recheck(const effect::Recheck& order) {
    const auto found = streams_.find(order.target);
    if (found == streams_.end()) return;
    stop_recheck(order.target);
    auto& burst = *(found->second.burst = std::make_unique<Burst>());
    burst.timer = uv::Timer(loop_);
    burst.to_begin = burst.to_end = order.count;
    burst.timeout = order.timeout;
    burst.generation = next_generation_++;
    const auto interval = std::chrono::ceil<std::chrono::milliseconds>(order.interval);
    burst.timer.start(
        interval, [this, id = order.target] { burst_tick(id); }, interval);
    burst_tick(order.target);
}

void CheckStreams::burst_tick(TargetId id) {
    auto& burst = *streams_.at(id).burst;
    if (--burst.to_begin <= 0) burst.timer.stop();
    want({id, ProbeSource::recheck, burst.generation});
}

void CheckStreams::stop_recheck(TargetId id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    found->second.burst.reset();
    drop(id, ProbeSource::recheck);
}

// Cancels what runs for it; what waits is found to be invalid in its turn.
void CheckStreams::drop(TargetId id, std::optional<ProbeSource> source) {
    std::erase_if(running_, [&](const auto& entry) {
        const auto& ticket = entry.second.ticket;
        return ticket.target == id && (!source || ticket.source == *source);
    });
    run_waiting();
}

bool CheckStreams::valid(const Ticket& ticket) const {
    const auto found = streams_.find(ticket.target);
    if (found == streams_.end()) return false;
    const auto& [id, stream] = *found;
    if (ticket.source == ProbeSource::stream) return stream.generation == ticket.generation;
    return stream.burst && stream.burst->generation == ticket.generation;
}

void CheckStreams::want(const Ticket& ticket) {
    queue_.push_back(ticket);
    run_waiting();
}

void CheckStreams::run_waiting() {
    while (!queue_.empty() && running_.size() < kMostAtOnce) {
        const auto ticket = queue_.front();
        queue_.pop_front();
        if (valid(ticket)) launch(ticket);
    }
}

void CheckStreams::launch(const Ticket& ticket) {
    const auto& stream = streams_.at(ticket.target);
    CheckRequest request;
    request.spec = stream.spec.check;
    request.options = stream.spec.options;
    request.timeout =
        ticket.source == ProbeSource::stream ? stream.spec.timeout : stream.burst->timeout;
    request.address = stream.address;
    const auto number = next_number_++;
    auto& running = running_[number];
    running = {ticket, make_(std::move(request)), uv_hrtime()};
    running.check->start([this, number] { ended(number); });
}

void CheckStreams::ended(std::uint64_t number) {
    auto node = running_.extract(number);
    const auto ticket = node.mapped().ticket;
    const Nanoseconds age(static_cast<Nanoseconds::rep>(uv_hrtime() - node.mapped().began_ns));
    bool burst_over = false;
    if (auto& stream = streams_.at(ticket.target); ticket.source == ProbeSource::stream) {
        stream.waiting = false;
    } else if (--stream.burst->to_end == 0) {
        stream.burst.reset();
        burst_over = true;
    }
    listener_.outcome(ticket.target, ticket.source, node.mapped().check->outcome(), age);
    if (burst_over) listener_.recheck_ended(ticket.target);
    node = {};  // its descriptors go before the next one's come
    run_waiting();
}

}  // namespace traypulse::runtime
