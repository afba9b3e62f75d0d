// What is going to happen, in virtual time. Requests and their answers are plain values, because
// there are billions of them; what is rare may be a function.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/engine/target_monitor.h"

namespace traypulse::model {

struct Event {
    enum class What : std::uint8_t { send, result, burst_over, call };
    MonoTime at;
    std::uint64_t order = 0;  ///< what was planned first happens first
    What what = What::call;
    ProbeSource source = ProbeSource::stream;
    protocol::Outcome outcome = protocol::Outcome::timeout;
    TargetId target;
    std::uint32_t generation = 0;
    std::uint32_t sequence = 0;
    std::uint32_t error = 0;
    Nanoseconds rtt{};
};

class EventQueue {
 public:
    void plan(Event event) {
        event.order = order_++;
        heap_.push_back(event);
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    void plan(MonoTime at, std::function<void()> run) {
        Event event;
        event.at = at;
        calls_.emplace(order_, std::move(run));
        plan(event);
    }
    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] MonoTime next() const { return heap_.front().at; }
    Event take() {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        const Event event = heap_.back();
        heap_.pop_back();
        return event;
    }
    void run(const Event& event) {
        const auto node = calls_.extract(event.order);
        node.mapped()();
    }

 private:
    static bool later(const Event& a, const Event& b) {
        return std::pair(a.at, a.order) > std::pair(b.at, b.order);
    }
    std::vector<Event> heap_;
    std::unordered_map<std::uint64_t, std::function<void()>> calls_;
    std::uint64_t order_ = 0;
};

}  // namespace traypulse::model
