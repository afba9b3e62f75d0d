#include "shared/codec.h"

#include <doctest/doctest.h>

#include <random>

#include "shared/bytes.h"

using namespace traypulse;
using namespace traypulse::protocol;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

using Frame = std::vector<std::uint8_t>;

template <class Message>
Frame frame_of(const Message& message) {
    Frame out;
    encode(message, out);
    return out;
}

IpAddress any_address(std::mt19937_64& random) {
    const auto a = random();
    if (a % 2 == 0) return IpAddress::v4(static_cast<std::uint32_t>(a >> 8));
    IpAddress out;
    out.family = Family::ipv6;
    for (auto& b : out.bytes) b = static_cast<std::uint8_t>(random());
    out.scope = static_cast<std::uint32_t>(random());
    return out;
}

// Values all over the range of every field.
std::vector<ClientMessage> client_messages() {
    std::mt19937_64 r(1);
    std::vector<ClientMessage> out;
    for (int i = 0; i < 50; ++i) {
        out.emplace_back(Hello{kMagic, static_cast<std::uint16_t>(r()), r()});
        Start s;
        s.probe = ProbeId{static_cast<std::uint32_t>(r())};
        s.address = any_address(r);
        s.interval = Nanoseconds{static_cast<std::int64_t>(r() >> 1)};
        s.count = static_cast<std::uint32_t>(r());
        s.timeout = Nanoseconds{static_cast<std::int64_t>(r() >> 1)};
        s.payload_size = static_cast<std::uint16_t>(r());
        s.ttl = Ttl{static_cast<std::uint8_t>(r())};
        s.dont_fragment = r() % 2 == 0;
        s.dscp = static_cast<std::uint8_t>(r() % 64);
        s.flow = static_cast<std::uint16_t>(r());
        out.emplace_back(s);
        out.emplace_back(Stop{ProbeId{static_cast<std::uint32_t>(r())}});
    }
    return out;
}

std::vector<HelperMessage> helper_messages() {
    std::mt19937_64 r(2);
    std::vector<HelperMessage> out;
    const auto u32 = [&] { return static_cast<std::uint32_t>(r()); };
    const auto ns = [&] { return Nanoseconds{static_cast<std::int64_t>(r() >> 1)}; };
    for (std::uint8_t i = 0; i < 50; ++i) {
        out.emplace_back(Welcome{static_cast<std::uint16_t>(r()), r(),
                                 static_cast<SocketKind>(i % 3),
                                 static_cast<SocketKind>((i + 1) % 3), u32(), ns(), ns(),
                                 static_cast<std::uint16_t>(r()), u32(), u32()});
        out.emplace_back(ProbeResult{
            ProbeId{u32()}, Sequence{u32()}, static_cast<Outcome>(i % 8 + 1),
            WallTime{microseconds{static_cast<std::int64_t>(r())}}, Rtt{ns()}, any_address(r),
            Ttl{static_cast<std::uint8_t>(r())}, static_cast<std::uint8_t>(r()),
            static_cast<std::uint8_t>(r()), u32(), u32()});
        out.emplace_back(Ended{ProbeId{u32()}, static_cast<EndReason>(i % 2 + 1)});
        out.emplace_back(Rejected{ProbeId{u32()}, static_cast<RejectReason>(i % 9 + 1), r(), r()});
        out.emplace_back(Missed{r()});
        out.emplace_back(LocalDrops{r()});
        out.emplace_back(Goodbye{static_cast<GoodbyeReason>(i % 7 + 1), r()});
        Extensions e{ProbeId{u32()},
                     Sequence{u32()},
                     static_cast<std::uint16_t>(r() % (kMostExtensions + 1)),
                     {}};
        for (std::size_t at = 0; at < e.size; ++at) e.bytes[at] = static_cast<std::uint8_t>(r());
        out.emplace_back(e);
    }
    return out;
}

bool refused(const std::variant<ClientMessage, DecodeError>& decoded) {
    return std::holds_alternative<DecodeError>(decoded);
}
bool refused(const std::variant<HelperMessage, DecodeError>& decoded) {
    return std::holds_alternative<DecodeError>(decoded);
}

// Every shorter and longer frame of a type is refused, with the length field telling the truth or
// not.
template <class Decode>
void check_lengths(const Frame& whole, Decode decode) {
    for (std::size_t size = 0; size <= whole.size() + 8; ++size) {
        if (size == whole.size()) continue;
        Frame other = whole;
        other.resize(size);
        CHECK(refused(decode(other)));
        if (size >= 2)
            bytes::write_le(std::span<std::uint8_t>(other), 0, static_cast<std::uint16_t>(size));
        CHECK_MESSAGE(refused(decode(other)), "type ", int{whole[2]}, " of ", size, " bytes");
    }
}

}  // namespace

TEST_CASE("what is encoded is decoded to the same") {
    for (const auto& message : client_messages()) {
        const auto decoded = decode_client(frame_of(message));
        REQUIRE_FALSE(refused(decoded));
        CHECK(std::get<ClientMessage>(decoded) == message);
    }
    for (const auto& message : helper_messages()) {
        const auto decoded = decode_helper(frame_of(message));
        REQUIRE_FALSE(refused(decoded));
        CHECK(std::get<HelperMessage>(decoded) == message);
    }
}

