#include "helper/echo_windows.h"

#include <winsock2.h>

#include <ws2tcpip.h>

#include <iphlpapi.h>

#include <icmpapi.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <set>
#include <vector>

#include "helper/clock.h"
#include "shared/bytes.h"
#include "shared/limits.h"

namespace traypulse::helper {
namespace {

/// The system keeps a request until its answer or for so long; the prober gives up earlier.
constexpr auto kSystemTimeout = static_cast<DWORD>(
    std::chrono::duration_cast<std::chrono::milliseconds>(limits::kLongestTimeout).count());
/// Each holds memory for its answer: three seconds of the most that may be sent.
constexpr std::size_t kMostPending = 16'384;
/// Behind the reply and its data the API wants room for an ICMP error and an IO_STATUS_BLOCK.
constexpr std::size_t kReplyMargin = 8 + 2 * sizeof(void*);
constexpr UCHAR kDontFragment = IP_FLAG_DF;
constexpr unsigned kDscpShift = 2;

/// ICMPV6_ECHO_REPLY of ipexport.h, which not every set of headers has. Its address is packed.
struct Reply6 {
    std::array<std::uint8_t, 6> port_and_flow;
    std::array<std::uint8_t, 16> address;
    std::array<std::uint8_t, 4> scope;
    std::uint32_t status;
    std::uint32_t round_trip;
};
static_assert(offsetof(Reply6, status) == 28 && sizeof(Reply6) == 36);

}  // namespace

struct EchoSender::State {
    struct Pending {
        State* owner = nullptr;
        Departure departure;
        std::vector<std::uint8_t> request;
        std::vector<std::uint8_t> reply;
    };

