// All hooks: who is told what, and how that goes.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/hooks/delivery.h"
#include "shared/uv_handle.h"

namespace traypulse::hooks {

/// What an attempt came to, for the log.
struct AttemptNews {
    std::string hook;
    Event event = Event::outage;
    std::uint32_t outage = 0;
    Attempt attempt;
    std::size_t waiting = 0;  ///< messages that still wait
};

/// Loop thread only. One attempt at a time for each hook, in the order in which things came to be.
class HookDesk {
 public:
    struct Owner {
        std::function<Instant()> now;
        std::function<void(const AttemptNews&)> news;
        std::function<void()> changed;  ///< what state() says: to be written down soon
    };
    using State = std::map<std::string, Kept>;  ///< by the hook's name

    /// `client` and `resolver` outlive it.
    HookDesk(HttpClient& client, NameResolver& resolver, Sender sender, Owner owner);
    ~HookDesk();
    HookDesk(const HookDesk&) = delete;
    HookDesk& operator=(const HookDesk&) = delete;

    /// What the last run left. Before configure().
    void restore(State state) { state_ = std::move(state); }
    /// `open`: outages that last. A hook that is new is told nothing of those that a person was
    /// told of already; one that is switched off or taken out forgets what it had to say.
    void configure(const std::vector<HookSettings>& hooks, const std::vector<OutageRecord>& open);
    void on_record(const OutageRecord& record);
    void on_words(std::uint32_t outage, Event event, const std::string& title,
                  const std::string& body);
    /// The way out may be open again: what waits is tried at once.
    void hurry();

    [[nodiscard]] State state() const;
    /// Who is not told what, as a sentence for each; empty: all is delivered.
    [[nodiscard]] std::string problem() const;

    struct Figures {
        std::string name;
        Outbox::Counts counts;
        std::size_t waiting = 0;
    };
    [[nodiscard]] std::vector<Figures> figures() const;

 private:
    struct Hook;
    void turn(Hook& hook);
    void begin(Hook& hook, const Message& message);

    HttpClient& client_;
    NameResolver& resolver_;
    Sender sender_;
    Owner owner_;
    State state_;  ///< of the last run, until the hook is configured
    std::list<std::unique_ptr<Hook>> hooks_;
};

}  // namespace traypulse::hooks
