// The loop: clients, packets, deadlines, signals. Everything that decides is elsewhere.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "helper/connection.h"
#include "helper/deadline_timer.h"
#include "helper/icmp_socket.h"
#include "helper/limits.h"
#include "helper/log.h"
#include "helper/options.h"
#include "helper/pace.h"
#include "helper/prober.h"
#include "helper/service_notify.h"
#include "shared/uv_handle.h"

namespace traypulse::helper {

struct ServerSetup {
    Mode mode = Mode::inherited;
    Limits limits;
    Families families;
    std::vector<IcmpSocket> sockets;
    unsigned connections = limits::kConnections;  ///< at once, as descriptors allow
    bool debug = false;
};

/// One thread. open() before the sandbox closes, serve() after it.
class Server final : private ResultSink {
 public:
    Server(ServerSetup setup, Random& random);
    ~Server() override;

    /// Loop, timer, signals, watched sockets: all that needs calls which serving may not make.
    [[nodiscard]] Status open();
    /// Until SIGTERM, or until the only client of an inherited socket goes. Fails where that client
    /// can't be served at all.
    [[nodiscard]] Status serve();

 private:
    void result(ConnectionId connection, const protocol::ProbeResult& result) override;
    void ended(ConnectionId connection, const protocol::Ended& ended) override;
    void extensions(ConnectionId connection, const protocol::Extensions& extensions) override;

    void accept_clients();
    void admit(int fd);
    Connection& add(int fd, std::uint32_t uid);
    void turn_away(int fd, protocol::GoodbyeReason reason, std::string_view why);
    void evict_oldest_silent();
    void on_socket(IcmpSocket& socket, int status, int events);
    bool drain(IcmpSocket& socket, bool errors);
    void collect_errors(IcmpSocket& socket);
    void choose_watch();
    [[nodiscard]] bool ticking() const;
    void on_deadline();
    void send_due();
    void report_drops(IcmpSocket& socket);
    void settle();
    void shut_down();
    void remove_over();
    [[nodiscard]] IcmpSocket* socket_of(Path path);
    [[nodiscard]] protocol::Welcome welcome() const;

    ServerSetup setup_;
    std::array<IcmpSocket*, kPaths> by_path_{};
    Prober prober_;
    ClientLog client_log_;
    ServiceNotify notify_;
    uv_loop_t loop_{};
    bool loop_open_ = false;
    DeadlineTimer timer_;
    uv::Poll listener_;
    std::vector<uv::Poll> socket_polls_;
    std::vector<uv::Signal> signals_;
    std::map<ConnectionId, std::unique_ptr<Connection>> connections_;
    std::uint32_t last_connection_ = 0;
    std::array<bool, kPaths>
        by_tick_{};  // sockets that are looked at on each tick instead of polled
    bool stamp_sends_ = true;
    bool backlog_ = false;  // a pass left packets unread
    MonoTime last_tick_{};
    Nanoseconds tick_ = kShortestTick;
    bool shutting_down_ = false;
};

}  // namespace traypulse::helper
