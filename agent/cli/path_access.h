// What `traypulse trace` and `traypulse mtu` have in common: a name becomes an address, and the
// best way to send is found.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <optional>

#include "agent/cli/path_report.h"
#include "agent/cli/wiring.h"
#include "agent/probes/icmp_mux.h"
#include "shared/uv_handle.h"

namespace traypulse::cli {

/// Loop thread only. One use.
class PathAccess {
 public:
    /// The way to send that is wanted of a channel.
    enum class Need : std::uint8_t { ttl, whole_packets };
    /// Once: everything is ready, by `subject.method`; or why it can't be.
    using Ready = std::function<void(Result<PathSubject>)>;
    PathAccess(uv_loop_t* loop, const PathOptions& options, const Wiring& wiring, Need need)
        : loop_(loop), options_(options), wiring_(wiring), need_(need), patience_(loop) {}
    ~PathAccess() { mux_.close(); }  // the channel goes before those who ask over it
    PathAccess(const PathAccess&) = delete;
    PathAccess& operator=(const PathAccess&) = delete;

    void open(Ready ready);
    IcmpMux& mux() { return mux_; }

 private:
    void resolved(Result<IpAddress> found);
    void decide(TraceMethod method);
    [[nodiscard]] bool serves(const ChannelAbilities& abilities) const;

    uv_loop_t* loop_;
    const PathOptions& options_;
    const Wiring& wiring_;
    Need need_;
    Ready ready_;
    Resolve resolve_;
    IcmpMux mux_;
    std::unique_ptr<IcmpChannel> channel_;
    std::optional<IpAddress> address_;
    uv::Timer patience_;
};

}  // namespace traypulse::cli
