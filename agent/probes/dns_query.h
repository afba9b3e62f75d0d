// One question to one DNS server, by c-ares on the loop.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/probes/check_socket.h"
#include "shared/types.h"
#include "shared/uv_handle.h"

namespace traypulse {

/// Asks once, by UDP, and again by TCP where the answer did not fit. c-ares pairs answers with the
/// question and frames TCP; the sockets are ours, because c-ares calls everything that can befall
/// them "connection refused". It waits for ever: the caller has the clock. Loop thread only.
class DnsQuery {
 public:
    struct Answer {
        Nanoseconds at{};  ///< uv_hrtime(3) when it was read
        std::vector<std::uint8_t> message;
        std::optional<SocketTrouble> trouble;  ///< then there is no message
    };
    /// `done` follows once, never from inside the constructor, and may destroy this.
    DnsQuery(uv_loop_t* loop, const IpAddress& server, std::uint16_t port, std::string question,
             std::function<void(const Answer&)> done);
    ~DnsQuery();
    DnsQuery(const DnsQuery&) = delete;
    DnsQuery& operator=(const DnsQuery&) = delete;

    /// Takes what has come until now; `done` may follow from inside.
    void read();
    [[nodiscard]] bool used_tcp() const;
    /// Datagrams that are no answer to the question.
    [[nodiscard]] unsigned ignored() const;

    /// The first server of c-ares's own configuration (resolv.conf(5)); nullopt without one.
    static std::optional<IpAddress> system_server();

 private:
    struct Channel;
    void report();
    std::unique_ptr<Channel> channel_;
    uv::Timer report_;
    std::function<void(const Answer&)> done_;
};

}  // namespace traypulse
