// Keeps one stream of echo requests running for each target that the engine wants: finds the
// address, starts, follows the name to new addresses, and carries bursts of re-checks beside the
// stream.
#pragma once

#include <uv.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/engine/effect.h"
#include "agent/engine/facts.h"
#include "agent/engine/target_monitor.h"
#include "agent/probes/icmp_mux.h"
#include "agent/probes/name_resolver.h"
#include "agent/runtime/check_streams.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Loop thread only.
class Prober : private IcmpAsker {
 public:
    struct Listener {
        std::function<void(TargetId, ProbeSource, const protocol::ProbeResult&)> result;
        /// Of a check that is no echo request; it began `age` ago.
        std::function<void(TargetId, ProbeSource, const CheckOutcome&, Nanoseconds age)> outcome;
        std::function<void(TargetId)> recheck_ended;
        std::function<void(TargetId, const Error&)> start_failed;
        std::function<void(TargetId, const std::string& address)> address;
        /// Of a host that is a name: all that it means now, of both families where the check does
        /// not insist on one; in ascending order, told again only when they change. Empty: the name
        /// means nothing any more.
        std::function<void(TargetId, const std::vector<IpAddress>&)> addresses;
        /// A resolver answered (also "no such name"), or failed to.
        std::function<void(const std::string& host, bool answered, const std::string& detail)>
            lookup;
    };
    /// `mux` is where echo requests go; it outlives this. `make_check` makes the other kinds.
    Prober(uv_loop_t* loop, NameResolver& resolver, IcmpMux& mux, CheckStreams::Make make_check,
           Listener listener);
    ~Prober() override;

    void set_network(const NetworkFacts& network) { network_ = network; }
    /// A name that is looked up each minute whether or not a target uses it, so that DNS is seen to
    /// fail.
    void set_canary(const std::string& host);

    void start(TargetId id, const TargetSpec& spec);
    void stop(TargetId id);
    void recheck(const effect::Recheck& order);
    void stop_recheck(TargetId id);
    void resolve(TargetId id);
    /// In use; nullopt while none is known, and of a target that is not watched.
    [[nodiscard]] std::optional<IpAddress> address(TargetId id) const;
    /// Some target is being re-checked.
    [[nodiscard]] bool rechecking() const { return !rechecked_.empty(); }

 private:
    struct Watched {
        TargetSpec spec;
        std::optional<IpAddress> address;
        std::vector<IpAddress> told;  ///< by Listener::addresses
        std::optional<ProbeId> stream;
        std::optional<ProbeId> burst;
        bool checking = false;  ///< a stream of checks that are no echo requests runs
        bool looking_up = false;
        bool wanted = false;  ///< a stream should run as soon as the address is known
        uv::Timer refresh;
    };
    struct Route {
        TargetId target;
        ProbeSource source = ProbeSource::stream;
    };
    void on_result(const protocol::ProbeResult& result) override;
    void on_ended(const protocol::Ended& ended) override;
    void on_rejected(ProbeId probe, const Error& error) override;
    void on_channel_gone() override;
    void lookup(TargetId id);
    void looked_up(TargetId id, const Result<Resolved>& found);
    void tell_addresses(TargetId id, std::vector<IpAddress> addresses);
    void recheck_over(TargetId id);
    void adopt_addresses(TargetId id, const std::vector<IpAddress>& addresses);
    void begin_stream(TargetId id);
    void end_stream(TargetId id);
    void end_probe(std::optional<ProbeId>& probe);
    ProbeId begin(const Route& route, const protocol::Start& request);
    void canary_lookup();

    uv_loop_t* loop_;
    NameResolver& resolver_;
    Listener listener_;
    IcmpMux& mux_;
    CheckStreams checks_;
    NetworkFacts network_;
    std::unordered_map<TargetId, Watched> watched_;
    std::unordered_map<ProbeId, Route> routes_;
    std::set<TargetId> rechecked_;
    std::string canary_;
    bool canary_asked_ = false;  ///< its answer is awaited
    uv::Timer canary_timer_;
};

}  // namespace traypulse::runtime
