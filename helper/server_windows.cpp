#include "helper/server_windows.h"

#include <sddl.h>

#include <algorithm>
#include <array>
#include <string>

#include "helper/clock.h"
#include "helper/service_windows.h"
#include "shared/limits.h"

namespace traypulse::helper {

using protocol::GoodbyeReason;

namespace {

constexpr std::size_t kSentPerTurn = 64;
constexpr std::uint32_t kUnlimited = 0xffffffff;
constexpr DWORD kPipeBuffer = 65'536;
/// Whoever sits at this machine may read and write (not make further ends of the pipe: those bits,
/// FILE_APPEND_DATA, are left out), the system and administrators may do all.
constexpr const wchar_t* kPipeRights = L"D:P(A;;0x0012018b;;;IU)(A;;GA;;;SY)(A;;GA;;;BA)";

Error windows_error(const std::string& what) {
    return {ErrorCode::io, what + ": error " + std::to_string(GetLastError()) + " of Windows",
            "see the event log"};
}

/// The pipe's rights, as long as it is made.
class Rights {
 public:
    Rights() {
        if (ConvertStringSecurityDescriptorToSecurityDescriptorW(kPipeRights, SDDL_REVISION_1,
                                                                 &descriptor_, nullptr) == 0)
            descriptor_ = nullptr;
        attributes_.nLength = sizeof attributes_;
        attributes_.lpSecurityDescriptor = descriptor_;
    }
    ~Rights() { LocalFree(descriptor_); }
    Rights(const Rights&) = delete;
    Rights& operator=(const Rights&) = delete;
    /// Null where there are none: then no pipe is made.
    [[nodiscard]] SECURITY_ATTRIBUTES* get() {
        return descriptor_ == nullptr ? nullptr : &attributes_;
    }

