#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "shared/codec.h"

using namespace traypulse;
using namespace traypulse::protocol;

namespace {

using Bytes = std::vector<std::uint8_t>;
using State = FrameReader::State;

Bytes some_stream(std::size_t messages) {
    Bytes out;
    for (std::uint32_t i = 0; i < messages; ++i) {
        encode(ClientMessage{Hello{}}, out);
        Start start;
        start.probe = ProbeId{i};
        encode(ClientMessage{start}, out);
        encode(ClientMessage{Stop{ProbeId{i}}}, out);
    }
    return out;
}

// Feeds the stream in pieces of the sizes that `piece` gives; returns the frames, joined.
template <class Piece>
Bytes read_all(const Bytes& stream, Piece piece) {
    FrameReader reader;
    Bytes out;
    std::size_t at = 0;
    while (at < stream.size()) {
        const auto room = reader.writable();
        REQUIRE_FALSE(room.empty());
        const auto size = std::min({room.size(), stream.size() - at, piece()});
        std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(at), size, room.begin());
        reader.wrote(size);
        at += size;
        std::span<const std::uint8_t> frame;
        while (reader.next(frame) == State::frame) {
            CHECK_FALSE(std::holds_alternative<DecodeError>(decode_client(frame)));
            out.insert(out.end(), frame.begin(), frame.end());
        }
    }
    return out;
}

}  // namespace

TEST_CASE("frames are the same however the reads fall") {
    const auto stream = some_stream(60);
    for (std::size_t size = 1; size <= 200; ++size)
        CHECK(read_all(stream, [=] { return size; }) == stream);
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i)
        CHECK(read_all(stream, [&] { return random() % 4096 + 1; }) == stream);
}

TEST_CASE("a length out of range breaks the reader for good") {
    for (const int length : {0, 1, 2, 3, 513, 0xffff}) {
        FrameReader reader;
        auto room = reader.writable();
        room[0] = static_cast<std::uint8_t>(length);
        room[1] = static_cast<std::uint8_t>(length >> 8);
        room[2] = 3;
        room[3] = 0;
        reader.wrote(4);
        std::span<const std::uint8_t> frame;
        CHECK(reader.next(frame) == State::broken);
        CHECK(reader.next(frame) == State::broken);
        CHECK(reader.writable().empty());
    }
}

TEST_CASE("the largest frame fits") {
    FrameReader reader;
    auto room = reader.writable();
    REQUIRE(room.size() >= kMaxFrame);
    std::fill_n(room.begin(), kMaxFrame, std::uint8_t{0});
    room[1] = 2;  // 512
    std::span<const std::uint8_t> frame;
    reader.wrote(kMaxFrame - 1);
    CHECK(reader.next(frame) == State::need_more);
    reader.wrote(1);
    REQUIRE(reader.next(frame) == State::frame);
    CHECK(frame.size() == kMaxFrame);
    CHECK(reader.next(frame) == State::need_more);
}
