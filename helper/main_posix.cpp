// The order of the start is the helper's security: open, drop, confine, and only then read a
// client's byte.
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "helper/client_socket.h"
#include "helper/log.h"
#include "helper/open_sockets.h"
#include "helper/options.h"
#include "helper/privileges.h"
#include "helper/process.h"
#include "helper/sandbox.h"
#include "helper/server.h"
#include "shared/helper_exit.h"

namespace traypulse::helper {
namespace {

[[noreturn]] void end(int status, const Error& error) {
    log_line(error.text());
    _exit(status);
}

template <class T>
T value_or_end(Result<T> result, int status) {
    if (!result) end(status, result.error());
    return std::move(result).value();
}

void succeed_or_end(const Status& status, int code) {
    if (!status) end(code, status.error());
}

[[noreturn]] void print(std::string_view text) {
    const auto written = write(STDOUT_FILENO, text.data(), text.size());
    _exit(written == static_cast<ssize_t>(text.size()) ? helper_exit::kOk : helper_exit::kSystem);
}

// Under AT_SECURE the caller chooses nothing: arguments are not even looked at.
Options choose_options(bool secure, std::span<char* const> arguments) {
    if (secure) return {};
    const bool root = getuid() == 0;
    auto options = value_or_end(parse_options(arguments, Limits{}), helper_exit::kUsage);
    // Root gains nothing by us, so an own helper of root has no ceiling but what it is told.
    if (options.inherited && root)
        options = value_or_end(parse_options(arguments, Limits::uncapped()), helper_exit::kUsage);
    if (options.action == Options::Action::show_help) print(help_text());
    if (options.action == Options::Action::show_version)
        print("traypulse-helper " TRAYPULSE_VERSION "\n");
    if (!options.inherited) succeed_or_end(claim_listening_socket(), helper_exit::kUsage);
    return options;
}

int run(std::span<char* const> arguments) {
    // 1
    const bool secure = started_with_more_than_the_caller_has();
    succeed_or_end(sanitise_process(secure), helper_exit::kNotConfined);
    prepare_log();
    const auto options = choose_options(secure, arguments);
    const auto connections = value_or_end(make_room_for_descriptors(), helper_exit::kSystem);
    const auto mode = value_or_end(examine_client_descriptor(), helper_exit::kNoClient);
    // 2
    succeed_or_end(keep_only_needed_capabilities(), helper_exit::kNotConfined);
    // 3
    Random random;
    auto opened = value_or_end(open_sockets(random), helper_exit::kNoSocket);
    // 4, 5, 6
    succeed_or_end(drop_privileges(), helper_exit::kNotConfined);
    succeed_or_end(forbid_new_privileges(), helper_exit::kNotConfined);
    succeed_or_end(forbid_uring(), helper_exit::kNotConfined);
    // 7
    Server server({mode, options.limits, opened.families, std::move(opened.sockets), connections,
                   options.debug},
                  random);
    succeed_or_end(server.open(), helper_exit::kSystem);
    // 8
    succeed_or_end(restrict_files(), helper_exit::kNotConfined);
    succeed_or_end(limit_resources(), helper_exit::kNotConfined);
    // 9
    succeed_or_end(restrict_calls(), helper_exit::kNotConfined);
    succeed_or_end(server.serve(), helper_exit::kSystem);
    // Without destructors and exit handlers: the system takes back everything, and they may call
    // anything.
    _exit(helper_exit::kOk);
}

}  // namespace
}  // namespace traypulse::helper

int main(int argc, char** argv) {
    // argc may be 0 (execve(2)); then there are no arguments either.
    const auto count = argc > 1 ? static_cast<std::size_t>(argc) - 1 : 0;
    try {
        return traypulse::helper::run({argv + (count > 0 ? 1 : 0), count});
    } catch (...) {
        constexpr std::string_view kWhy = "traypulse-helper: out of memory\n";
        [[maybe_unused]] const auto written = write(STDERR_FILENO, kWhy.data(), kWhy.size());
        _exit(traypulse::helper_exit::kSystem);
    }
}