 private:
    PSECURITY_DESCRIPTOR descriptor_ = nullptr;
    SECURITY_ATTRIBUTES attributes_{};
};

}  // namespace

WindowsServer::WindowsServer(const Limits& limits, Random& random)
    : limits_(limits),
      echo_([this](const EchoSender::Answer& answer) {
          prober_.received(answer.departure.path, answer.departure.key, answer.message,
                           answer.source, answer.read.real, answer.read);
      }),
      prober_(
          limits, {echo_.kind(Family::ipv4), echo_.kind(Family::ipv6)}, 1, *this,
          [&random] { return random.next(); }, monotonic_now()) {
    connecting_.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
}

WindowsServer::~WindowsServer() {
    if (listening_ != INVALID_HANDLE_VALUE) CloseHandle(listening_);
    if (connecting_.hEvent != nullptr) CloseHandle(connecting_.hEvent);
}

Status WindowsServer::open() {
    if (connecting_.hEvent == nullptr) return windows_error("cannot make an event");
    return listen(true);
}

Status WindowsServer::listen(bool first) {
    Rights rights;
    if (rights.get() == nullptr) return windows_error("cannot make the pipe's rights");
    listening_ = CreateNamedPipeW(
        kPipeName,
        PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED |
            (first ? static_cast<DWORD>(FILE_FLAG_FIRST_PIPE_INSTANCE) : DWORD{0}),
        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
        PIPE_UNLIMITED_INSTANCES, kPipeBuffer, kPipeBuffer, 0, rights.get());
    if (listening_ == INVALID_HANDLE_VALUE) return windows_error("cannot make the pipe");
    ResetEvent(connecting_.hEvent);
    if (ConnectNamedPipe(listening_, &connecting_) == 0) {
        const auto error = GetLastError();
        if (error == ERROR_PIPE_CONNECTED)
            SetEvent(connecting_.hEvent);  // it was quicker than we
        else if (error != ERROR_IO_PENDING)
            return windows_error("cannot wait for clients");
    }
    return ok();
}

void WindowsServer::serve(HANDLE stop) {
    const std::array<HANDLE, 2> events{stop, connecting_.hEvent};
    while (true) {
        const auto woken = WaitForMultipleObjectsEx(static_cast<DWORD>(events.size()),
                                                    events.data(), FALSE, patience(), TRUE);
        if (woken == WAIT_OBJECT_0 || woken == WAIT_FAILED) break;
        if (woken == WAIT_OBJECT_0 + 1) admit();
        tick();
    }
    const auto now = monotonic_now();
    for (const auto& [id, client] : clients_) {
        client->session().leave(GoodbyeReason::shutting_down, 0, "", now);
        prober_.disconnect(id);
        client->flush();
    }
    const auto until = now + limits::kGoodbyeTime;
    while (!clients_.empty() && monotonic_now() < until) {
        SleepEx(10, TRUE);
        tick();
    }
    for (const auto& [id, client] : clients_) client->cancel();
    while (std::any_of(clients_.begin(), clients_.end(),
                       [](const auto& c) { return !c.second->idle(); }))
        SleepEx(10, TRUE);
    clients_.clear();
}

void WindowsServer::admit() {
    const auto pipe = listening_;
    listening_ = INVALID_HANDLE_VALUE;
    const auto user = user_of_pipe(pipe);
    const auto of_user = std::count_if(clients_.begin(), clients_.end(), [&](const auto& c) {
        return user && c.second->user() == *user;
    });
    if (!user) {
        turn_away(pipe, GoodbyeReason::not_allowed, "a client whose user can't be told");
    } else if (clients_.size() >= limits::kConnections ||
               static_cast<std::uint32_t>(of_user) >= limits::kUidConnections) {
        turn_away(pipe, GoodbyeReason::too_many_connections, "too many connections");
    } else {
        const auto now = monotonic_now();
        const ConnectionId id{++last_connection_};
        prober_.connect(id, *user, now);
        clients_[id] =
            std::make_unique<PipeClient>(pipe, *user, Session(id, prober_, welcome(), now), [] {});
        clients_[id]->flush();
    }
    if (const auto listens = listen(false); !listens) {
        client_log_.line(listens.error().text(), monotonic_now());
        ResetEvent(connecting_.hEvent);
    }
}

void WindowsServer::turn_away(HANDLE pipe, GoodbyeReason reason, const std::string& why) {
    std::vector<std::uint8_t> frame;
    protocol::encode(protocol::HelperMessage{protocol::Goodbye{reason, 0}}, frame);
    OVERLAPPED request{};
    request.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    DWORD written = 0;
    // A pipe just made has room for it, so this does not wait.
    WriteFile(pipe, frame.data(), static_cast<DWORD>(frame.size()), nullptr, &request);
    GetOverlappedResult(pipe, &request, &written, TRUE);
    CloseHandle(request.hEvent);
    DisconnectNamedPipe(pipe);
    CloseHandle(pipe);
    client_log_.line("turned a client away: " + why, monotonic_now());
}

void WindowsServer::tick() {
    const auto now = monotonic_now();
    // All that has come was passed in by the alertable wait.
    if (prober_.timeout_due(now)) prober_.expire(now);
    send_due();
    for (const auto& [id, client] : clients_) {
        client->session().tick(now);
        client->flush();
    }
    remove_over();
}

void WindowsServer::send_due() {
    std::array<Departure, kSentPerTurn> due;
    while (true) {
        const auto count = prober_.due(monotonic_now(), due);
        for (std::size_t i = 0; i < count; ++i) {
            const auto sent = echo_.send(due[i]);
            if (sent.error == 0)
                prober_.departed(due[i], sent.at);
            else
                prober_.refused(due[i], static_cast<int>(sent.error), sent.at);
        }
        if (count < due.size()) return;
    }
}

void WindowsServer::remove_over() {
    for (auto at = clients_.begin(); at != clients_.end();) {
        auto& client = *at->second;
        if (!client.over()) {
            ++at;
            continue;
        }
        if (!client.session().why().empty())
            client_log_.line("closed a connection: " + client.session().why(), monotonic_now());
        prober_.disconnect(at->first);
        client.cancel();
        // The system still holds its buffers until it has said so.
        if (client.idle())
            at = clients_.erase(at);
        else
            ++at;
    }
}

DWORD WindowsServer::patience() const {
    auto next = MonoTime::max();
    const auto consider = [&](std::optional<MonoTime> deadline) {
        if (deadline) next = std::min(next, *deadline);
    };
    consider(prober_.next_deadline());
    for (const auto& [id, client] : clients_) consider(client->session().next_deadline());
    if (next == MonoTime::max()) return INFINITE;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - monotonic_now()).count();
    constexpr std::int64_t kDay = 86'400'000;
    return static_cast<DWORD>(std::clamp<std::int64_t>(left, 0, kDay));
}

void WindowsServer::result(ConnectionId connection, const protocol::ProbeResult& result) {
    if (const auto found = clients_.find(connection); found != clients_.end())
        found->second->session().send(result, monotonic_now());
}

void WindowsServer::ended(ConnectionId connection, const protocol::Ended& ended) {
    if (const auto found = clients_.find(connection); found != clients_.end())
        found->second->session().send(ended, monotonic_now());
}

void WindowsServer::extensions(ConnectionId connection, const protocol::Extensions& extensions) {
    if (const auto found = clients_.find(connection); found != clients_.end())
        found->second->session().send(extensions, monotonic_now());
}

protocol::Welcome WindowsServer::welcome() const {
    protocol::Welcome out;
    // Neither flows nor what routers add: the system's API has no words for them.
    out.features = 0;
    out.ipv4 = echo_.kind(Family::ipv4);
    out.ipv6 = echo_.kind(Family::ipv6);
    if (out.ipv4 != protocol::SocketKind::none) out.abilities |= protocol::kAbilityIpv4;
    if (out.ipv6 != protocol::SocketKind::none) out.abilities |= protocol::kAbilityIpv6;
    out.least_interval = limits_.least_interval;
    out.longest_timeout = limits::kLongestTimeout;
    out.largest_payload = limits::kLargestPayload;
    out.most_probes = limits_.uid_probes;
    out.packets_per_second = limits_.uid_rate == 0 ? kUnlimited : limits_.uid_rate;
    return out;
}

}  // namespace traypulse::helper
