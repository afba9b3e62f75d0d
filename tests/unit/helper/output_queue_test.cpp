#include "helper/output_queue.h"

#include <doctest/doctest.h>

#include <random>

#include "shared/codec.h"

using namespace traypulse;
using namespace traypulse::helper;
using namespace traypulse::protocol;

namespace {

ProbeResult result(std::uint32_t number) {
    ProbeResult out;
    out.sequence = Sequence{number};
    return out;
}

// Reads `bytes` of what waits and decodes the whole frames.
void read_some(OutputQueue& queue, std::size_t bytes, std::vector<std::uint8_t>& partial,
               std::vector<HelperMessage>& out) {
    const auto pending = queue.pending().first(std::min(bytes, queue.size()));
    partial.insert(partial.end(), pending.begin(), pending.end());
    queue.wrote(pending.size());
    while (partial.size() >= kFrameHeader) {
        const std::size_t length = partial[0] + 256U * partial[1];
        if (partial.size() < length) return;
        const auto decoded = decode_helper(std::span(partial).first(length));
        REQUIRE(std::holds_alternative<HelperMessage>(decoded));
        out.push_back(std::get<HelperMessage>(decoded));
        partial.erase(partial.begin(), partial.begin() + static_cast<std::ptrdiff_t>(length));
    }
}

}  // namespace

TEST_CASE("frames come out in order, however they are read") {
    OutputQueue queue;
    std::vector<std::uint8_t> partial;
    std::vector<HelperMessage> seen;
    std::uint32_t pushed = 0;
    std::mt19937 random(4);
    while (pushed < 5000) {
        for (auto i = random() % 20; i > 0; --i) CHECK(queue.push(result(pushed++)));
        read_some(queue, random() % 2000, partial, seen);
    }
    read_some(queue, queue.size(), partial, seen);
    REQUIRE(queue.empty());
    REQUIRE(seen.size() == pushed);
    for (std::uint32_t i = 0; i < pushed; ++i)
        REQUIRE(std::get<ProbeResult>(seen[i]).sequence.value == i);
}

TEST_CASE("what a slow reader misses is counted to the last one, in its place") {
    OutputQueue queue;
    std::vector<std::uint8_t> partial;
    std::vector<HelperMessage> seen;
    std::mt19937 random(6);
    std::uint32_t pushed = 0;
    for (int round = 0; round < 400; ++round) {
        for (int i = 0; i < 100; ++i) REQUIRE(queue.push(result(pushed++)));
        REQUIRE(queue.size() <= limits::kOutputQueue);
        read_some(queue, random() % 3000, partial, seen);  // often in the middle of a frame
    }
    read_some(queue, queue.size(), partial, seen);
    std::uint64_t next = 0;
    std::uint64_t missed = 0;
    for (const auto& message : seen) {
        if (const auto* gap = std::get_if<Missed>(&message)) {
            next += gap->results;
            missed += gap->results;
        } else {
            REQUIRE(std::get<ProbeResult>(message).sequence.value == next);
            ++next;
        }
    }
    CHECK(next == pushed);
    CHECK(missed > 10'000);
}

TEST_CASE("only results are dropped") {
    OutputQueue queue;
    for (std::uint32_t i = 0; i < 2000; ++i) {
        REQUIRE(queue.push(result(i)));
        REQUIRE(queue.push(Ended{ProbeId{i}, EndReason::stopped}));
    }
    std::vector<std::uint8_t> partial;
    std::vector<HelperMessage> seen;
    read_some(queue, queue.size(), partial, seen);
    std::uint32_t ended = 0;
    for (const auto& message : seen)
        if (const auto* end = std::get_if<Ended>(&message)) REQUIRE(end->probe.value == ended++);
    CHECK(ended == 2000);
}

TEST_CASE("when there is nothing left to drop it says so") {
    OutputQueue queue(1000);
    std::size_t fitted = 0;
    while (queue.push(Ended{})) REQUIRE(++fitted < 100);
    CHECK(fitted == 1000 / 12);
}