    explicit State(Arrived told)
        : arrived(std::move(told)), v4(IcmpCreateFile()), v6(Icmp6CreateFile()) {}
    ~State() {
        // The system may still write into the buffers of what is pending: those are left to the
        // end of the process, which comes next.
        for (auto* one : pending) one->owner = nullptr;
        if (v4 != INVALID_HANDLE_VALUE) IcmpCloseHandle(v4);
        if (v6 != INVALID_HANDLE_VALUE) IcmpCloseHandle(v6);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    static void NTAPI completed(void* context, void* /*status*/, ULONG /*reserved*/) {
        const std::unique_ptr<Pending> one(static_cast<Pending*>(context));
        auto* owner = one->owner;
        if (owner == nullptr) return;
        owner->pending.erase(one.get());
        owner->take(*one);
    }

    void take(Pending& one) const {
        Answer answer;
        answer.read = stamp_now();
        answer.departure = one.departure;
        answer.message.identifier = static_cast<std::uint16_t>(one.departure.key >> 16U);
        answer.message.sequence = static_cast<std::uint16_t>(one.departure.key);
        answer.message.destination = one.departure.destination;
        const bool told = family_of(one.departure.path) == Family::ipv4 ? read_v4(one, answer)
                                                                        : read_v6(one, answer);
        if (told) arrived(answer);
    }

    static std::optional<std::uint64_t> cookie_in(const void* data, std::size_t size) {
        if (data == nullptr || size < icmp::kCookie) return std::nullopt;
        return bytes::read_be<std::uint64_t>({static_cast<const std::uint8_t*>(data), size}, 0);
    }

    static bool read_v4(Pending& one, Answer& out) {
        const auto size = static_cast<DWORD>(one.reply.size());
        if (IcmpParseReplies(one.reply.data(), size) == 0) return false;  // nobody has answered
        ICMP_ECHO_REPLY reply;
        std::memcpy(&reply, one.reply.data(), sizeof reply);
        if (!say(reply.Status, Family::ipv4, out.message)) return false;
        out.source = IpAddress::v4(ntohl(reply.Address));
        if (out.message.kind == icmp::Kind::reply) {
            const auto* const begin = static_cast<const std::uint8_t*>(reply.Data);
            const auto* const end = one.reply.data() + one.reply.size();
            if (begin < one.reply.data() || begin > end) return false;
            const auto room = static_cast<std::size_t>(end - begin);
            out.message.cookie = cookie_in(begin, std::min<std::size_t>(reply.DataSize, room));
            out.message.ttl = Ttl(reply.Options.Ttl);
        }
        return true;
    }

    static bool read_v6(Pending& one, Answer& out) {
        const auto size = static_cast<DWORD>(one.reply.size());
        if (Icmp6ParseReplies(one.reply.data(), size) == 0) return false;
        Reply6 reply;
        std::memcpy(&reply, one.reply.data(), sizeof reply);
        if (!say(reply.status, Family::ipv6, out.message)) return false;
        out.source.family = Family::ipv6;
        out.source.bytes = reply.address;
        // As the request was asked with it: an address of this link has the link's number.
        if (out.source.is_link_local()) out.source.scope = one.departure.destination.scope;
        // The data stands behind the structure.
        if (out.message.kind == icmp::Kind::reply)
            out.message.cookie =
                cookie_in(one.reply.data() + sizeof reply,
                          std::min(one.reply.size() - sizeof reply, one.request.size()));
        return true;
    }

    /// The API's status as the ICMP message that it stands for (RFC 792, RFC 4443). False: it is
    /// none, but this machine's own word.
    static bool say(ULONG status, Family family, icmp::Message& out) {
        const bool v4 = family == Family::ipv4;
        const auto set = [&](icmp::Kind kind, std::uint8_t type, std::uint8_t code) {
            out.kind = kind;
            out.type = type;
            out.code = code;
            return true;
        };
        const auto unreachable = v4 ? icmp::kUnreachable4 : icmp::kUnreachable6;
        const auto exceeded = v4 ? icmp::kTimeExceeded4 : icmp::kTimeExceeded6;
        switch (status) {
            case IP_SUCCESS:
                return set(icmp::Kind::reply, v4 ? icmp::kEchoReply4 : icmp::kEchoReply6, 0);
            case IP_DEST_NET_UNREACHABLE:  // of IPv6: no route
                return set(icmp::Kind::unreachable, unreachable, 0);
            case IP_DEST_HOST_UNREACHABLE:  // of IPv6: address unreachable
                return set(icmp::Kind::unreachable, unreachable, v4 ? 1 : 3);
            case IP_DEST_PROT_UNREACHABLE:  // of IPv6: administratively prohibited
                return set(icmp::Kind::unreachable, unreachable, v4 ? 2 : 1);
            case IP_DEST_PORT_UNREACHABLE:
                return set(icmp::Kind::unreachable, unreachable, v4 ? 3 : 4);
            case IP_TTL_EXPIRED_TRANSIT:
                return set(icmp::Kind::ttl_exceeded, exceeded, 0);
            case IP_TTL_EXPIRED_REASSEM:
                return set(icmp::Kind::ttl_exceeded, exceeded, 1);
            case IP_PACKET_TOO_BIG:  // the API does not say what would fit
                return set(icmp::Kind::too_big, v4 ? icmp::kUnreachable4 : icmp::kTooBig6,
                           v4 ? icmp::kFragmentationNeeded4 : 0);
            default:
                return false;
        }
    }

    Arrived arrived;
    HANDLE v4;
    HANDLE v6;
    std::set<Pending*> pending;
};

EchoSender::EchoSender(Arrived arrived) : state_(std::make_unique<State>(std::move(arrived))) {}
EchoSender::~EchoSender() = default;

protocol::SocketKind EchoSender::kind(Family family) const {
    const auto handle = family == Family::ipv4 ? state_->v4 : state_->v6;
    return handle == INVALID_HANDLE_VALUE ? protocol::SocketKind::none
                                          : protocol::SocketKind::datagram;
}

std::size_t EchoSender::pending() const { return state_->pending.size(); }

EchoSender::Sent EchoSender::send(const Departure& departure) {
    Sent out;
    if (state_->pending.size() >= kMostPending) {
        out.at = stamp_now();
        out.error = ERROR_TOO_MANY_CMDS;
        return out;
    }
    auto one = std::make_unique<State::Pending>();
    one->owner = state_.get();
    one->departure = departure;
    one->request.resize(std::max<std::size_t>(departure.payload, icmp::kCookie));
    bytes::write_be(std::span(one->request), 0, departure.cookie);
    for (std::size_t i = icmp::kCookie; i < one->request.size(); ++i)
        one->request[i] = static_cast<std::uint8_t>(i);
    one->reply.resize(std::max(sizeof(ICMP_ECHO_REPLY), sizeof(Reply6)) + one->request.size() +
                      kReplyMargin);

    IP_OPTION_INFORMATION options{};
    // 0 stands for the system's default with us, for "expires at once" with the API.
    options.Ttl = departure.ttl.value == 0 ? UCHAR{128} : departure.ttl.value;
    options.Tos = static_cast<UCHAR>(departure.dscp << kDscpShift);
    options.Flags = dont_fragment(departure.path) ? kDontFragment : UCHAR{0};
    const auto routine = reinterpret_cast<FARPROC>(reinterpret_cast<void*>(&State::completed));
    const auto size = static_cast<WORD>(one->request.size());
    const auto room = static_cast<DWORD>(one->reply.size());

    out.at = stamp_now();
    DWORD answers = 0;
    if (departure.destination.family == Family::ipv4) {
        IPAddr to = 0;
        std::memcpy(&to, departure.destination.bytes.data(), sizeof to);
        answers = IcmpSendEcho2(state_->v4, nullptr, routine, one.get(), to, one->request.data(),
                                size, &options, one->reply.data(), room, kSystemTimeout);
    } else {
        sockaddr_in6 from{};
        from.sin6_family = AF_INET6;  // any address: the system chooses
        sockaddr_in6 to{};
        to.sin6_family = AF_INET6;
        std::memcpy(&to.sin6_addr, departure.destination.bytes.data(), sizeof to.sin6_addr);
        to.sin6_scope_id = departure.destination.scope;
        answers =
            Icmp6SendEcho2(state_->v6, nullptr, routine, one.get(), &from, &to, one->request.data(),
                           size, &options, one->reply.data(), room, kSystemTimeout);
    }
    const auto error = answers == 0 ? GetLastError() : ERROR_SUCCESS;
    if (error == ERROR_IO_PENDING || answers != 0) {
        state_->pending.insert(one.release());
        return out;
    }
    out.error = error;
    return out;
}

}  // namespace traypulse::helper
