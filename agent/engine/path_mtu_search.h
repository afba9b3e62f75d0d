// Looks for the largest packet that reaches a target whole (RFC 1191, 8201, 8899). Pure: says what
// to send next, is told what came of it.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/ip_address.h"

namespace traypulse {

/// Sizes are whole IP packets, in bytes.
enum class MtuFinding : std::uint8_t {
    whole,        ///< the largest size that is tried fits: the path takes `mtu` or more
    announced,    ///< a router (or this machine) says "too big", and `mtu` is what fits
    black_hole,   ///< what is above `mtu` vanishes without a word, while small packets pass
    small_only,   ///< the limit is below what any path must carry: the target, or a firewall, drops
                  ///< large echo requests; what the path takes can't be told this way
    no_answer,    ///< not even small packets are answered
    unsure,       ///< too much is lost, whatever the size
    unavailable,  ///< nothing can be sent: `error`
};

struct PathMtu {
    MtuFinding finding = MtuFinding::no_answer;
    Family family = Family::ipv4;
    std::uint32_t mtu = 0;            ///< 0 for no_answer and unavailable
    std::uint32_t smallest_lost = 0;  ///< the smallest size that is known not to pass; 0: none
    std::optional<IpAddress> router;  ///< who said "too big"; none: nobody, or this machine
    bool local = false;               ///< the limit is that of this machine's own interface
    std::uint32_t probes = 0;         ///< packets sent
    std::uint32_t error = 0;          ///< unavailable: errno
    bool operator==(const PathMtu&) const = default;
};

/// The least MTU of a link (RFC 8200 §5), and what every IPv4 host takes (RFC 791 §3.2).
[[nodiscard]] constexpr std::uint32_t least_mtu(Family family) {
    return family == Family::ipv6 ? 1280 : 576;
}

/// What became of the large one of a pair.
struct MtuAnswer {
    enum class Kind : std::uint8_t { lost, fits, too_big, local_limit, not_sent };
    Kind kind = Kind::lost;
    std::uint32_t mtu = 0;            ///< too_big, local_limit; 0: not said
    std::optional<IpAddress> router;  ///< too_big
    std::uint32_t error = 0;          ///< not_sent: errno
};

/// One search. A size is tried by pairs of a small packet and one of that size: only where the
/// small one comes back is the silence of the other a sign, and as many signs are asked for as the
/// loss of the small ones makes necessary.
class PathMtuSearch {
 public:
    /// `smallest`: of the small ones; `largest`: the largest that can be sent.
    PathMtuSearch(Family family, std::uint32_t smallest, std::uint32_t largest);

    /// Pairs to send now, `count` times `size`; nullopt: it is over.
    struct Volley {
        std::uint32_t size = 0;
        std::uint32_t count = 0;
    };
    [[nodiscard]] std::optional<Volley> next() const;
    /// A pair of the size of next(). Pairs that are under way when a size is settled may be told
    /// all the same, or not.
    /// `small_answered`: nullopt while that is not known, where the large one has its answer.
    void pair(std::uint32_t size, std::optional<bool> small_answered, const MtuAnswer& large);

    [[nodiscard]] std::uint32_t small() const { return smallest_; }
    /// When over.
    [[nodiscard]] PathMtu result() const;

 private:
    [[nodiscard]] std::uint32_t signs_needed() const;
    void fits(std::uint32_t size);
    void too_large(std::uint32_t size, const MtuAnswer* said);
    void choose();
    void finish(MtuFinding finding);

    Family family_;
    std::uint32_t smallest_;
    std::uint32_t largest_;
    std::uint32_t fits_ = 0;   // the largest known to pass
    std::uint32_t fails_ = 0;  // the smallest known not to; 0: none
    std::uint32_t size_;       // under trial
    std::uint32_t signs_ = 0;  // losses of this size beside small ones that came back
    std::uint32_t pairs_ = 0;  // of this size
    std::uint32_t small_sent_ = 0;
    std::uint32_t small_lost_ = 0;
    std::uint32_t probes_ = 0;
    std::uint32_t announced_ = 0;    // what the last "too big" said
    bool failure_was_said_ = false;  // of fails_
    bool failure_was_local_ = false;
    std::optional<IpAddress> router_;
    std::optional<MtuFinding> over_;
    std::uint32_t error_ = 0;
};

}  // namespace traypulse
