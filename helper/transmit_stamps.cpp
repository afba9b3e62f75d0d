#include "helper/transmit_stamps.h"

#include <utility>

namespace traypulse::helper {
namespace {
// The counter has 32 bits and goes round.
bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }
}  // namespace

void TransmitStamps::sent(SlotKey key, Nanoseconds real, Nanoseconds call) {
    Packet packet{key, real, call, next_, true};
    if (known_) {
        ++next_;
        remember(packet);
        return;
    }
    failed_since_ = false;
    // More than this without a stamp in between: there are none, or they come too late to learn by.
    if (trial_.size() >= kRemembered) trial_.clear();
    trial_.push_back(packet);
    awaited_ = static_cast<std::uint32_t>(trial_.size());
}

void TransmitStamps::failed() {
    failed_since_ = true;
    known_ = false;
}

void TransmitStamps::remember(Packet packet) {
    auto& place = packets_[packet.number % kRemembered];
    if (!place.waiting) ++awaited_;
    place = packet;
}

void TransmitStamps::forget_all() {
    for (auto& packet : packets_) packet.waiting = false;
    awaited_ = 0;
}

void TransmitStamps::matched(std::span<const KernelStamp> stamps, std::vector<Restamp>& found) {
    std::size_t taken = 0;
    for (; taken < stamps.size(); ++taken) {
        const auto& stamp = stamps[taken];
        auto& packet = packets_[stamp.number % kRemembered];
        if (!packet.waiting || packet.number != stamp.number) {
            if (!before(stamp.number, next_)) break;  // of those sent since the number was lost
            continue;
        }
        packet.waiting = false;
        if (awaited_ > 0) --awaited_;
        if (stamp.at < packet.call) {  // our count is wrong, or the clock was set back
            failed();
            continue;
        }
        found.push_back({packet.key, packet.real, stamp.at});
    }
    if (known_ && taken < stamps.size()) failed();  // the kernel has counted further than we
    if (!known_ && taken < stamps.size()) learn(stamps.subspan(taken), found);
}

// As many new stamps as packets, each from after its packet's send: they belong together in order.
void TransmitStamps::learn(std::span<const KernelStamp> stamps, std::vector<Restamp>& found) {
    const auto trial = std::exchange(trial_, {});
    bool fits = !trial.empty() && stamps.size() == trial.size();
    for (std::size_t i = 0; fits && i < trial.size(); ++i)
        fits = stamps[i].at >= trial[i].call &&
               (i == 0 || before(stamps[i - 1].number, stamps[i].number));
    next_ = stamps.back().number + 1;
    forget_all();
    if (!fits) return;
    for (std::size_t i = 0; i < trial.size(); ++i)
        found.push_back({trial[i].key, trial[i].real, stamps[i].at});
    known_ = !failed_since_;
}

}  // namespace traypulse::helper
