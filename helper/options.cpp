#include "helper/options.h"

#include <charconv>
#include <limits>
#include <optional>

namespace traypulse::helper {
namespace {

Error wrong(const std::string& what) {
    return {ErrorCode::invalid_argument, what, "see traypulse-helper --help"};
}

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t least,
                                    std::uint32_t most) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

constexpr std::uint32_t kMostRate = 10'000'000;
constexpr std::uint32_t kMostMilliseconds = 86'400'000;

Status set_number(std::string_view name, std::string_view text, Options& out) {
    const auto take = [&](std::uint32_t least, std::uint32_t most, auto assign) -> Status {
        const auto value = number(text, least, most);
        if (!value)
            return wrong(std::string(name) + " needs a number from " + std::to_string(least) +
                         " to " + std::to_string(most) + ", not \"" + std::string(text) + "\"");
        assign(*value);
        return ok();
    };
    auto& limits = out.limits;
    if (name == "--max-rate") return take(0, kMostRate, [&](auto v) { limits.total_rate = v; });
    if (name == "--max-user-rate") return take(0, kMostRate, [&](auto v) { limits.uid_rate = v; });
    if (name == "--max-targets")
        return take(1, limits::kUncappedProbes, [&](auto v) { limits.uid_probes = v; });
    return take(1, kMostMilliseconds,
                [&](auto v) { limits.least_interval = std::chrono::milliseconds{v}; });
}

bool takes_number(std::string_view name) {
    return name == "--max-rate" || name == "--max-user-rate" || name == "--max-targets" ||
           name == "--min-interval";
}

}  // namespace

Result<Options> parse_options(std::span<char* const> arguments, const Limits& limits) {
    Options out;
    out.limits = limits;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view name = arguments[i];
        if (name == "--help" || name == "-h") {
            out.action = Options::Action::show_help;
            return out;
        }
        if (name == "--version" || name == "-V") {
            out.action = Options::Action::show_version;
            return out;
        }
        const bool known = name == "--fd" || name == "--log-level" || takes_number(name);
        if (!known) return wrong("unknown argument \"" + std::string(name) + "\"");
        if (++i == arguments.size()) return wrong(std::string(name) + " needs a value");
        const std::string_view value = arguments[i];
        if (name == "--fd") {
            if (value != "3")
                return wrong("--fd can only be 3: the client's socket is descriptor 3");
            out.inherited = true;
        } else if (name == "--log-level") {
            if (value != "debug" && value != "info") return wrong("--log-level is debug or info");
            out.debug = value == "debug";
        } else if (auto status = set_number(name, value, out); !status) {
            return status.error();
        }
    }
    return out;
}

std::string_view help_text() {
    return "usage: traypulse-helper --fd 3 [LIMITS] [--log-level debug]\n"
           "\n"
           "Sends ICMP echo requests for the Traypulse agent and tells what became of them. It "
           "opens its\n"
           "sockets, gives up every privilege, confines itself, and only then reads its client's "
           "first byte.\n"
           "It is started by the agent or by systemd, not by hand.\n"
           "\n"
           "  --fd 3              serve the client whose Unix socket is descriptor 3, and end with "
           "it\n"
           "                      (without it: the listening socket that systemd passes by "
           "LISTEN_FDS)\n"
           "  --log-level L       info (default), or debug: every packet in hex on stderr\n"
           "  --version, --help\n"
           "\n"
           "Limits; none counts where the helper is set-uid or has file capabilities. As root they "
           "are off\n"
           "for --fd unless given. 0 packets a second: no limit.\n"
           "  --max-rate N        packets a second of all users together (5000)\n"
           "  --max-user-rate N   packets a second of each user (1000)\n"
           "  --max-targets N     targets of each user at once (4096)\n"
           "  --min-interval MS   least milliseconds between two requests to one target (10)\n"
           "\n"
           "Exit status: 0 told to end or the client went, 2 wrong usage, 3 ICMP sockets of "
           "neither kind are\n"
           "allowed, 4 could not confine itself, 5 descriptor 3 is no Unix socket, 6 the system "
           "failed.\n";
}

}  // namespace traypulse::helper