TEST_CASE("the frames have the sizes of PROTOCOL.md") {
    CHECK(frame_of(ClientMessage{Hello{}}).size() == 20);
    CHECK(frame_of(ClientMessage{Start{}}).size() == 60);
    CHECK(frame_of(ClientMessage{Stop{}}).size() == 8);
    CHECK(frame_of(HelperMessage{Welcome{}}).size() == 52);
    CHECK(frame_of(HelperMessage{ProbeResult{}}).size() == 68);
    CHECK(frame_of(HelperMessage{Ended{}}).size() == 12);
    CHECK(frame_of(HelperMessage{Rejected{}}).size() == 28);
    CHECK(frame_of(HelperMessage{Missed{}}).size() == 12);
    CHECK(frame_of(HelperMessage{LocalDrops{}}).size() == 12);
    CHECK(frame_of(HelperMessage{Goodbye{}}).size() == 20);
    CHECK(frame_of(HelperMessage{Extensions{}}).size() == 448);
}

TEST_CASE("a hello is these bytes, for ever") {
    const Frame expected{20, 0, 1, 0, 'T', 'P', 'L', 'S', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    CHECK(frame_of(ClientMessage{Hello{}}) == expected);
}

TEST_CASE("a start is laid out as PROTOCOL.md says") {
    Start s;
    s.probe = ProbeId{0x01020304};
    s.count = 5;
    s.interval = Nanoseconds{0x1122334455667788};
    s.timeout = Nanoseconds{7};
    s.address = *IpAddress::parse("192.0.2.9");
    s.payload_size = 0x0203;
    s.ttl = Ttl{9};
    s.dscp = 46;
    s.dont_fragment = true;
    s.flow = 0x0506;
    const auto frame = frame_of(ClientMessage{s});
    CHECK(frame[4] == 4);
    CHECK(frame[7] == 1);
    CHECK(frame[8] == 5);
    CHECK(frame[12] == 0x88);
    CHECK(frame[19] == 0x11);
    CHECK(frame[20] == 7);
    CHECK(frame[28] == 4);
    CHECK(frame[36] == 192);
    CHECK(frame[39] == 9);
    CHECK(frame[52] == 3);
    CHECK(frame[53] == 2);
    CHECK(frame[54] == 9);
    CHECK(frame[55] == 46);
    CHECK(frame[56] == 1);
    CHECK(frame[57] == 0);
    CHECK(frame[58] == 6);
    CHECK(frame[59] == 5);
}

TEST_CASE("every other length of a frame is refused") {
    for (const auto& message : client_messages())
        check_lengths(frame_of(message), [](const Frame& f) { return decode_client(f); });
    for (const auto& message : helper_messages())
        check_lengths(frame_of(message), [](const Frame& f) { return decode_helper(f); });
}

TEST_CASE("a type that the other side sends, or nobody, is refused") {
    for (const auto& message : client_messages()) CHECK(refused(decode_helper(frame_of(message))));
    for (const auto& message : helper_messages()) CHECK(refused(decode_client(frame_of(message))));
    for (std::uint32_t type = 0; type <= 0xffff; ++type) {
        Frame frame{
            8, 0, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(type >> 8), 1, 0,
            0, 0};
        CHECK(refused(decode_client(frame)) == (type != 3));
        CHECK(refused(decode_helper(frame)));
    }
}

TEST_CASE("unknown values, reserved bytes and impossible numbers are refused") {
    const auto refuses_client = [](const ClientMessage& m, std::size_t at, std::uint8_t value) {
        auto frame = frame_of(m);
        frame[at] = value;
        return refused(decode_client(frame));
    };
    const auto refuses_helper = [](const HelperMessage& m, std::size_t at, std::uint8_t value) {
        auto frame = frame_of(m);
        frame[at] = value;
        return refused(decode_helper(frame));
    };
    for (const std::size_t at : {4, 10, 11}) CHECK(refuses_client(Hello{}, at, 1));
    // sign of the durations, family, reserved, scope and rest of an IPv4 address, DSCP, flags,
    // reserved
    CHECK(refuses_client(Start{}, 19, 0x80));
    CHECK(refuses_client(Start{}, 27, 0x80));
    for (const int family : {0, 5, 7, 255})
        CHECK(refuses_client(Start{}, 28, static_cast<std::uint8_t>(family)));
    for (const std::size_t at : {29, 30, 31, 32, 35, 40, 51, 57})
        CHECK(refuses_client(Start{}, at, 1));
    CHECK(refuses_client(Start{}, 55, 64));
    for (const int flags : {2, 4, 128, 255})
        CHECK(refuses_client(Start{}, 56, static_cast<std::uint8_t>(flags)));

    CHECK(refuses_helper(Welcome{}, 6, 3));
    CHECK(refuses_helper(Welcome{}, 7, 255));
    for (std::size_t at = 46; at < 52; ++at) CHECK(refuses_helper(Welcome{}, at, 1));
    for (const int outcome : {0, 9, 255})
        CHECK(refuses_helper(ProbeResult{}, 60, static_cast<std::uint8_t>(outcome)));
    for (std::size_t at = 64; at < 68; ++at) CHECK(refuses_helper(ProbeResult{}, at, 1));
    for (const int reason : {0, 3, 255})
        CHECK(refuses_helper(Ended{}, 8, static_cast<std::uint8_t>(reason)));
    for (const int reason : {0, 10, 255})
        CHECK(refuses_helper(Rejected{}, 8, static_cast<std::uint8_t>(reason)));
    CHECK(refuses_helper(Rejected{}, 9, 1));
    for (const int reason : {0, 8, 255})
        CHECK(refuses_helper(Goodbye{}, 4, static_cast<std::uint8_t>(reason)));
    for (std::size_t at = 6; at < 12; ++at) CHECK(refuses_helper(Goodbye{}, at, 1));
    // More than fits, reserved, and bytes that are not used.
    CHECK(refuses_helper(Extensions{}, 13, 2));
    for (const std::size_t at : {14, 15, 16, 447}) CHECK(refuses_helper(Extensions{}, at, 1));
}
