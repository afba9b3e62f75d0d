#include "helper/log.h"

#include <string>

namespace traypulse::helper {

void ClientLog::line(std::string_view text, MonoTime now) {
    if (!bucket_.ready(now)) {
        ++unsaid_;
        return;
    }
    bucket_.take(now);
    std::string out(text);
    if (unsaid_ > 0) out += " (" + std::to_string(unsaid_) + " more such lines were left out)";
    unsaid_ = 0;
    log_line(out);
}

void log_packet(std::string_view direction, std::string_view whom,
                std::span<const std::uint8_t> packet) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string line(direction);
    line += ' ';
    line += whom;
    line += ' ';
    for (const auto b : packet) {
        line += kDigits[b >> 4];
        line += kDigits[b & 15U];
    }
    log_line(line);
}

}  // namespace traypulse::helper
