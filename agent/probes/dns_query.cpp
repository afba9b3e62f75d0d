#include "agent/probes/dns_query.h"

#include <ares.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "agent/probes/cares_library.h"
#include "agent/probes/dns_message.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// c-ares's own patience: longer than any check's, so that it never asks a second time.
constexpr int kForeverMs = 24 * 3600 * 1000;
/// Datagrams in one turn of the loop: a peer that floods us must not hold up the others.
constexpr int kAnswersPerTurn = 64;

}  // namespace

struct DnsQuery::Channel {
    Channel(uv_loop_t* loop, const IpAddress& server, std::uint16_t port, std::string question,
            std::function<void()> ended)
        : loop_(loop),
          server_(server),
          port_(port),
          question_(std::move(question)),
          ended_(std::move(ended)) {}
    ~Channel() {
        ended_ = nullptr;
        if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
    }

    // Everything is given, so c-ares reads no file for a question.
    bool open() {
        if (!cares_ready()) return false;
        ares_options options{};
        options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
        options.timeout = kForeverMs;
        options.tries = 1;
        options.ndots = 1;
        std::array<char, 2> lookups{'b', '\0'};
        options.lookups = lookups.data();
        in_addr none{};
        options.servers = &none;
        options.nservers = 1;
        options.sock_state_cb = [](void* self, ares_socket_t socket, int readable, int writable) {
            static_cast<Channel*>(self)->changed(socket, readable != 0, writable != 0);
        };
        options.sock_state_cb_data = this;
        constexpr int kSet = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
                             ARES_OPT_LOOKUPS | ARES_OPT_SERVERS | ARES_OPT_DOMAINS |
                             ARES_OPT_SORTLIST | ARES_OPT_SOCK_STATE_CB;
        if (ares_init_options(&channel_, &options, kSet) != ARES_SUCCESS) return false;
        ares_addr_port_node node{};
        node.family = server_.family == Family::ipv4 ? AF_INET : AF_INET6;
        if (server_.family == Family::ipv4)
            std::copy_n(server_.bytes.begin(), sizeof node.addr.addr4,
                        reinterpret_cast<std::uint8_t*>(&node.addr.addr4));
        else
            std::copy(server_.bytes.begin(), server_.bytes.end(),
                      reinterpret_cast<std::uint8_t*>(&node.addr.addr6));
        node.udp_port = node.tcp_port = port_;
        if (ares_set_servers_ports(channel_, &node) != ARES_SUCCESS) return false;
        ares_set_socket_functions(channel_, &kSockets, this);
        return true;
    }

    void ask() {
        if (!open())
            return fail({CheckStatus::not_sent, tr("c-ares cannot be set up on this computer"), 0});
        ares_send(
            channel_, reinterpret_cast<const unsigned char*>(question_.data()),
            static_cast<int>(question_.size()),
            [](void* self, int status, int, unsigned char* message, int length) {
                static_cast<Channel*>(self)->ended(status, message, length);
            },
            this);
    }

    void ended(int status, const unsigned char* message, int length) {
        if (!ended_) return;
        if (status == ARES_SUCCESS) {
            answer_.message.assign(message, message + length);
        } else if (trouble_) {
            answer_.trouble = trouble_;
        } else {
            answer_.trouble = SocketTrouble{
                CheckStatus::wrong_answer,
                used_tcp_ ? std::string(tr("it closed the TCP connection without an answer"))
                          : tr("the question failed ({0})", ares_strerror(status))};
        }
        end();
    }

    void fail(SocketTrouble trouble) {
        answer_.trouble = std::move(trouble);
        end();
    }

    void end() {
        answer_.at = Nanoseconds(static_cast<std::int64_t>(uv_hrtime()));
        if (auto ended = std::exchange(ended_, nullptr)) ended();
    }

    void changed(ares_socket_t socket, bool readable, bool writable) {
        if (!readable && !writable) {
            polls_.erase(socket);
            return;
        }
        watched_[socket] = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
        watch(socket);
    }

    void watch(ares_socket_t socket) {
        auto& poll = polls_[socket];
        if (poll)
            poll.change(watched_[socket]);
        else
            poll =
                uv::Poll(loop_, descriptor_of(socket), watched_[socket],
                         [this, socket](int status, int ready) {
                             const bool in = status < 0 || (ready & UV_READABLE) != 0;
                             const bool out = status < 0 || (ready & UV_WRITABLE) != 0;
                             process(in ? socket : ARES_SOCKET_BAD, out ? socket : ARES_SOCKET_BAD);
                             if (status < 0 && polls_.count(socket) != 0) still_open(socket);
                         });
    }

    // libuv stops watching a socket that has an error. Where c-ares found none, it stands only in
    // the socket's error queue: the end of a question by UDP, a passing one by TCP (RFC 5927).
    void still_open(ares_socket_t socket) {
        const int fd = descriptor_of(socket);
        const SocketEnds ends{local_end(fd), server_};
        const auto trouble = network_trouble(fd, 0, ends, refused_words());
        if (trouble && !is_stream(fd)) return fail(*trouble);
        watch(socket);
    }

    void process(ares_socket_t in, ares_socket_t out) {
        for (int i = 0; i < kAnswersPerTurn && channel_ != nullptr; ++i) {
            const auto before = reads_;
            ares_process_fd(channel_, in, out);
            out = ARES_SOCKET_BAD;
            if (reads_ == before || polls_.count(in) == 0) break;
        }
    }

    static Channel& of(void* data) { return *static_cast<Channel*>(data); }

