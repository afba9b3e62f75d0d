#include "agent/store/sample_block.h"

#include <doctest/doctest.h>

#include <limits>

#include "agent/store/varint.h"
#include "tests/support/simnet/random.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace std::chrono_literals;

TEST_CASE("signed numbers of any size come back, small ones in one byte") {
    for (const std::int64_t n :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{-64}, std::int64_t{64},
          std::int64_t{1'000'000'007}, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max()}) {
        std::vector<std::uint8_t> bytes;
        put_signed(bytes, n);
        if (n >= -64 && n < 64) CHECK(bytes.size() == 1);
        std::span<const std::uint8_t> rest(bytes);
        CHECK(take_signed(rest) == n);
        CHECK(rest.empty());
    }
}

TEST_CASE("a block holds what was put into it, also lost and simultaneous samples") {
    const std::vector<BlockSample> samples{{0us, 1, 12ms},
                                           {1'000'012us, 1, 12'345'678ns},
                                           {1'000'012us, 300, 0ns},
                                           {59'999'999us, 1, 61min},
                                           {59'999'999us, 4'000'000'000U, 1ns}};
    const auto back = decode_block(encode_block(samples));
    REQUIRE(back.ok());
    CHECK(back.value() == samples);
    CHECK(decode_block({}).value().empty());
}

TEST_CASE("a sample a second with jitter in sending and on the way takes less than eight bytes") {
    simnet::Random random(1);
    std::vector<BlockSample> samples;
    samples.reserve(60);
    for (int i = 0; i < 60; ++i)
        samples.push_back(
            {std::chrono::microseconds(i * 1'000'000 + static_cast<int>(random.uniform() * 300)), 1,
             Nanoseconds(static_cast<std::int64_t>(12e6 + 2e6 * random.uniform()))});
    const auto bytes = encode_block(samples);
    CHECK(bytes.size() < 60 * 8);
    CHECK(decode_block(bytes).value() == samples);
}

TEST_CASE("what is no block is refused, whatever it is") {
    const std::vector<BlockSample> samples{{1s, 1, 12ms}, {2s, 1, 13ms}};
    const auto good = encode_block(samples);
    for (std::size_t n = 1; n < good.size(); ++n) {
        const auto cut = decode_block(std::span(good).first(n));
        if (cut.ok()) CHECK(cut.value().size() == 1);  // cut between the two
    }
    std::vector<std::uint8_t> beyond;
    put_signed(beyond, 60'000'000);
    put_varint(beyond, 1);
    put_signed(beyond, 0);
    CHECK_FALSE(decode_block(beyond).ok());
    std::vector<std::uint8_t> negative;
    put_signed(negative, 1);
    put_varint(negative, 1);
    put_signed(negative, -1);
    CHECK_FALSE(decode_block(negative).ok());
    simnet::Random random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::vector<std::uint8_t> noise(static_cast<std::size_t>(random.uniform() * 40));
        for (auto& b : noise) b = static_cast<std::uint8_t>(random.uniform() * 256);
        if (const auto found = decode_block(noise); found.ok())
            for (const auto& s : found.value()) CHECK((s.offset >= 0us && s.offset < 1min));
    }
}
