#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent/cli/wiring.h"
#include "agent/config/file.h"
#include "agent/translations/translate.h"
#include "shared/descriptor.h"

namespace traypulse::cli {
namespace {

Result<std::string> read_input(const std::string& file) {
    if (file != "-") return config::read_file(file);
    std::string out;
    std::array<char, 65536> block{};
    while (true) {
        const auto got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return Error{ErrorCode::io,
                         tr("cannot read {0}: {1}", tr("standard input"), std::strerror(errno)),
                         tr("pipe the targets in, or name a file")};
        if (got == 0) return out;
        out.append(block.data(), static_cast<std::size_t>(got));
        if (out.size() > config::kLargestFile)
            return Error{ErrorCode::limit, tr("{0} is larger than 1 MiB", tr("standard input")),
                         tr("that is more targets than can be pinged at once")};
    }
}

}  // namespace

Wiring standard_wiring(std::string version, const std::string& helper_path) {
    Wiring out;
    out.version = std::move(version);
    out.paths = path_facts();
    // Straight to the descriptor: a line is there when it is said, also down a pipe.
    out.out = [](std::string_view text) { return write_all(STDOUT_FILENO, text); };
    out.err = [](std::string_view text) { (void)write_all(STDERR_FILENO, text); };
    out.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    out.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
    out.read_input = read_input;
    out.doctor_facts = [helper_path, facts = out.paths](const DoctorOptions& options) {
        return gather_doctor_facts(options, helper_path, facts);
    };
    return out;
}

}  // namespace traypulse::cli
