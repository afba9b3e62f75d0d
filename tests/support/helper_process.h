// The real helper as a test's child, and a client that speaks its protocol. For system tests.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/codec.h"
#include "shared/protocol.h"

namespace traypulse::testing {

/// Moves this process into a network namespace of its own (through a user namespace where it is not
/// root) with `lo` up, once. Every packet of a test stays in there. False where the system forbids
/// it.
bool enter_network_namespace();
/// Runs a shell command in it; throws where it fails.
void run(const std::string& command);
/// Lets group 0 open datagram ICMP sockets in this namespace; or enters a fresh one, where none
/// may.
void allow_datagram_sockets(bool allowed);

/// A client's end of a connection. Closes it when it goes.
class HelperClient {
 public:
    explicit HelperClient(int fd) : fd_(fd) {}
    HelperClient(HelperClient&& other) noexcept;
    HelperClient& operator=(HelperClient&&) = delete;
    HelperClient(const HelperClient&) = delete;
    HelperClient& operator=(const HelperClient&) = delete;
    ~HelperClient() { close(); }

    void send(const protocol::ClientMessage& message);
    void send_bytes(const std::vector<std::uint8_t>& bytes);
    /// The next message; nullopt when the helper has closed, or has said nothing for so long (see
    /// closed()); without patience only what is there already. Throws where it can't be decoded.
    std::optional<protocol::HelperMessage> next(
        std::chrono::milliseconds patience = std::chrono::seconds{5});
    /// Hello, and the welcome that must follow.
    protocol::Welcome greet();
    /// Starts, and collects the results until the stream's end.
    std::vector<protocol::ProbeResult> probe(const protocol::Start& start);
    /// The helper has closed the connection.
    [[nodiscard]] bool closed() const { return closed_; }
    [[nodiscard]] int descriptor() const { return fd_; }
    void close();

 private:
    int fd_;
    bool closed_ = false;
    protocol::FrameReader reader_;
};

/// How a helper is started.
struct HelperStart {
    bool without_raw = false;      ///< CAP_NET_RAW taken away before it is started
    std::string socket_path = {};  ///< listening(): a file; empty: a name of the kernel's choice
    std::vector<std::string> arguments = {};
    std::vector<std::pair<std::string, std::string>> environment = {};  ///< added to ours
    std::function<void()> before_exec = {};  ///< in the child, last of all before it is executed
};

/// A helper that runs. Killed, where it still does, when this goes.
class HelperProcess {
 public:
    using How = HelperStart;
    /// As the agent does it: one connected socket as descriptor 3. client() is the other end.
    static HelperProcess spawned(const How& how = {});
    /// As systemd does it: a listening socket as descriptor 3.
    static HelperProcess listening(const How& how = {});
    /// With nothing useful at descriptor 3, or a file.
    static HelperProcess without_socket(const How& how = {});

    HelperProcess(HelperProcess&& other) noexcept;
    HelperProcess& operator=(HelperProcess&&) = delete;
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;
    ~HelperProcess();

    /// Of a spawned helper; once.
    HelperClient client();
    /// To a listening helper; as the user `uid` where that is given (root only).
    [[nodiscard]] HelperClient connect(std::optional<uid_t> uid = std::nullopt) const;
    void signal(int number) const;
    /// Its exit status, −signal where one killed it; throws when it does not end within 10 s.
    int wait();
    /// All that it wrote to stderr; call after wait().
    std::string errors();
    [[nodiscard]] pid_t pid() const { return pid_; }

 private:
    HelperProcess() = default;
    void start(const How& how, int descriptor_3, bool listen);
    pid_t pid_ = -1;
    int client_ = -1;
    int listener_ = -1;
    int errors_ = -1;
};

}  // namespace traypulse::testing