    std::string refused_words() const {
        if (used_tcp_) return tr("its answer does not fit into a datagram, and it refuses TCP");
        return tr("nobody serves DNS at UDP port {0}", port_);
    }

    // What happened, before c-ares closes the socket that knows.
    void note(int fd, int error, bool at_once) {
        if (trouble_) return;
        const SocketEnds ends{local_end(fd), server_};
        if (at_once && error != ECONNREFUSED)
            trouble_ = local_trouble(error);
        else
            trouble_ = network_trouble(fd, error, ends, refused_words());
        if (!trouble_ || !used_tcp_) return;
        // By UDP it did answer.
        if (trouble_->status == CheckStatus::refused) trouble_->status = CheckStatus::wrong_answer;
        if (error == ECONNRESET || error == EPIPE)
            trouble_->reason = tr("the TCP connection was reset before the answer came");
    }

    static ares_socket_t socket(int domain, int type, int, void* data) {
        auto& self = of(data);
        if (type == SOCK_STREAM) self.used_tcp_ = true;
        const int fd = open_check_socket(domain == AF_INET ? Family::ipv4 : Family::ipv6, type);
        if (fd >= 0) return static_cast<ares_socket_t>(fd);
        self.trouble_ = local_trouble(-fd);
        fail_with(-fd);
        return ARES_SOCKET_BAD;
    }
    static int close(ares_socket_t fd, void*) {
        close_check_socket(descriptor_of(fd));
        return 0;
    }
    // To our address and not to c-ares's copy, which has no interface of a link-local one.
    static int connect(ares_socket_t socket, const sockaddr*, ares_socklen_t, void* data) {
        auto& self = of(data);
        const int fd = descriptor_of(socket);
        const int error = connect_check_socket(fd, self.server_, self.port_);
        if (error == 0) return 0;
        if (error != EINPROGRESS) self.note(fd, error, true);
        return fail_with(error);
    }
    static ares_ssize_t receive(ares_socket_t socket, void* out, std::size_t size, int flags,
                                sockaddr* from, ares_socklen_t* length, void* data) {
        auto& self = of(data);
        const int fd = descriptor_of(socket);
        const bool tcp = self.used_tcp_ && is_stream(fd);
        for (int i = 0; i < kAnswersPerTurn; ++i) {
            const auto n = receive_on(fd, out, size, flags, from, length);
            const int error = errno;
            if (n < 0 && error == EINTR) continue;
            if (n < 0 && error != EAGAIN && error != EWOULDBLOCK) self.note(fd, error, false);
            if (n < 0) return fail_with(error);
            if (tcp) return n;
            ++self.reads_;
            // c-ares would take an empty datagram for the end of the server.
            const std::span message(static_cast<const std::uint8_t*>(out),
                                    static_cast<std::size_t>(n));
            if (self.might_answer(message)) return n;
            ++self.ignored_;
        }
        return fail_with(EAGAIN);
    }
    static ares_ssize_t send(ares_socket_t socket, const iovec* parts, int count, void* data) {
        const int fd = descriptor_of(socket);
        const auto n = send_on(fd, parts, count);
        if (n >= 0) return n;
        const int error = errno;
        if (error != EAGAIN && error != EWOULDBLOCK) of(data).note(fd, error, !is_stream(fd));
        return fail_with(error);
    }
    // The id of the question; c-ares then compares the question itself.
    bool might_answer(std::span<const std::uint8_t> message) const {
        return message.size() >= kDnsHeader &&
               message[0] == static_cast<std::uint8_t>(question_[0]) &&
               message[1] == static_cast<std::uint8_t>(question_[1]);
    }

    static const ares_socket_functions kSockets;
    uv_loop_t* loop_;
    IpAddress server_;
    std::uint16_t port_;
    std::string question_;
    std::function<void()> ended_;
    Answer answer_;
    ares_channel channel_ = nullptr;
    std::unordered_map<ares_socket_t, int> watched_;
    std::unordered_map<ares_socket_t, uv::Poll> polls_;
    std::optional<SocketTrouble> trouble_;
    bool used_tcp_ = false;
    unsigned ignored_ = 0;
    unsigned reads_ = 0;
};

const ares_socket_functions DnsQuery::Channel::kSockets{
    &DnsQuery::Channel::socket, &DnsQuery::Channel::close, &DnsQuery::Channel::connect,
    &DnsQuery::Channel::receive, &DnsQuery::Channel::send};

// c-ares must not be destroyed from inside its own calls, so `done` waits for the loop's next turn.
DnsQuery::DnsQuery(uv_loop_t* loop, const IpAddress& server, std::uint16_t port,
                   std::string question, std::function<void(const Answer&)> done)
    : report_(loop), done_(std::move(done)) {
    channel_ = std::make_unique<Channel>(loop, server, port, std::move(question),
                                         [this] { report_.start(0ms, [this] { report(); }); });
    channel_->ask();
}

DnsQuery::~DnsQuery() = default;

void DnsQuery::report() {
    const auto answer = std::move(channel_->answer_);
    if (const auto done = std::exchange(done_, nullptr)) done(answer);
}

void DnsQuery::read() {
    std::vector<ares_socket_t> sockets;
    for (const auto& [socket, poll] : channel_->polls_) sockets.push_back(socket);
    for (const auto socket : sockets)
        if (channel_->polls_.count(socket) != 0) channel_->process(socket, ARES_SOCKET_BAD);
    if (!channel_->ended_) report();
}

bool DnsQuery::used_tcp() const { return channel_->used_tcp_; }
unsigned DnsQuery::ignored() const { return channel_->ignored_; }

}  // namespace traypulse
