#include "agent/cli/path_access.h"

#include <utility>

namespace traypulse::cli {
namespace {

using namespace std::chrono_literals;

/// All rungs of the ladder are tried within a second; then we go on by ourselves.
constexpr auto kChannelWait = 5s;

}  // namespace

void PathAccess::open(Ready ready) {
    ready_ = std::move(ready);
    resolve_ = wiring_.make_resolve(loop_);
    resolve_(options_.check, [this](Result<IpAddress> found) { resolved(std::move(found)); });
}

void PathAccess::resolved(Result<IpAddress> found) {
    if (!ready_) return;
    if (!found) {
        const auto ready = std::exchange(ready_, nullptr);
        return ready(found.error());
    }
    address_ = std::move(found).value();
    if (options_.udp) return decide(TraceMethod::udp);
    PingOptions channel;
    channel.helper_socket = options_.helper_socket;
    channel_ = wiring_.make_channel(loop_, channel);
    ChannelEvents events;
    // In a turn of its own: what follows may let go of the channel.
    events.ready = [this](const ChannelAbilities& abilities) {
        const auto method = serves(abilities) ? TraceMethod::icmp : TraceMethod::udp;
        patience_.start(0ms, [this, method] { decide(method); });
    };
    events.lost = [this](const Error&) {
        patience_.start(0ms, [this] { decide(TraceMethod::udp); });
    };
    patience_.start(kChannelWait, [this] { decide(TraceMethod::udp); });
    mux_.open(*channel_, std::move(events));
}

bool PathAccess::serves(const ChannelAbilities& abilities) const {
    const bool family = address_->family == Family::ipv4 ? abilities.ipv4 : abilities.ipv6;
    return family && (need_ == Need::ttl ? abilities.sets_ttl : abilities.dont_fragment);
}

void PathAccess::decide(TraceMethod method) {
    if (!ready_) return;
    patience_.stop();
    const auto ready = std::exchange(ready_, nullptr);
    ready(PathSubject{options_.target, *address_, method});
}

}  // namespace traypulse::cli
