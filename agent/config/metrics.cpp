#include "agent/config/metrics.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "agent/config/host.h"
#include "agent/translations/translate.h"

namespace traypulse {

MetricsSettings::MetricsSettings() : address(*IpAddress::parse("127.0.0.1")) {}

std::string MetricsSettings::listen() const {
    const auto text = address.text();
    return (address.family == Family::ipv6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

namespace config {
namespace {

constexpr const char* kHowToListen =
    for_translation("write an address and a port, like \"127.0.0.1:9847\" or \"[::1]:9847\"");

std::optional<std::uint16_t> port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, port);
    if (read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
    return port;
}

void read_listen(TableReader& reader, const std::string& text, MetricsSettings& out) {
    const auto wrong = [&](const char* sentence) {
        reader.problem("listen", tr(sentence, in_quotes(text), tr(kHowToListen)));
    };
    const auto colon = text.rfind(':');
    const bool bracketed = !text.empty() && text.front() == '[';
    auto host = std::string_view(text).substr(0, colon);
    if (colon == std::string::npos || (bracketed && host.back() != ']'))
        return wrong(for_translation("\"listen\" = {0} has no port; {1}"));
    if (bracketed) host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    if (!address)
        return wrong(
            for_translation("\"listen\" = {0} names no address of this computer (a name could mean "
                            "another one tomorrow); {1}"));
    if ((address->family == Family::ipv6) != bracketed)
        return wrong(for_translation(
            "\"listen\" = {0} needs brackets around an IPv6 address, and only there; {1}"));
    if (address->is_multicast() || address->is_limited_broadcast())
        return wrong(for_translation("\"listen\" = {0} is an address that nobody listens on; {1}"));
    const auto port = port_of(std::string_view(text).substr(colon + 1));
    if (!port)
        return wrong(for_translation("\"listen\" = {0} has no port between 1 and 65535; {1}"));
    out.address = *address;
    out.port = *port;
}

}  // namespace

void read_metrics(const toml::table& table, MetricsSettings& out, Report& report) {
    TableReader reader(table, report);
    if (const auto v = reader.boolean("enabled")) out.enabled = *v;
    if (const auto v = reader.text("listen")) read_listen(reader, *v, out);
    reader.finish();
}

}  // namespace config
}  // namespace traypulse
