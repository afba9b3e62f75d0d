// What keeps going and coming back.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "agent/engine/snapshot.h"
#include "shared/types.h"

namespace traypulse {

/// Pure; time comes in. A cause that is about the way is watched as one, target 0.
class FlapWatch {
 public:
    struct Key {
        Cause cause = Cause::none;
        TargetId target;
        auto operator<=>(const Key&) const = default;
    };
    void configure(int outages, Nanoseconds window);

    /// An outage of it began. Returns true where that made it unstable.
    bool outage(const Key& key, MonoTime now);
    /// The last outage was another one's after all.
    void take_back(const Key& key);
    /// It went or came back: not steady yet.
    void moved(const Key& key, MonoTime now);
    /// Forgets one that is not watched any more.
    void forget(TargetId target);
    /// Nothing that was seen before counts (sleep, another network).
    void clear() { seen_.clear(); }

    [[nodiscard]] bool unstable(const Key& key) const;
    /// How many outages it had when it became unstable, and since.
    [[nodiscard]] int outages(const Key& key) const;
    /// Those that have been steady for a whole window by now; they are no longer unstable.
    std::vector<Key> take_steady(MonoTime now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

 private:
    struct Seen {
        std::deque<MonoTime> begins;  ///< within the window, at most as many as are wanted
        bool unstable = false;
        int outages = 0;
        MonoTime last_move;
    };
    int wanted_ = 3;
    Nanoseconds window_ = std::chrono::minutes(10);
    std::map<Key, Seen> seen_;
};

}  // namespace traypulse
