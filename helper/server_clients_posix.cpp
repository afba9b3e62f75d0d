// How the server lets clients in.
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "helper/client_socket.h"
#include "helper/clock.h"
#include "helper/server.h"

namespace traypulse::helper {

using protocol::GoodbyeReason;

namespace {
// At once, before the loop looks at the others again.
constexpr int kAccepts = 16;
}  // namespace

void Server::accept_clients() {
    for (int i = 0; i < kAccepts; ++i) {
        const int fd = accept_client();
        if (fd < 0) break;
        admit(fd);
    }
    settle();
}

void Server::admit(int fd) {
    const auto uid = peer_uid(fd);
    if (!uid || !uid_may_connect(uid.value())) {
        turn_away(
            fd, GoodbyeReason::not_allowed,
            uid ? "uid " + std::to_string(uid.value()) + " may not connect" : uid.error().text());
        return;
    }
    const auto of_uid = std::count_if(connections_.begin(), connections_.end(), [&](const auto& c) {
        return c.second->uid() == uid.value();
    });
    if (connections_.size() >= setup_.connections || of_uid >= limits::kUidConnections) {
        turn_away(fd, GoodbyeReason::too_many_connections,
                  "uid " + std::to_string(uid.value()) + " has too many connections");
        return;
    }
    add(fd, uid.value());
    evict_oldest_silent();
}

Connection& Server::add(int fd, std::uint32_t uid) {
    const auto now = monotonic_now();
    const ConnectionId id{++last_connection_};
    prober_.connect(id, uid, now);
    auto& connection = connections_[id];
    connection = std::make_unique<Connection>(&loop_, fd, uid, Session(id, prober_, welcome(), now),
                                              [this] { settle(); });
    return *connection;
}

// Its reason is the first and last thing that it hears; a socket just accepted has room for it.
void Server::turn_away(int fd, GoodbyeReason reason, std::string_view why) {
    std::vector<std::uint8_t> frame;
    protocol::encode(protocol::HelperMessage{protocol::Goodbye{reason, 0}}, frame);
    [[maybe_unused]] const auto sent = send_to_client(fd, frame);
    close(fd);
    client_log_.line("turned a client away: " + std::string(why), monotonic_now());
}

// An honest client's hello comes with its connection, so the one that is silent longest is the one
// to go.
void Server::evict_oldest_silent() {
    const auto silent = [](const auto& c) {
        return c.second->session().state() == Session::State::awaiting_hello;
    };
    if (std::count_if(connections_.begin(), connections_.end(), silent) <= limits::kPendingHellos)
        return;
    const auto oldest = std::find_if(connections_.begin(), connections_.end(), silent);
    oldest->second->session().leave(GoodbyeReason::hello_timeout, 0, "others wait to say hello",
                                    monotonic_now());
}

}  // namespace traypulse::helper
