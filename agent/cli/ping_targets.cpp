#include "agent/cli/ping_targets.h"

#include "agent/cli/family.h"
#include "agent/config/check_uri.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"
#include "shared/limits.h"

namespace traypulse::cli {
namespace {

Result<PingTarget> target_of(std::string_view text, const PingOptions& options) {
    auto check = config::parse_check(text);
    if (!check) return check.error();
    PingTarget out{std::string(text), std::move(check).value()};
    if (!is_icmp(out.check.kind))
        return Error{ErrorCode::invalid_argument, tr("\"{0}\" is no host to ping", out.written),
                     tr("`traypulse check` checks services")};
    if (!options.family || keep_to_family(out.check, *options.family)) return out;
    const bool v4 = *options.family == Family::ipv4;
    return Error{ErrorCode::invalid_argument,
                 tr("\"{0}\" is not {1}", out.written, v4 ? "IPv4" : "IPv6"),
                 tr("leave out {0} or the target", v4 ? "-4" : "-6")};
}

std::string_view without_comment(std::string_view line) {
    return ascii::trimmed(line.substr(0, line.find('#')), " \t\r");
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
        const auto line = without_comment(file_text.substr(0, end));
        file_text.remove_prefix(end == std::string_view::npos ? file_text.size() : end + 1);
        if (line.empty()) continue;
        auto target = target_of(line, options);
        if (!target) {
            auto error = target.error();
            error.what = (options.file == "-" ? std::string(tr("standard input")) : options.file) +
                         ":" + std::to_string(number) + ": " + error.what;
            return error;
        }
        out.push_back(std::move(target).value());
    }
    if (out.empty())
        return Error{ErrorCode::invalid_argument, tr("there is no target in {0}", options.file),
                     tr("write one name or address a line")};
    // How many this user may ping at once is for the helper to say; this is what no helper serves.
    if (out.size() > limits::kUncappedProbes)
        return Error{ErrorCode::limit,
                     tr("{0} targets are more than the {1} that a helper serves at most",
                        out.size(), limits::kUncappedProbes),
                     tr("split them")};
    return out;
}

}  // namespace traypulse::cli
