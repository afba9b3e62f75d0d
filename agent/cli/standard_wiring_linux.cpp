#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent/cli/wiring.h"
#include "agent/config/file.h"

namespace traypulse::cli {
namespace {

// Straight to the descriptor: a line is there when it is said, also down a pipe.
bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<std::string> read_input(const std::string& file) {
    if (file != "-") return config::read_file(file);
    std::string out;
    std::array<char, 65536> block{};
    while (true) {
        const auto got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return Error{ErrorCode::io,
                         std::string("cannot read standard input: ") + std::strerror(errno),
                         "pipe the targets in, or name a file"};
        if (got == 0) return out;
        out.append(block.data(), static_cast<std::size_t>(got));
        if (out.size() > config::kLargestFile)
            return Error{ErrorCode::limit, "standard input is larger than 1 MiB",
                         "that is more targets than can be pinged at once"};
    }
}

}  // namespace

Wiring standard_wiring(std::string version, const std::string& helper_path) {
    Wiring out;
    out.version = std::move(version);
    out.paths = path_facts();
    out.out = [](std::string_view text) { return write_all(STDOUT_FILENO, text); };
    out.err = [](std::string_view text) { write_all(STDERR_FILENO, text); };
    out.read_input = read_input;
    out.doctor_facts = [helper_path, facts = out.paths](const DoctorOptions& options) {
        return gather_doctor_facts(options, helper_path, facts);
    };
    return out;
}

}  // namespace traypulse::cli
