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

}  // namespace traypulse::helper
