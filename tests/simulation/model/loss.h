// When packets are lost, in continuous time: what two targets share, they lose together.
#pragma once

#include <algorithm>

#include "shared/types.h"
#include "tests/support/simnet/random.h"

namespace traypulse::model {

/// A source of loss that is now good, now bad (Gilbert 1960, Elliott 1963), how long each time is
/// drawn. Independent loss is one that is always good and loses `in_good`.
struct Loss {
    double in_good = 0;  ///< 0..1, from packet to packet
    double in_bad = 1;
    Nanoseconds good{};  ///< mean length of a good time, exponentially distributed; 0: always good
    Nanoseconds good_least{};  ///< but none is shorter: two bad times without a packet between them
                               ///< are one
    Nanoseconds bad{};         ///< mean length of a bad time, exponentially distributed …
    Nanoseconds bad_least{};   ///< … or, where `bad` is 0, drawn evenly between these two
    Nanoseconds bad_most{};
    bool operator==(const Loss&) const = default;

    static Loss independent(double p) {
        Loss out;
        out.in_good = p;
        return out;
    }
};

/// One such source at work.
class Losing {
 public:
    /// Asked at moments that do not go back.
    bool lost(MonoTime now, const Loss& model, simnet::Random& random) {
        if (model.good <= Nanoseconds::zero()) return random.chance(model.in_good);
        if (!begun_) {
            begun_ = true;
            until_ = now + length(model, random);
        }
        while (until_ <= now) {
            bad_ = !bad_;
            until_ += length(model, random);
        }
        return random.chance(bad_ ? model.in_bad : model.in_good);
    }
    void reset() { *this = Losing{}; }

 private:
    [[nodiscard]] Nanoseconds length(const Loss& model, simnet::Random& random) const {
        const auto part = [](Nanoseconds whole, double share) {
            return Nanoseconds(
                static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
        };
        const auto exponential = [&](Nanoseconds mean) {
            return part(mean, -std::log(1 - random.uniform()));
        };
        if (!bad_) return std::max(model.good_least, exponential(model.good));
        if (model.bad > Nanoseconds::zero()) return exponential(model.bad);
        return model.bad_least + part(model.bad_most - model.bad_least, random.uniform());
    }

    bool begun_ = false;
    bool bad_ = false;
    MonoTime until_;
};

}  // namespace traypulse::model
