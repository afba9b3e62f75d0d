#include "agent/probes/name_resolver.h"

#include <ares.h>
#include <netdb.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "shared/uv_handle.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// First wait for an answer; c-ares doubles it with each round over the servers.
constexpr int kTimeoutMs = 1500;
/// Rounds over the servers: 1.5 s + 3 s is an answer within a person's patience.
constexpr int kTries = 2;
/// c-ares counts its timeouts only when it is called.
constexpr auto kTick = 250ms;

// Initialised once for the process and never torn down: other threads may be in it at exit.
bool library_ready() {
    static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
    return ready;
}

Error failure(int status, const std::string& host) {
    switch (status) {
        case ARES_ENOTFOUND:
        case ARES_ENODATA:
            return {ErrorCode::name_not_found, "the name " + host + " does not exist",
                    "check its spelling"};
        case ARES_ENONAME:
        case ARES_EBADNAME:
            return {ErrorCode::name_not_found, host + " is not a host name", "check its spelling"};
        case ARES_ETIMEOUT:
        case ARES_ECONNREFUSED:
        case ARES_ECANCELLED:
        case ARES_EDESTRUCTION:
            return {ErrorCode::name_timeout, "no DNS resolver answers for " + host,
                    "see /etc/resolv.conf"};
        default:
            return {ErrorCode::name_server_failed,
                    "the DNS resolver failed on " + host + " (" + ares_strerror(status) + ")",
                    "see /etc/resolv.conf"};
    }
}

}  // namespace

struct NameResolver::Impl : std::enable_shared_from_this<NameResolver::Impl> {
    struct Query {
        std::weak_ptr<Impl> owner;
        std::string host;
        FamilyWish wish;
        Callback done;
    };

    explicit Impl(uv_loop_t* loop) : loop_(loop), tick_(loop) {}
    ~Impl() { close(); }

    bool open() {
        if (channel_ != nullptr) return true;
        if (!library_ready()) return false;
        ares_options options{};
        options.timeout = kTimeoutMs;
        options.tries = kTries;
        options.sock_state_cb = [](void* data, ares_socket_t socket, int readable, int writable) {
            static_cast<Impl*>(data)->socket_changed(socket, readable != 0, writable != 0);
        };
        options.sock_state_cb_data = this;
        return ares_init_options(&channel_, &options,
                                 ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB) ==
               ARES_SUCCESS;
    }
    void close() {
        if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
        polls_.clear();
        tick_.stop();
    }

    void lookup(const std::string& host, FamilyWish wish, Callback done) {
        if (!open())
            return done(Error{ErrorCode::name_server_failed, "the DNS library cannot start",
                              "check memory and /etc/resolv.conf"});
        ares_addrinfo_hints hints{};
        hints.ai_family = wish == FamilyWish::ipv4   ? AF_INET
                          : wish == FamilyWish::ipv6 ? AF_INET6
                                                     : AF_UNSPEC;
        hints.ai_socktype = SOCK_DGRAM;  // one entry an address instead of one a socket type
        auto* query = new Query{weak_from_this(), host, wish, std::move(done)};
        tick_.start(
            kTick, [this] { on_tick(); }, kTick);
        ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &Impl::answered, query);
    }

    static void answered(void* data, int status, int, ares_addrinfo* found) {
        std::unique_ptr<Query> query(static_cast<Query*>(data));
        const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> guard(found,
                                                                             ares_freeaddrinfo);
        const auto owner = query->owner.lock();
        if (!owner) return;
        // The network changed under it: that says nothing about any resolver. It is asked again.
        if (status == ARES_EDESTRUCTION) return owner->again_.push_back(std::move(query));
        if (status != ARES_SUCCESS) return query->done(failure(status, query->host));
        Resolved out;
        int ttl = 0;
        for (const auto* node = found->nodes; node != nullptr; node = node->ai_next) {
            const auto address = IpAddress::from(node->ai_addr);
            if (!address || std::find(out.addresses.begin(), out.addresses.end(), *address) !=
                                out.addresses.end())
                continue;
            out.addresses.push_back(*address);
            ttl = ttl == 0 ? node->ai_ttl : std::min(ttl, node->ai_ttl);
        }
        out.ttl = std::chrono::seconds(std::max(ttl, 0));
        if (out.addresses.empty()) return query->done(failure(ARES_ENODATA, query->host));
        query->done(std::move(out));
    }

    void reload() {
        close();
        for (auto& query : std::exchange(again_, {}))
            lookup(query->host, query->wish, std::move(query->done));
    }

    void socket_changed(ares_socket_t socket, bool readable, bool writable) {
        if (!readable && !writable) {
            polls_.erase(socket);
            return;
        }
        const int events = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
        auto& poll = polls_[socket];
        if (poll)
            poll.change(events);
        else
            poll = uv::Poll(loop_, socket, events, [this, socket](int status, int ready) {
                // An error on the socket is c-ares' to find: let it read.
                const bool in = status < 0 || (ready & UV_READABLE) != 0;
                const bool out = status < 0 || (ready & UV_WRITABLE) != 0;
                const auto self = shared_from_this();
                ares_process_fd(channel_, in ? socket : ARES_SOCKET_BAD,
                                out ? socket : ARES_SOCKET_BAD);
            });
    }

    void on_tick() {
        const auto self = shared_from_this();
        ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        if (polls_.empty()) tick_.stop();  // nothing is under way: no wake-ups
    }

    uv_loop_t* loop_;
    ares_channel channel_ = nullptr;
    uv::Timer tick_;
    std::unordered_map<ares_socket_t, uv::Poll> polls_;
    std::vector<std::unique_ptr<Query>> again_;
};

NameResolver::NameResolver(uv_loop_t* loop) : impl_(std::make_shared<Impl>(loop)) {}
NameResolver::~NameResolver() = default;

void NameResolver::lookup(const std::string& host, FamilyWish wish, Callback done) {
    impl_->lookup(host, wish, std::move(done));
}

void NameResolver::reload() { impl_->reload(); }

}  // namespace traypulse
