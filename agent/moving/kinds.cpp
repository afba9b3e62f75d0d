#include "agent/moving/kinds.h"

#include <algorithm>

#include "agent/config/check_uri.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"
#include "shared/ip_address.h"

namespace traypulse::moving {
namespace {

bool is_smokeping(const std::vector<Line>& lines) {
    bool section = false;
    for (const auto& line : lines) {
        const auto text = trimmed(line.text);
        if (text.starts_with("*** ") && text.ends_with(" ***")) return true;
        if (text.starts_with('+')) section = true;
        auto key = text;
        key = trimmed(key.substr(0, key.find('=')));
        const bool assigns = text.find('=') != std::string_view::npos;
        if (assigns && section && (key == "host" || key == "menu" || key == "probe")) return true;
    }
    return false;
}

bool is_prometheus(const std::vector<Line>& lines) {
    return std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        return line.text.starts_with("modules:") || line.text.starts_with("scrape_configs:");
    });
}

/// One in three lines may be none, so that a list with a slip is still known for what it is.
bool mostly(std::size_t good, std::size_t bad) { return good > 0 && 2 * bad <= good; }

/// Every hosts file says where this machine is.
bool is_hosts_file(const std::vector<Line>& lines) {
    bool own = false;
    std::size_t good = 0;
    std::size_t bad = 0;
    for (const auto& line : lines) {
        auto rest = without_comment(line.text);
        const auto word = take_word(rest);
        if (word.empty()) continue;
        const auto address = IpAddress::parse(word);
        ++(address && !rest.empty() && !host_line(line.text).output ? good : bad);
        own = own || (address && address->is_loopback() && rest.starts_with("localhost"));
    }
    return own && mostly(good, bad);
}

/// Lines that begin with something that can be checked.
bool is_host_list(const std::vector<Line>& lines) {
    std::size_t good = 0;
    std::size_t bad = 0;
    for (const auto& line : lines) {
        const auto host = host_line(line.text);
        if (host.check.empty()) continue;
        const bool clear = host.output || host.rest.empty() ||
                           host.check.find_first_of(".:@") != std::string_view::npos;
        ++(clear && config::parse_check(host.check) ? good : bad);
    }
    return mostly(good, bad);
}

}  // namespace

std::string_view word_of(Kind kind) {
    constexpr std::array<std::string_view, kKinds.size()> kWords{
        "fping", "smokeping", "uptime-kuma", "blackbox", "vmping", "hosts"};
    return kWords[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_of_word(std::string_view word) {
    for (const auto kind : kKinds)
        if (word_of(kind) == word) return kind;
    return std::nullopt;
}

std::string_view title_of(Kind kind) {
    constexpr std::array<const char*, kKinds.size()> kTitles{
        for_translation("a list of hosts"),
        for_translation("SmokePing's configuration"),
        for_translation("Uptime Kuma's backup"),
        for_translation("blackbox_exporter's and Prometheus's configuration"),
        for_translation("vmPing's favourites"),
        for_translation("a hosts file")};
    return tr(kTitles[static_cast<std::size_t>(kind)]);
}

std::optional<Kind> recognise(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    const auto start = trimmed(text);
    if (start.empty()) return std::nullopt;
    if (start.front() == '<') {
        if (start.find("<vmping") != std::string_view::npos) return Kind::vmping;
        return std::nullopt;
    }
    if (start.front() == '{' || start.starts_with("[{") || start.starts_with("[\n") ||
        start.starts_with("[ ")) {
        const bool kuma = start.find("\"monitorList\"") != std::string_view::npos ||
                          start.find("\"accepted_statuscodes") != std::string_view::npos;
        return kuma ? std::optional(Kind::uptime_kuma) : std::nullopt;
    }
    const auto lines = lines_of(text);
    if (is_smokeping(lines)) return Kind::smokeping;
    if (is_prometheus(lines)) return Kind::blackbox;
    if (is_hosts_file(lines)) return Kind::hosts;
    if (is_host_list(lines)) return Kind::fping;
    return std::nullopt;
}

bool looks_like_history(std::string_view beginning) {
    const auto start = trimmed(beginning);
    if (start.starts_with("type,") || start.starts_with("\"type\",")) return true;
    if (!start.starts_with('{')) return false;
    const auto line = start.substr(0, start.find('\n'));
    return trimmed(line.substr(1)).starts_with("\"type\"");
}

}  // namespace traypulse::moving
