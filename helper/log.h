// One-line sentences on stderr: for the journal, or for the agent that started the helper.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "helper/quota.h"
#include "shared/types.h"

namespace traypulse::helper {

/// "traypulse-helper: …" in one write(2). Never blocks for long: prepare_log() made a pipe
/// non-blocking, and what does not fit is lost. Control characters do not get through. Any thread.
void log_line(std::string_view text);
/// Makes stderr non-blocking where it is a pipe.
void prepare_log();

/// For what clients can cause at will: 10 lines at once, then one a second, the rest counted. One
/// thread.
class ClientLog {
 public:
    void line(std::string_view text, MonoTime now);

 private:
    TokenBucket bucket_{1, 10};
    std::uint64_t unsaid_ = 0;
};

/// A packet in hex, for --log-level debug. `direction`: "sent" or "received".
void log_packet(std::string_view direction, std::string_view whom,
                std::span<const std::uint8_t> packet);

}  // namespace traypulse::helper
