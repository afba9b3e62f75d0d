// The loop of the helper on Windows: a named pipe's clients, the system's ICMP, deadlines. What
// decides (session, prober, quota, policy) is the same everywhere.
#pragma once

#include <windows.h>

#include <map>
#include <memory>

#include "helper/echo_windows.h"
#include "helper/limits.h"
#include "helper/log.h"
#include "helper/pipe_client_windows.h"
#include "helper/prober.h"
#include "helper/random.h"
#include "shared/result.h"

namespace traypulse::helper {

/// One thread.
class WindowsServer final : private ResultSink {
 public:
    WindowsServer(const Limits& limits, Random& random);
    ~WindowsServer() override;

    /// Makes the pipe; fails where another program has its name already.
    [[nodiscard]] Status open();
    /// Until `stop` is signalled.
    void serve(HANDLE stop);

 private:
    void result(ConnectionId connection, const protocol::ProbeResult& result) override;
    void ended(ConnectionId connection, const protocol::Ended& ended) override;
    void extensions(ConnectionId connection, const protocol::Extensions& extensions) override;

    [[nodiscard]] Status listen(bool first);
    void admit();
    void turn_away(HANDLE pipe, protocol::GoodbyeReason reason, const std::string& why);
    void send_due();
    void tick();
    void remove_over();
    [[nodiscard]] DWORD patience() const;
    [[nodiscard]] protocol::Welcome welcome() const;

    Limits limits_;
    EchoSender echo_;
    Prober prober_;
    ClientLog client_log_;
    HANDLE listening_ = INVALID_HANDLE_VALUE;
    OVERLAPPED connecting_{};
    std::map<ConnectionId, std::unique_ptr<PipeClient>> clients_;
    std::uint32_t last_connection_ = 0;
};

}  // namespace traypulse::helper
