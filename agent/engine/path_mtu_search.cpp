#include "agent/engine/path_mtu_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace traypulse {
namespace {

/// MTUs of real links and tunnels: Ethernet, PPPoE, 6in4, GRE, WireGuard, common VPNs, IPv6's
/// least.
constexpr std::array<std::uint32_t, 12> kLikely{1500, 1492, 1480, 1476, 1460, 1440,
                                                1420, 1400, 1380, 1360, 1300, 1280};
/// A wrong limit in a hundred thousand sizes; a search tries some ten.
constexpr double kMistake = 1e-5;
constexpr std::uint32_t kLeastSigns = 3;
constexpr std::uint32_t kMostSigns = 12;
/// Pairs of one size before it is said that nothing can be said: several times what half of all
/// packets lost would take.
constexpr std::uint32_t kMostPairs = 48;
/// Small ones that must stay without any answer before the target counts as silent.
constexpr std::uint32_t kSilence = 12;
/// RFC 791 §3.2: every link carries so much.
constexpr std::uint32_t kLeastIpv4Mtu = 68;

}  // namespace

PathMtuSearch::PathMtuSearch(Family family, std::uint32_t smallest, std::uint32_t largest)
    : family_(family), smallest_(smallest), largest_(largest), size_(largest) {}

std::uint32_t PathMtuSearch::signs_needed() const {
    // A prior of one loss in twenty, so that a few lucky small ones do not count for certainty.
    const double loss = (small_lost_ + 0.5) / (small_sent_ + 5.0);
    const auto signs = static_cast<std::uint32_t>(std::ceil(std::log(kMistake) / std::log(loss)));
    return std::clamp(signs, kLeastSigns, kMostSigns);
}

std::optional<PathMtuSearch::Volley> PathMtuSearch::next() const {
    if (over_) return std::nullopt;
    // A router that speaks does so at the first packet.
    if (failure_was_said_ && pairs_ == 0) return Volley{size_, 1};
    if (pairs_ == 0) return Volley{size_, 2};
    const auto signs = signs_needed();
    return Volley{size_, signs > signs_ ? signs - signs_ : 1};
}

void PathMtuSearch::pair(std::uint32_t size, std::optional<bool> small_answered,
                         const MtuAnswer& large) {
    if (over_) return;
    probes_ += 2;
    if (small_answered) ++small_sent_;
    if (small_answered == false) ++small_lost_;
    if (small_answered == true) fits_ = std::max(fits_, smallest_);
    // The answer to an earlier size still counts, where it says something.
    if (large.kind == MtuAnswer::Kind::fits) return fits(size);
    if (size != size_) return;
    ++pairs_;
    switch (large.kind) {
        case MtuAnswer::Kind::too_big:
        case MtuAnswer::Kind::local_limit:
            return too_large(size, &large);
        case MtuAnswer::Kind::not_sent:
            error_ = large.error;
            return finish(MtuFinding::unavailable);
        default:
            break;
    }
    if (small_answered == true) ++signs_;
    if (signs_ >= signs_needed()) return too_large(size, nullptr);
    if (fits_ == 0 && small_sent_ >= kSilence) return finish(MtuFinding::no_answer);
    if (pairs_ >= kMostPairs) finish(MtuFinding::unsure);
}

void PathMtuSearch::fits(std::uint32_t size) {
    fits_ = std::max(fits_, size);
    // A limit that was told or taken for one, and is none.
    if (fails_ != 0 && fits_ >= fails_) {
        fails_ = 0;
        announced_ = 0;
        failure_was_said_ = failure_was_local_ = false;
        router_.reset();
    }
    if (fits_ >= size_) choose();
}

void PathMtuSearch::too_large(std::uint32_t size, const MtuAnswer* said) {
    fails_ = fails_ == 0 ? size : std::min(fails_, size);
    failure_was_said_ = said != nullptr;
    failure_was_local_ = said != nullptr && said->kind == MtuAnswer::Kind::local_limit;
    announced_ = 0;
    if (said != nullptr) {
        router_ = said->router;
        const auto least = family_ == Family::ipv6 ? least_mtu(family_) : kLeastIpv4Mtu;
        // What is no smaller, or smaller than allowed, helps nobody (RFC 8201 §4).
        if (said->mtu >= least && said->mtu < size) announced_ = said->mtu;
    }
    choose();
}

// The next size between what passes and what does not.
void PathMtuSearch::choose() {
    signs_ = pairs_ = 0;
    if (fails_ == 0) {
        if (fits_ >= largest_) return finish(MtuFinding::whole);
        size_ = largest_;
        return;
    }
    const auto low = std::max(fits_, smallest_);
    if (fails_ - low <= 1) {
        if (fits_ == 0) return finish(MtuFinding::no_answer);
        if (fits_ < least_mtu(family_) && !failure_was_said_) return finish(MtuFinding::small_only);
        return finish(failure_was_said_ ? MtuFinding::announced : MtuFinding::black_hole);
    }
    // What was announced must pass, and one byte more must not.
    if (announced_ > low && announced_ < fails_) {
        size_ = announced_;
        return;
    }
    if (announced_ == low) {
        size_ = low + 1;
        return;
    }
    std::vector<std::uint32_t> likely;
    for (const auto size : kLikely) {
        if (size > low && size < fails_) likely.push_back(size);
        // The limit itself was likely: one more byte tells.
        if (size == low && fails_ - low > 1) {
            size_ = low + 1;
            return;
        }
    }
    size_ = likely.empty() ? low + (fails_ - low) / 2 : likely[likely.size() / 2];
}

void PathMtuSearch::finish(MtuFinding finding) { over_ = finding; }

PathMtu PathMtuSearch::result() const {
    PathMtu out;
    out.finding = over_.value_or(MtuFinding::unsure);
    out.family = family_;
    out.mtu = out.finding == MtuFinding::unavailable ? 0 : fits_;
    out.smallest_lost = fails_;
    if (out.finding == MtuFinding::announced) {
        out.router = router_;
        out.local = failure_was_local_;
    }
    out.probes = probes_;
    out.error = error_;
    return out;
}

}  // namespace traypulse
