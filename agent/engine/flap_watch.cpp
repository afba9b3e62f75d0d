#include "agent/engine/flap_watch.h"

#include <algorithm>

namespace traypulse {

void FlapWatch::configure(int outages, Nanoseconds window) {
    wanted_ = outages;
    window_ = window;
}

bool FlapWatch::outage(const Key& key, MonoTime now) {
    if (wanted_ <= 0) return false;
    auto& seen = seen_[key];
    seen.last_move = now;
    seen.begins.push_back(now);
    while (now - seen.begins.front() >= window_ ||
           seen.begins.size() > static_cast<std::size_t>(wanted_))
        seen.begins.pop_front();
    if (seen.unstable) {
        ++seen.outages;
        return false;
    }
    if (seen.begins.size() < static_cast<std::size_t>(wanted_)) return false;
    seen.unstable = true;
    seen.outages = wanted_;
    return true;
}

void FlapWatch::take_back(const Key& key) {
    const auto it = seen_.find(key);
    if (it == seen_.end() || it->second.begins.empty()) return;
    it->second.begins.pop_back();
    if (it->second.begins.empty() && !it->second.unstable) seen_.erase(it);
}

void FlapWatch::moved(const Key& key, MonoTime now) {
    if (const auto it = seen_.find(key); it != seen_.end()) it->second.last_move = now;
}

void FlapWatch::forget(TargetId target) {
    std::erase_if(seen_, [&](const auto& s) { return s.first.target == target; });
}

bool FlapWatch::unstable(const Key& key) const {
    const auto it = seen_.find(key);
    return it != seen_.end() && it->second.unstable;
}

int FlapWatch::outages(const Key& key) const {
    const auto it = seen_.find(key);
    return it == seen_.end() ? 0 : it->second.outages;
}

std::vector<FlapWatch::Key> FlapWatch::take_steady(MonoTime now) {
    std::vector<Key> out;
    for (auto it = seen_.begin(); it != seen_.end();) {
        const bool steady = now - it->second.last_move >= window_;
        if (steady && it->second.unstable) out.push_back(it->first);
        it = steady ? seen_.erase(it) : std::next(it);
    }
    return out;
}

std::optional<MonoTime> FlapWatch::next_deadline() const {
    std::optional<MonoTime> next;
    for (const auto& [key, seen] : seen_)
        if (const auto at = seen.last_move + window_; seen.unstable && (!next || at < *next))
            next = at;
    return next;
}

}  // namespace traypulse
