#include "agent/probes/proxy_environment.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "shared/ascii.h"
#include "shared/ip_address.h"

namespace traypulse {
namespace {

std::string variable(const char* lower, const char* upper = nullptr) {
    const char* value = std::getenv(lower);
    if (value == nullptr && upper != nullptr) value = std::getenv(upper);
    return value == nullptr ? "" : value;
}

bool in_network(const IpAddress& address, std::string_view rule) {
    const auto slash = rule.find('/');
    auto text = rule.substr(0, slash);
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    const auto network = IpAddress::parse(text);
    if (!network || network->family != address.family) return false;
    unsigned bits = address.family == Family::ipv4 ? 32 : 128;
    if (slash != std::string_view::npos) {
        const auto length = rule.substr(slash + 1);
        unsigned given = 0;
        const auto read = std::from_chars(length.data(), length.data() + length.size(), given);
        if (read.ec != std::errc{} || read.ptr != length.data() + length.size() || given > bits)
            return false;
        bits = given;
    }
    for (unsigned bit = 0; bit < bits; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if (((network->bytes[bit / 8] ^ address.bytes[bit / 8]) & mask) != 0) return false;
    }
    return true;
}

bool excepted(std::string_view rule, const std::string& host) {
    if (rule == "*") return true;
    if (const auto address = IpAddress::parse(host)) return in_network(*address, rule);
    if (rule.front() == '.') rule.remove_prefix(1);
    const std::string domain = ascii::lower(rule);
    std::string name = ascii::lower(host);
    if (!name.empty() && name.back() == '.') name.pop_back();
    if (domain.empty() || name.size() < domain.size()) return false;
    if (!std::equal(domain.rbegin(), domain.rend(), name.rbegin())) return false;
    return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

}  // namespace

ProxyEnvironment ProxyEnvironment::of_process() {
    return {variable("http_proxy"), variable("https_proxy", "HTTPS_PROXY"),
            variable("all_proxy", "ALL_PROXY"), variable("no_proxy", "NO_PROXY")};
}

std::optional<std::string> ProxyEnvironment::proxy_for(bool https_url,
                                                       const std::string& host) const {
    const auto& own = https_url ? https : http;
    const auto& chosen = own.empty() ? all : own;
    if (chosen.empty()) return std::nullopt;
    constexpr std::string_view kBetween = ", \t";
    std::string_view rest = none;
    while (true) {
        const auto begin = rest.find_first_not_of(kBetween);
        if (begin == std::string_view::npos) return chosen;
        rest.remove_prefix(begin);
        const auto end = std::min(rest.find_first_of(kBetween), rest.size());
        if (excepted(rest.substr(0, end), host)) return std::nullopt;
        rest.remove_prefix(end);
    }
}

}  // namespace traypulse
