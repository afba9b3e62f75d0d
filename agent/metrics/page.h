// What stands at /metrics. Pure: facts in, a document out. METRICS.md describes each family.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "agent/metrics/exposition.h"
#include "agent/metrics/facts.h"

namespace traypulse::scrape {

/// The words of traypulse_helper_rung, best first.
inline constexpr std::array<std::string_view, 5> kRungs{"service", "spawned", "datagram", "command",
                                                        "none"};

/// Writes one document, piece by piece: as long as whoever asks for pieces wants it to take. All
/// pieces tell of the moment of the facts. One thread.
class Page {
 public:
    Page(std::shared_ptr<const Facts> facts, Format format)
        : facts_(std::move(facts)), out_(format) {}

    /// The next `bytes`, and so many more as one target has in one family (2 KB), or what is told
    /// of the whole network.
    [[nodiscard]] std::string next(std::size_t bytes);
    /// There is nothing more.
    [[nodiscard]] bool complete() const;

 private:
    std::shared_ptr<const Facts> facts_;
    Exposition out_;
    std::size_t family_ = 0;
    std::size_t target_ = 0;  ///< of that family
};

}  // namespace traypulse::scrape
