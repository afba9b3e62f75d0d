#include "agent/config/udp_payload.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent/config/host.h"
#include "agent/config/nearest.h"
#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

Error bad_escape(std::string_view text, std::size_t at) {
    std::string shown;
    for (const char c : text.substr(at, 4)) shown += c >= ' ' && c < 0x7f ? c : '?';
    return wrong(tr("the payload has the unknown escape {0}", shown),
                 tr("\\xNN with two hexadecimal digits, \\n, \\r, \\t, \\0 and \\\\ are known"));
}

Result<std::string> ready_name(std::string_view text) {
    const std::array<std::string, 3> known{"@dns", "@ntp", "@stun"};
    if (std::find(known.begin(), known.end(), text) != known.end()) return std::string(text);
    std::string shown;
    for (const char c : text.substr(0, 32)) shown += c >= ' ' && c < 0x7f ? c : '?';
    return wrong(
        tr("there is no ready payload \"{0}\"{1}", shown, did_you_mean(shown, known)),
        tr("@dns, @ntp and @stun are ready; a payload that begins with @ is written \\x40"));
}

}  // namespace

Result<std::string> parse_udp_payload(std::string_view text) {
    if (text.starts_with('@')) return ready_name(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        const std::size_t start = i++;
        const char letter = i < text.size() ? text[i] : '\0';
        constexpr std::string_view kLetters = "nrt0\\";
        constexpr std::string_view kBytes{"\n\r\t\0\\", 5};
        if (const auto known = kLetters.find(letter);
            i < text.size() && known != std::string_view::npos) {
            out += kBytes[known];
            continue;
        }
        const auto digits = text.substr(std::min(i + 1, text.size()), 2);
        unsigned value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (letter != 'x' || digits.size() != 2 || error != std::errc{} ||
            end != digits.data() + digits.size())
            return bad_escape(text, start);
        out += static_cast<char>(value);
        i += 2;
    }
    if (out.size() > kLongestUdpPayload)
        return wrong(tr("the payload has {0} bytes, at most {1} pass every network in one piece",
                        out.size(), kLongestUdpPayload),
                     tr("shorten it"));
    return out;
}

}  // namespace traypulse::config
