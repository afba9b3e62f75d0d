#include "agent/cli/ping_targets.h"

#include "agent/config/check_uri.h"
#include "shared/ip_address.h"
#include "shared/limits.h"

namespace traypulse::cli {
namespace {

Result<PingTarget> target_of(std::string_view text, const PingOptions& options) {
    auto check = config::parse_check(text);
    if (!check) return check.error();
    PingTarget out{std::string(text), std::move(check).value()};
    if (!is_icmp(out.check.kind))
        return Error{ErrorCode::invalid_argument, "\"" + out.written + "\" is no host to ping",
                     "`traypulse check` checks services"};
    if (!options.family) return out;
    const bool v4 = *options.family == Family::ipv4;
    const auto wanted = v4 ? CheckKind::icmp4 : CheckKind::icmp6;
    const auto literal = IpAddress::parse(out.check.host.substr(0, out.check.host.find('%')));
    const bool other_kind = out.check.kind != CheckKind::icmp && out.check.kind != wanted;
    if (other_kind || (literal && literal->family != *options.family))
        return Error{ErrorCode::invalid_argument,
                     "\"" + out.written + "\" is not " + (v4 ? "IPv4" : "IPv6"),
                     std::string("leave out ") + (v4 ? "-4" : "-6") + " or the target"};
    out.check.kind = wanted;
    return out;
}

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view kBlanks = " \t\r";
    line = line.substr(0, line.find('#'));
    const auto first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

Result<std::vector<PingTarget>> ping_targets(const PingOptions& options,
                                             std::string_view file_text) {
    std::vector<PingTarget> out;
    for (const auto& text : options.targets) {
        auto target = target_of(text, options);
        if (!target) return target.error();
        out.push_back(std::move(target).value());
    }
    std::size_t number = 0;
    while (!file_text.empty()) {
        ++number;
        const auto end = file_text.find('\n');
        const auto line = trimmed(file_text.substr(0, end));
        file_text.remove_prefix(end == std::string_view::npos ? file_text.size() : end + 1);
        if (line.empty()) continue;
        auto target = target_of(line, options);
        if (!target) {
            auto error = target.error();
            error.what = (options.file == "-" ? "standard input" : options.file) + ":" +
                         std::to_string(number) + ": " + error.what;
            return error;
        }
        out.push_back(std::move(target).value());
    }
    if (out.empty())
        return Error{ErrorCode::invalid_argument, "there is no target in " + options.file,
                     "write one name or address a line"};
    // How many this user may ping at once is for the helper to say; this is what no helper serves.
    if (out.size() > limits::kUncappedProbes)
        return Error{ErrorCode::limit,
                     std::to_string(out.size()) + " targets are more than the " +
                         std::to_string(limits::kUncappedProbes) + " that a helper serves at most",
                     "split them"};
    return out;
}

}  // namespace traypulse::cli
