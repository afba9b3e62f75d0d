// What becomes of one request on its way through the network.
#pragma once

#include <map>
#include <string>

#include "agent/engine/check_outcome.h"
#include "agent/engine/check_spec.h"
#include "tests/simulation/model/network.h"

namespace traypulse::model {

/// Where an address leads, looked up once per change of the network.
struct Destination {
    enum class Kind : std::uint8_t { nowhere, loopback, router, lan, tunnel, internet };
    Kind kind = Kind::nowhere;
    Family family = Family::ipv4;
    const Host* host = nullptr;  ///< none: nobody lives there
    Losing* losing = nullptr;    ///< the host's own losses
};

struct Fate {
    enum class Kind : std::uint8_t { answered, silent, unreachable, not_sent };
    Kind kind = Kind::silent;
    Nanoseconds rtt{};
    int error = 0;  ///< errno of not_sent
};

/// The network at work: holds what the losses remember.
class Carrier {
 public:
    Carrier(const Network& network, std::uint64_t seed) : network_(network), random_(seed) {}

    [[nodiscard]] Destination find(const IpAddress& address);
    Fate echo(const Destination& to, MonoTime now);
    /// Of a check of another kind, with the time that it takes (its timeout where nothing answers).
    CheckOutcome check(const Destination& to, const CheckSpec& spec, Nanoseconds timeout,
                       MonoTime now);
    /// Would a packet of that size, and its answer, get through but for losses?
    [[nodiscard]] bool passes(const Destination& to, std::uint32_t size = 84) const;
    /// A sign-in page takes every connection to the world beyond for itself.
    [[nodiscard]] bool page_accepts(const Destination& to) const;
    /// Some resolver answers (perhaps with a lie).
    [[nodiscard]] bool resolves() const;
    simnet::Random& random() { return random_; }

 private:
    [[nodiscard]] bool beyond_router(Family family) const;
    bool lost(const Destination& to, MonoTime now);
    Nanoseconds rtt(const Destination& to, MonoTime now);

    const Network& network_;
    simnet::Random random_;
    Losing link_, provider_;
    std::map<std::string, Losing> hosts_;
};

}  // namespace traypulse::model
