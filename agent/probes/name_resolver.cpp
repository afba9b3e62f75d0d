#include "agent/probes/name_resolver.h"

#include <ares.h>
#include <netdb.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/probes/cares_library.h"
#include "agent/translations/translate.h"
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
/// RFC 1035 §2.3.4, in text.
constexpr std::size_t kLongestHostName = 253;

// Initialised once for the process and never torn down: other threads may be in it at exit.
/// Who owns an address chooses its name; it goes to a terminal.
std::string printable_name(std::string_view name) {
    std::string out(name.substr(0, kLongestHostName));
    std::replace_if(
        out.begin(), out.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }, '?');
    return out;
}

Error failure(int status, const std::string& host) {
    switch (status) {
        case ARES_ENOTFOUND:
        case ARES_ENODATA:
            return {ErrorCode::name_not_found, tr("the name {0} does not exist", host),
                    tr("check its spelling")};
        case ARES_ENONAME:
        case ARES_EBADNAME:
            return {ErrorCode::name_not_found, tr("{0} is not a host name", host),
                    tr("check its spelling")};
        case ARES_ETIMEOUT:
        case ARES_ECONNREFUSED:
        case ARES_ECANCELLED:
        case ARES_EDESTRUCTION:
            return {ErrorCode::name_timeout, tr("no DNS resolver answers for {0}", host),
                    tr("see /etc/resolv.conf")};
        default:
            return {ErrorCode::name_server_failed,
                    tr("the DNS resolver failed on {0} ({1})", host, ares_strerror(status)),
                    tr("see /etc/resolv.conf")};
    }
}

}  // namespace

/// One c-ares channel on the loop.
struct NameResolver::Channel : std::enable_shared_from_this<NameResolver::Channel> {
    using Done = std::function<void(int status, Resolved found)>;
    struct Query {
        std::weak_ptr<Channel> owner;
        std::string host;
        FamilyWish wish;
        Done done;
    };

    struct Reverse {
        std::weak_ptr<Channel> owner;
        std::function<void(std::string)> done;
    };

    Channel(uv_loop_t* loop, int flags) : loop_(loop), flags_(flags), tick_(loop) {}
    ~Channel() { close(); }

    bool open() {
        if (channel_ != nullptr) return true;
        if (!cares_ready()) return false;
        ares_options options{};
        options.timeout = kTimeoutMs;
        options.tries = kTries;
        options.flags = flags_;
        options.sock_state_cb = [](void* data, ares_socket_t socket, int readable, int writable) {
            static_cast<Channel*>(data)->socket_changed(socket, readable != 0, writable != 0);
        };
        options.sock_state_cb_data = this;
        constexpr int kSet =
            ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
        return ares_init_options(&channel_, &options, kSet) == ARES_SUCCESS;
    }
    void close() {
        if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
        polls_.clear();
        tick_.stop();
    }

    void lookup(const std::string& host, FamilyWish wish, Done done) {
        if (!open()) return done(ARES_ENOTINITIALIZED, {});
        ares_addrinfo_hints hints{};
        hints.ai_family = wish == FamilyWish::ipv4   ? AF_INET
                          : wish == FamilyWish::ipv6 ? AF_INET6
                                                     : AF_UNSPEC;
        hints.ai_socktype = SOCK_DGRAM;  // one entry an address instead of one a socket type
        auto* query = new Query{weak_from_this(), host, wish, std::move(done)};
        tick_.start(
            kTick, [this] { on_tick(); }, kTick);
        ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &Channel::answered, query);
    }

    static void answered(void* data, int status, int, ares_addrinfo* found) {
        std::unique_ptr<Query> query(static_cast<Query*>(data));
        const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> guard(found,
                                                                             ares_freeaddrinfo);
        const auto owner = query->owner.lock();
        if (!owner) return;
        // The network changed under it: that says nothing about any resolver. It is asked again.
        if (status == ARES_EDESTRUCTION) return owner->again_.push_back(std::move(query));
        if (status != ARES_SUCCESS) return query->done(status, {});
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
        const int outcome = out.addresses.empty() ? ARES_ENODATA : ARES_SUCCESS;
        query->done(outcome, std::move(out));
    }

    void reverse(const IpAddress& address, std::function<void(std::string)> done) {
        if (!open()) return done({});
        tick_.start(
            kTick, [this] { on_tick(); }, kTick);
        const bool v4 = address.family == Family::ipv4;
        auto* query = new Reverse{weak_from_this(), std::move(done)};
        ares_gethostbyaddr(channel_, address.bytes.data(), v4 ? 4 : 16, v4 ? AF_INET : AF_INET6,
                           &Channel::reversed, query);
    }

    static void reversed(void* data, int status, int, hostent* found) {
        const std::unique_ptr<Reverse> query(static_cast<Reverse*>(data));
        if (query->owner.expired() || status == ARES_EDESTRUCTION) return;
        const bool named = status == ARES_SUCCESS && found != nullptr && found->h_name != nullptr;
        query->done(named ? printable_name(found->h_name) : std::string());
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
            poll = uv::Poll(loop_, descriptor_of(socket), events,
                            [this, socket](int status, int ready) {
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
    int flags_;
    ares_channel channel_ = nullptr;
    uv::Timer tick_;
    std::unordered_map<ares_socket_t, uv::Poll> polls_;
    std::vector<std::unique_ptr<Query>> again_;
};

// By default c-ares asks the next server when one says SERVFAIL or REFUSED, which is right, and
// when no server is left it reports ECONNREFUSED, which names nothing. So a second channel, which
// takes such an answer for an answer, is asked what it was.
NameResolver::NameResolver(uv_loop_t* loop)
    : asking_(std::make_shared<Channel>(loop, 0)),
      naming_(std::make_shared<Channel>(loop, ARES_FLAG_NOCHECKRESP)) {}
NameResolver::~NameResolver() = default;

void NameResolver::lookup(const std::string& host, FamilyWish wish, Callback done) {
    asking_->lookup(host, wish,
                    [naming = std::weak_ptr(naming_), host, wish, done = std::move(done)](
                        int status, Resolved found) {
                        const auto finish = [host, done](int final_status, Resolved result) {
                            if (final_status == ARES_SUCCESS)
                                done(std::move(result));
                            else
                                done(failure(final_status, host));
                        };
                        const auto second = naming.lock();
                        if (status == ARES_ECONNREFUSED && second)
                            second->lookup(host, wish, finish);
                        else
                            finish(status, std::move(found));
                    });
}

void NameResolver::reverse(const IpAddress& address, std::function<void(std::string)> done) {
    asking_->reverse(address, std::move(done));
}

void NameResolver::reload() {
    asking_->reload();
    naming_->reload();
}

}  // namespace traypulse
