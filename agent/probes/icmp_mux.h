// Many askers over one IcmpChannel: streams of targets, traceroutes, path MTU searches.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "agent/probes/icmp_channel.h"

namespace traypulse {

/// What somebody who asks hears about the probes that he started. Loop thread only. Before its end
/// it calls IcmpMux::forget(). May start, stop and forget from inside these.
class IcmpAsker {
 public:
    virtual ~IcmpAsker() = default;
    IcmpAsker() = default;
    IcmpAsker(const IcmpAsker&) = delete;
    IcmpAsker& operator=(const IcmpAsker&) = delete;
    virtual void on_result(const protocol::ProbeResult& result) = 0;
    /// What a router added to the error of the result that follows.
    virtual void on_extensions(const protocol::Extensions&) {}
    /// The last word about this probe; not after stop().
    virtual void on_ended(const protocol::Ended& ended) = 0;
    /// Likewise: it was refused.
    virtual void on_rejected(ProbeId probe, const Error& error) = 0;
    /// All its probes are gone with the channel, or with the change to a better one.
    virtual void on_channel_gone() = 0;
};

/// Loop thread only.
class IcmpMux {
 public:
    IcmpMux() = default;
    IcmpMux(const IcmpMux&) = delete;
    IcmpMux& operator=(const IcmpMux&) = delete;

    /// Opens a channel, which outlives its use here. `events` may have `ready`, `lost`, `missed`
    /// and `rejected`, called once the askers have been told; the rest goes to the askers alone.
    void open(IcmpChannel& channel, ChannelEvents events);
    /// Everybody is told that the channel is gone; it may then be destroyed.
    void close();
    /// Of the channel in use; nullptr while there is none.
    [[nodiscard]] const ChannelAbilities* abilities() const {
        return channel_ != nullptr ? &abilities_ : nullptr;
    }

    /// Starts a probe under an id of the mux's own, which it returns. Only while there are
    /// abilities(). Nothing is heard of it before this has returned.
    ProbeId start(protocol::Start request, IcmpAsker& asker);
    /// Nothing more is heard of it. An unknown id is ignored.
    void stop(ProbeId probe);
    /// Stops all that this one has started.
    void forget(IcmpAsker& asker);

 private:
    void tell_gone();
    [[nodiscard]] IcmpAsker* asker_of(ProbeId probe) const;

    IcmpChannel* channel_ = nullptr;
    ChannelAbilities abilities_;
    ChannelEvents events_;
    std::unordered_map<ProbeId, IcmpAsker*> askers_;
    std::vector<IcmpAsker*> telling_;  ///< who is still to hear that the channel is gone
    std::uint32_t next_ = 1;
};

}  // namespace traypulse
