#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "helper/log.h"

namespace traypulse::helper {

void log_line(std::string_view text) {
    std::string line = "traypulse-helper: ";
    for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    line += '\n';
    // Nobody can be told that telling failed.
    [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

void prepare_log() {
    struct stat about {};
    if (fstat(STDERR_FILENO, &about) != 0 || !S_ISFIFO(about.st_mode)) return;
    const int flags = fcntl(STDERR_FILENO, F_GETFL);
    if (flags >= 0) fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
}

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
