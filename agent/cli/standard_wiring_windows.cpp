#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent/cli/wiring.h"
#include "agent/config/file.h"
#include "agent/translations/translate.h"
#include "shared/descriptor.h"

namespace traypulse::cli {
namespace {

constexpr int kIn = 0;
constexpr int kOut = 1;
constexpr int kErr = 2;

Result<std::string> read_input(const std::string& file) {
    if (file != "-") return config::read_file(file);
    ::_setmode(kIn, _O_BINARY);
    std::string out;
    std::array<char, 65536> block{};
    while (true) {
        const int got = ::_read(kIn, block.data(), static_cast<unsigned>(block.size()));
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
    // What we print is UTF-8 with line feeds, for people and for scripts alike.
    SetConsoleOutputCP(CP_UTF8);
    ::_setmode(kOut, _O_BINARY);
    ::_setmode(kErr, _O_BINARY);
    Wiring out;
    out.version = std::move(version);
    out.paths = path_facts();
    // Straight to the descriptor: a line is there when it is said, also down a pipe.
    out.out = [](std::string_view text) { return write_all(kOut, text); };
    out.err = [](std::string_view text) { (void)write_all(kErr, text); };
    out.out_is_terminal = ::_isatty(kOut) != 0;
    out.err_is_terminal = ::_isatty(kErr) != 0;
    out.read_input = read_input;
    out.doctor_facts = [helper_path, facts = out.paths](const DoctorOptions& options) {
        return gather_doctor_facts(options, helper_path, facts);
    };
    return out;
}

}  // namespace traypulse::cli
