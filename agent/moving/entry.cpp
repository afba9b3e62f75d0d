#include "agent/moving/entry.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "agent/config/duration.h"
#include "agent/config/host.h"
#include "agent/config/parse.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// As the configuration's reader has it: what costs a server more is asked more rarely.
Nanoseconds least_interval(CheckKind kind) {
    if (is_http(kind)) return seconds(1);
    return is_icmp(kind) ? config::kLeastInterval : Nanoseconds(milliseconds(500));
}

void set_duration(Entry& entry, const std::string& key, double value, Nanoseconds least,
                  Nanoseconds most) {
    if (!(value > 0)) return;
    constexpr double kLongest = 1e9;  // thirty years, which nanoseconds can count
    // Whole milliseconds: others' files have no finer ones.
    const auto asked = Nanoseconds(milliseconds(std::llround(std::min(value, kLongest) * 1000)));
    const auto given = std::clamp(asked, least, most);
    entry.keys[key] = config::duration_text(given);
    if (given == asked) return;
    entry.notes.push_back(given > asked
                              ? tr("its {0} of {1} becomes {2}, the least", key,
                                   config::duration_text(asked), config::duration_text(given))
                              : tr("its {0} of {1} becomes {2}, the most", key,
                                   config::duration_text(asked), config::duration_text(given)));
}

}  // namespace

std::string Entry::text(const std::string& key) const {
    const auto it = keys.find(key);
    const auto* out = it == keys.end() ? nullptr : std::get_if<std::string>(&it->second);
    return out == nullptr ? std::string() : *out;
}

std::string authority(std::string_view host, int port) {
    host = trimmed(host);
    const bool bare_v6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
    std::string out = bare_v6 ? "[" + std::string(host) + "]" : std::string(host);
    if (port != 0) out += ":" + std::to_string(port);
    return out;
}

HostPort split_port(std::string_view text) {
    text = trimmed(text);
    const auto colon = text.rfind(':');
    const bool bracket = text.starts_with('[');
    const bool one = std::count(text.begin(), text.end(), ':') == 1;
    const bool has_port =
        colon != std::string_view::npos && (bracket ? text.find(']') == colon - 1 : one);
    HostPort out{std::string(text.substr(0, has_port ? colon : text.size())), 0};
    if (has_port) {
        const auto port = number_of(text.substr(colon + 1));
        // One that is none stays where it is: the check's reader says what is wrong with it.
        if (port && *port >= 1 && *port <= 65535 && *port == std::floor(*port))
            out.port = static_cast<int>(*port);
        else
            out.host = std::string(text);
    }
    if (out.host.starts_with('[') && out.host.ends_with(']'))
        out.host = out.host.substr(1, out.host.size() - 2);
    return out;
}

Entry remark(std::size_t file, std::size_t line, std::string what) {
    Entry out;
    out.file = file;
    out.line = line;
    out.notes.push_back(std::move(what));
    return out;
}

void set_interval(Entry& entry, CheckKind kind, double value) {
    set_duration(entry, "interval", value, least_interval(kind), config::kMostInterval);
}

void set_timeout(Entry& entry, double value) {
    set_duration(entry, "timeout", value, config::kLeastTimeout, config::kMostTimeout);
}

void set_payload_size(Entry& entry, double bytes) {
    if (!(bytes >= 0)) return;
    const auto given = std::min<double>(std::floor(bytes), config::kMostPayload);
    entry.keys["payload_size"] = static_cast<std::int64_t>(given);
    if (given < std::floor(bytes))
        entry.notes.push_back(tr("its packets carry {0} bytes, the most that fits into one frame",
                                 config::kMostPayload));
}

void add_header(Entry& entry, std::string_view name, std::string_view value) {
    auto& held = entry.keys["headers"];
    if (!std::holds_alternative<std::vector<std::string>>(held)) held = std::vector<std::string>();
    std::get<std::vector<std::string>>(held).push_back(std::string(trimmed(name)) + ": " +
                                                       std::string(trimmed(value)));
}

void set_password(Entry& entry, std::string_view user, std::string_view password) {
    add_header(entry, "Authorization",
               "Basic " + base64(std::string(user) + ":" + std::string(password)));
    entry.notes.emplace_back(tr("its password stands in the configuration's headers now"));
}

CheckKind kind_of_check(std::string_view check) {
    constexpr std::pair<std::string_view, CheckKind> kSchemes[] = {
        {"tcp:", CheckKind::tcp},   {"udp:", CheckKind::udp},     {"dns:", CheckKind::dns},
        {"http:", CheckKind::http}, {"https:", CheckKind::https},
    };
    for (const auto& [scheme, kind] : kSchemes)
        if (check.starts_with(scheme)) return kind;
    return CheckKind::icmp;
}

}  // namespace traypulse::moving
