// One check on a loop of its own, and servers that behave as a test tells them.
#pragma once

#include <sys/resource.h>
#include <uv.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "agent/probes/check.h"
#include "tests/support/simulation.h"

namespace traypulse::test {

/// Both families of this machine.
inline const std::vector<std::string> kLoopbacks{"127.0.0.1", "::1"};

/// Runs checks, one after the other. One thread.
class CheckRig {
 public:
    CheckRig();
    /// Everything that was started has ended and is closed, or the test fails.
    ~CheckRig();
    CheckRig(const CheckRig&) = delete;
    CheckRig& operator=(const CheckRig&) = delete;

    /// From start to `done`. Fails the test where `done` is late or comes twice.
    template <class Kind>
    CheckOutcome run(const CheckRequest& request) {
        Kind check(&loop_, *names_, request);
        return to_the_end(check, request.timeout);
    }
    /// Starts it, turns the loop until `stage` is true, cancels it, and turns the loop on: `done`
    /// must not come. False where `stage` never came.
    template <class Kind>
    bool cancel_when(const CheckRequest& request, const std::function<bool()>& stage) {
        Kind check(&loop_, *names_, request);
        return cancelled(check, stage);
    }
    /// Starts it and destroys it at once, and then from inside its `done`.
    template <class Kind>
    void destroy_early(const CheckRequest& request) {
        {
            Kind(&loop_, *names_, request).start([] {});
        }
        destroyed_by_done(std::make_unique<Kind>(&loop_, *names_, request));
    }

    uv_loop_t* loop() { return &loop_; }
    NameResolver& names() { return *names_; }

 private:
    CheckOutcome to_the_end(Check& check, Nanoseconds timeout);
    bool cancelled(Check& check, const std::function<bool()>& stage);
    void destroyed_by_done(std::unique_ptr<Check> check);
    uv_loop_t loop_{};
    std::optional<NameResolver> names_;
};

/// "tcp" "10.0.0.1" 80 and so on, with a timeout of one second.
CheckRequest request_to(CheckKind kind, const std::string& host, std::uint16_t port);
/// The value of the first fact of that name; "-" without one.
std::string fact(const CheckOutcome& outcome, std::string_view name);
std::vector<std::string> facts(const CheckOutcome& outcome, std::string_view name);
/// "name connect banner".
std::string phases(const CheckOutcome& outcome);

/// A server on a thread of its own, from its construction to its destruction.
class Server {
 public:
    virtual ~Server() = default;
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    [[nodiscard]] std::uint16_t port() const { return port_; }

 protected:
    /// Binds; throws std::runtime_error where that fails. Port 0: any.
    Server(int type, const std::string& address, std::uint16_t port);
    void serve(std::function<void()> ready);
    void stop();
    int fd_ = -1;
    int stop_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// Hands each connection to `talk`, which may block; closes it afterwards.
class TcpServer : public Server {
 public:
    TcpServer(const std::string& address, std::uint16_t port, std::function<void(int fd)> talk);
    ~TcpServer() override;
};

/// Answers each datagram with those that `answer` gives.
class UdpServer : public Server {
 public:
    using Answer = std::function<std::vector<std::string>(const std::string& request)>;
    UdpServer(const std::string& address, std::uint16_t port, Answer answer);
    ~UdpServer() override;
};

/// Writes all of it, as far as the peer takes it.
void say(int fd, std::string_view text);
/// True once the peer has closed or reset the connection; false after a generous while.
bool hears_end(int fd);
/// Closes by a reset when it is closed (socket(7), SO_LINGER).
void reset_on_close(int fd);
/// The next socket without a port of its own gets this one (ip(7), ip_local_port_range).
void only_port(std::uint16_t port);
/// While it lives, this process opens no further file: EMFILE.
class NoMoreFiles {
 public:
    NoMoreFiles();
    ~NoMoreFiles();
    NoMoreFiles(const NoMoreFiles&) = delete;
    NoMoreFiles& operator=(const NoMoreFiles&) = delete;

 private:
    rlimit before_{};
};
/// fe80::1%near, an own address that needs its interface.
void make_link_local();
/// A command that must succeed: ip, nft.
void must_run(const std::vector<std::string>& argv, const std::string& input = {});

}  // namespace traypulse::test
