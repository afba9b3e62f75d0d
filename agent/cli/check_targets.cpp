#include "agent/cli/check_targets.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "agent/config/parse.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

// Of these a single value need not be written as a list …
constexpr std::array<std::string_view, 3> kLists{"status", "headers", "expect"};
// … and these are no texts.
constexpr std::array<std::string_view, 3> kBare{"certificate_days", "verify", "proxy"};

// A basic string of TOML.
std::string toml_string(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (byte < 0x20 || byte == 0x7f)
            out += std::string("\\u00") + kHex[byte / 16] + kHex[byte % 16];
        else
            out += c;
    }
    return out + "\"";
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string toml_line(const std::string& pair) {
    const auto equals = pair.find('=');
    const auto key = pair.substr(0, equals);
    const auto value = pair.substr(equals + 1);
    if (value.starts_with('[') || among(kBare, key)) return key + " = " + value + "\n";
    return key + " = " +
           (among(kLists, key) ? "[" + toml_string(value) + "]" : toml_string(value)) + "\n";
}

bool is_pair(const std::string& pair) {
    const auto key = std::string_view(pair).substr(0, pair.find('='));
    return key.size() < pair.size() && !key.empty() &&
           std::all_of(key.begin(), key.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

Result<TargetSpec> read(const CheckArguments& arguments, const std::string& uri) {
    std::string text = "[[target]]\nname = \"check\"\ncheck = " + toml_string(uri) + "\n";
    for (const auto& pair : arguments.keys) text += toml_line(pair);
    auto parsed = config::parse(text, "");
    if (!parsed.ok())
        return Error{ErrorCode::invalid_argument, uri + ": " + parsed.problems.front().reason, ""};
    return std::move(parsed.settings.targets.front());
}

}  // namespace

Result<std::vector<CheckTarget>> check_targets(const CheckArguments& arguments,
                                               const std::vector<TargetSpec>& configured) {
    for (const auto& pair : arguments.keys)
        if (!is_pair(pair))
            return Error{ErrorCode::invalid_argument, tr("\"{0}\" says no key and value", pair),
                         tr("write it like {0}", "-o status=204")};
    std::vector<CheckTarget> out;
    for (const auto& word : arguments.targets) {
        const auto known = std::find_if(configured.begin(), configured.end(),
                                        [&](const auto& spec) { return spec.name == word; });
        if (known != configured.end()) {
            out.push_back({word, *known});
        } else {
            auto spec = read(arguments, word);
            if (!spec) return spec.error();
            out.push_back({word, std::move(spec).value()});
        }
        auto& spec = out.back().spec;
        if (arguments.timeout) spec.timeout = *arguments.timeout;
        if (!arguments.family) continue;
        const bool ipv4 = *arguments.family == Family::ipv4;
        spec.options.family = ipv4 ? FamilyWish::ipv4 : FamilyWish::ipv6;
        if (is_icmp(spec.check.kind)) spec.check.kind = ipv4 ? CheckKind::icmp4 : CheckKind::icmp6;
    }
    return out;
}

}  // namespace traypulse::cli
