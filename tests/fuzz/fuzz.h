// What the fuzzers share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace traypulse::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// A property that must hold. abort(3) is what libFuzzer takes for a finding.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// Takes numbers off the front of the input; zeros when it is used up.
class Input {
 public:
    explicit Input(Bytes data) : data_(data) {}
    std::uint8_t byte() {
        if (data_.empty()) return 0;
        const auto out = data_.front();
        data_ = data_.subspan(1);
        return out;
    }
    std::uint64_t number(unsigned bytes) {
        std::uint64_t out = 0;
        for (unsigned i = 0; i < bytes; ++i) out = out << 8 | byte();
        return out;
    }
    Bytes take(std::size_t most) {
        const auto out = data_.first(most < data_.size() ? most : data_.size());
        data_ = data_.subspan(out.size());
        return out;
    }
    [[nodiscard]] bool empty() const { return data_.empty(); }

 private:
    Bytes data_;
};

}  // namespace traypulse::fuzz
