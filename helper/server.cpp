#include "helper/server.h"

#include <algorithm>
#include <array>
#include <csignal>

#include "helper/client_socket.h"
#include "helper/clock.h"

namespace traypulse::helper {

using protocol::GoodbyeReason;

namespace {
// Filled and sent at once; the next ones follow in the same turn.
constexpr std::size_t kSentPerTurn = 64;
// Above this the kernel's transmit stamps are left out: they cost a third of a core there, and what
// they mend, our own delays within a batch, is small beside what such a load does to the machine.
constexpr std::uint64_t kStampRate = 50'000;
// "No ceiling", to a client that compares.
constexpr std::uint32_t kUnlimited = 0xffffffff;
}  // namespace

Server::Server(ServerSetup setup, Random& random)
    : setup_(std::move(setup)),
      prober_(
          setup_.limits, setup_.families,
          std::any_of(setup_.sockets.begin(), setup_.sockets.end(),
                      [](const auto& s) { return s.kind() == protocol::SocketKind::datagram; })
              ? 1
              : kRawIdentifiers,
          *this, [&random] { return random.next(); }, monotonic_now()) {
    for (auto& socket : setup_.sockets) {
        by_path_[static_cast<std::size_t>(socket.path())] = &socket;
        if (!setup_.debug) continue;
        socket.trace([](auto direction, const auto& whom, auto packet) {
            log_packet(direction, whom.text(), packet);
        });
    }
}

Server::~Server() {
    connections_.clear();
    signals_.clear();
    socket_polls_.clear();
    listener_.reset();
    if (!loop_open_) return;
    uv_run(&loop_, UV_RUN_NOWAIT);
}

Status Server::open() {
    if (uv_loop_init(&loop_) != 0) return Error{ErrorCode::io, "cannot make an event loop", ""};
    loop_open_ = true;
    if (auto status = timer_.open(&loop_, [this] { on_deadline(); }); !status) return status;
    for (auto& socket : setup_.sockets) {
        socket_polls_.emplace_back(
            &loop_, socket.descriptor(), IcmpSocket::events(),
            [this, &socket](int status, int events) { on_socket(socket, status, events); });
        if (!socket_polls_.back()) return Error{ErrorCode::io, "cannot watch an ICMP socket", ""};
    }
    signals_.emplace_back(&loop_, SIGTERM, [this](int) { shut_down(); });
    if (setup_.mode == Mode::listening) {
        signals_.emplace_back(&loop_, SIGINT, [this](int) { shut_down(); });
        listener_ = uv::Poll(&loop_, kClientDescriptor, UV_READABLE,
                             [this](int, int) { accept_clients(); });
        if (!listener_) return Error{ErrorCode::io, "cannot watch the listening socket", ""};
    } else {
        // The client lives in the same terminal; that it goes is how we learn of Ctrl-C.
        signals_.emplace_back(&loop_, SIGINT, [](int) {});
        signals_.emplace_back(&loop_, SIGHUP, [](int) {});
    }
    notify_.open();
    return ok();
}

Status Server::serve() {
    if (setup_.mode == Mode::inherited) {
        const auto uid = peer_uid(kClientDescriptor);
        if (!uid) return uid.error();
        if (add(kClientDescriptor, uid.value()).gone())
            return Error{ErrorCode::io, "cannot watch the client's socket", ""};
    }
    notify_.say("READY=1");
    settle();
    uv_run(&loop_, UV_RUN_DEFAULT);
    return ok();
}

void Server::result(ConnectionId connection, const protocol::ProbeResult& result) {
    if (const auto found = connections_.find(connection); found != connections_.end())
        found->second->session().send(result, monotonic_now());
}

void Server::ended(ConnectionId connection, const protocol::Ended& ended) {
    if (const auto found = connections_.find(connection); found != connections_.end())
        found->second->session().send(ended, monotonic_now());
}

void Server::extensions(ConnectionId connection, const protocol::Extensions& extensions) {
    if (const auto found = connections_.find(connection); found != connections_.end())
        found->second->session().send(extensions, monotonic_now());
}

void Server::on_socket(IcmpSocket& socket, int status, int events) {
    drain(socket, status < 0 || (events & UV_PRIORITIZED) != 0);
    if (status < 0) {  // libuv stops watching after an error; the socket is still good
        for (std::size_t i = 0; i < setup_.sockets.size(); ++i)
            if (&setup_.sockets[i] == &socket) socket_polls_[i].change(IcmpSocket::events());
    }
    settle();
}

// True when everything that has come is dealt with.
bool Server::drain(IcmpSocket& socket, bool errors) {
    // The send times first: a round trip is told as soon as its answer is seen.
    if (errors || socket.stamps_awaited()) collect_errors(socket);
    const bool drained = socket.receive([&](const Arrival& arrival) {
        prober_.received(socket.path(), arrival.key, arrival.message, arrival.source,
                         arrival.received, arrival.read, arrival.extensions);
    });
    report_drops(socket);
    return drained;
}

void Server::collect_errors(IcmpSocket& socket) {
    socket.receive_errors(
        [&](const Arrival& arrival) {
            prober_.received(socket.path(), arrival.key, arrival.message, arrival.source,
                             arrival.received, arrival.read, arrival.extensions);
        },
        [&](const Restamp& stamp) { prober_.stamped(socket.path(), stamp, monotonic_now()); });
}

void Server::report_drops(IcmpSocket& socket) {
    const auto drops = socket.take_drops();
    if (drops == 0) return;
    for (const auto& [id, connection] : connections_)
        connection->session().send(protocol::LocalDrops{drops}, monotonic_now());
}

void Server::on_deadline() {
    const auto now = monotonic_now();
    // On the absolute grid while ticks follow each other.
    if (now - last_tick_ >= 2 * tick_)
        last_tick_ = now;
    else if (now - last_tick_ >= tick_)
        last_tick_ += tick_;
    backlog_ = false;
    for (auto& socket : setup_.sockets)
        if (by_tick_[static_cast<std::size_t>(socket.path())])
            backlog_ = !drain(socket, socket.kind() == protocol::SocketKind::datagram) || backlog_;
    if (prober_.timeout_due(now)) {
        // What has come by now must be seen before anything is given up as lost.
        bool drained = true;
        for (auto& socket : setup_.sockets)
            drained = drain(socket, socket.kind() == protocol::SocketKind::datagram) && drained;
        if (drained) prober_.expire(now);
    }
    send_due();
    for (const auto& [id, connection] : connections_) connection->session().tick(now);
    notify_.tick(now);
    settle();
}

void Server::send_due() {
    std::array<Departure, kSentPerTurn> due;
    std::array<SendOutcome, kSentPerTurn> outcomes;
    while (true) {
        const auto now = monotonic_now();
        const auto count = prober_.due(now, due);
        const auto filled = std::span(due).first(count);
        const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
        // Mostly there is one path only, and sorting takes memory.
        if (!std::is_sorted(filled.begin(), filled.end(), by_path))
            std::stable_sort(filled.begin(), filled.end(), by_path);
        for (std::size_t from = 0, to = 0; from < count; from = to) {
            while (to < count && due[to].path == due[from].path) ++to;
            const auto same = filled.subspan(from, to - from);
            socket_of(due[from].path)
                ->send(same, std::span(outcomes).subspan(from, to - from), stamp_sends_);
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (outcomes[i].error == 0)
                prober_.departed(due[i], outcomes[i].at);
            else
                prober_.refused(due[i], outcomes[i].error, outcomes[i].at);
        }
        // Where nothing queues below us the stamps are there by now.
        for (auto& socket : setup_.sockets)
            if (socket.stamps_awaited()) collect_errors(socket);
        if (count < due.size()) return;
    }
}

// At the end of every callback: write, close, and set the next deadline.
void Server::settle() {
    for (const auto& [id, connection] : connections_) connection->flush();
    remove_over();
    if (shutting_down_ && connections_.empty()) uv_stop(&loop_);
    auto next = MonoTime::max();
    const auto consider = [&](std::optional<MonoTime> deadline) {
        if (deadline) next = std::min(next, *deadline);
    };
    choose_watch();
    consider(prober_.next_deadline());
    for (const auto& [id, connection] : connections_)
        consider(connection->session().next_deadline());
    consider(notify_.next_deadline());
    if (ticking()) consider(last_tick_ + tick_);
    timer_.set(backlog_ ? last_tick_ : std::max(next, last_tick_ + tick_));
}

// A socket is polled while few packets come. While many do it is looked at on each tick instead: a
// wake-up here and one in the client for each reply would cost more than all the rest. The kernel's
// stamps tell the round trip all the same, and what is to be given up as lost is looked for first.
// Not below half the rate is it polled again, so that it does not flutter.
void Server::choose_watch() {
    std::uint64_t rate = 0;
    for (std::size_t i = 0; i < setup_.sockets.size(); ++i) {
        const auto path = setup_.sockets[i].path();
        auto& by_tick = by_tick_[static_cast<std::size_t>(path)];
        const auto planned = prober_.planned_rate(path);
        rate += planned;
        const bool busy = planned >= (by_tick ? kTickRate / 2 : kTickRate);
        if (busy != by_tick) socket_polls_[i].change(busy ? 0 : IcmpSocket::events());
        by_tick = busy;
    }
    tick_ = tick_of(rate, prober_.least_interval());
    stamp_sends_ = rate <= kStampRate;
}

// What nobody waits for any more, late answers and duplicates, is seen with the next request.
bool Server::ticking() const {
    return std::any_of(setup_.sockets.begin(), setup_.sockets.end(), [&](const auto& socket) {
        return by_tick_[static_cast<std::size_t>(socket.path())] && prober_.awaits(socket.path());
    });
}

void Server::remove_over() {
    for (auto at = connections_.begin(); at != connections_.end();) {
        auto& connection = *at->second;
        const bool leaving = connection.session().state() == Session::State::leaving;
        if (leaving && !connection.session().why().empty() && !connection.over()) {
            // Its streams end with the goodbye, not when it has been read.
            prober_.disconnect(at->first);
        }
        if (!connection.over()) {
            ++at;
            continue;
        }
        if (!connection.session().why().empty())
            client_log_.line("closed the connection of uid " + std::to_string(connection.uid()) +
                                 ": " + connection.session().why(),
                             monotonic_now());
        prober_.disconnect(at->first);
        at = connections_.erase(at);
        if (setup_.mode == Mode::inherited) shutting_down_ = true;
    }
}

void Server::shut_down() {
    shutting_down_ = true;
    listener_.reset();
    notify_.say("STOPPING=1");
    const auto now = monotonic_now();
    for (const auto& [id, connection] : connections_) {
        connection->session().leave(GoodbyeReason::shutting_down, 0, "", now);
        prober_.disconnect(id);
    }
    settle();
}

IcmpSocket* Server::socket_of(Path path) { return by_path_[static_cast<std::size_t>(path)]; }

protocol::Welcome Server::welcome() const {
    protocol::Welcome out;
    out.features = protocol::kFeatures;
    out.ipv4 = setup_.families.ipv4;
    out.ipv6 = setup_.families.ipv6;
    if (out.ipv4 != protocol::SocketKind::none) out.abilities |= protocol::kAbilityIpv4;
    if (out.ipv6 != protocol::SocketKind::none) out.abilities |= protocol::kAbilityIpv6;
    if (std::all_of(setup_.sockets.begin(), setup_.sockets.end(),
                    [](const auto& socket) { return socket.stamps_sends(); }))
        out.abilities |= protocol::kAbilityTransmitTimestamps;
    out.least_interval = setup_.limits.least_interval;
    out.longest_timeout = limits::kLongestTimeout;
    out.largest_payload = limits::kLargestPayload;
    out.most_probes = setup_.limits.uid_probes;
    out.packets_per_second = setup_.limits.uid_rate == 0 ? kUnlimited : setup_.limits.uid_rate;
    return out;
}

}  // namespace traypulse::helper
