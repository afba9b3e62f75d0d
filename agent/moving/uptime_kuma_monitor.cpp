#include "agent/moving/uptime_kuma_monitor.h"

#include <cmath>

#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/text.h"
#include "agent/moving/uptime_kuma_http.h"
#include "agent/translations/translate.h"
#include "shared/ip_address.h"

namespace traypulse::moving::kuma {
namespace {

/// Its default and ours.
constexpr double kUsualBytes = 56;

int port_of(const Json& monitor) {
    const auto port = number_of(monitor, "port");
    return port >= 1 && port <= 65535 ? static_cast<int>(port) : 0;
}

/// Version 2 can insist on a family.
std::string family_of(const Json& monitor) {
    const auto family = text_of(monitor, "ipFamily");
    return family == "ipv4" || family == "ipv6" ? family : std::string();
}

void take_ping(Entry& entry, const Json& monitor) {
    const auto family = family_of(monitor);
    const std::string scheme = family == "ipv4" ? "icmp4" : family == "ipv6" ? "icmp6" : "icmp";
    entry.keys["check"] = scheme + "://" + authority(text_of(monitor, "hostname"));
    if (const auto bytes = number_of(monitor, "packetSize"); bytes > 0 && bytes != kUsualBytes)
        set_payload_size(entry, bytes);
}

void take_port(Entry& entry, const Json& monitor) {
    entry.keys["check"] = "tcp://" + authority(text_of(monitor, "hostname"), port_of(monitor));
}

void take_dns(Entry& entry, const Json& monitor) {
    auto servers = text_of(monitor, "dns_resolve_server");
    if (const auto comma = servers.find(','); comma != std::string::npos) {
        entry.notes.push_back(
            tr("only the first of its resolvers is asked: {0}", clean_name(servers)));
        servers.resize(comma);
    }
    const auto server = std::string(trimmed(servers));
    int port = port_of(monitor);
    if (port == 53) port = 0;
    const auto type = text_of(monitor, "dns_resolve_type");
    entry.keys["check"] = "dns://" + (server.empty() ? "@resolver" : authority(server, port)) +
                          "/" + text_of(monitor, "hostname") +
                          "?type=" + (type.empty() ? "A" : type);
}

void take_smtp(Entry& entry, const Json& monitor) {
    take_port(entry, monitor);
    if (text_of(monitor, "smtpSecurity") != "secure") {
        entry.keys["banner"] = std::string("220");
    } else {
        entry.notes.emplace_back(tr("only that it accepts a connection is checked, not TLS"));
    }
}

std::string why_not(const std::string& type) {
    if (type == "push") return tr("it waits to be told; Traypulse only asks");
    if (type == "manual") return tr("its state is set by hand");
    if (type == "docker") return tr("it asks Docker for a container");
    if (type == "real-browser") return tr("it starts a browser");
    if (type.empty()) return tr("it does not say its type");
    return tr("the type {0} has no counterpart", config::in_quotes(type));
}

/// What is the same for all types.
void take_common(Entry& entry, const Json& monitor) {
    const auto kind = kind_of_check(entry.text("check"));
    set_interval(entry, kind, number_of(monitor, "interval"));
    set_timeout(entry, number_of(monitor, "timeout"));
    if (!flag_of(monitor, "active", true) || flag_of(monitor, "forceInactive"))
        entry.keys["enabled"] = false;
    if (const auto family = family_of(monitor);
        !family.empty() && (kind == CheckKind::tcp || is_http(kind)))
        entry.keys["family"] = family;
    if (const auto retries = number_of(monitor, "maxretries"); retries >= 1)
        entry.notes.push_back(tr("its {0} retries are left to Traypulse's own re-checks",
                                 std::lround(std::min(retries, 1e6))));
    const auto conditions = monitor.value("conditions", Json());
    const auto written = text_of(monitor, "conditions");
    if ((conditions.is_array() && !conditions.empty()) || (!written.empty() && written != "[]"))
        entry.notes.emplace_back(tr("its conditions on the answer are not kept"));
    if (const auto tags = monitor.find("tags");
        tags != monitor.end() && tags->is_array() && !tags->empty()) {
        std::vector<std::string> names;
        for (const auto& tag : *tags) {
            auto name = tag.is_object()   ? text_of(tag, "name")
                        : tag.is_string() ? tag.get<std::string>()
                                          : std::string();
            if (!name.empty() && names.size() < 20) names.push_back(clean_name(name));
        }
        entry.notes.push_back(tr("its tags are not kept: {0}", listed(names)));
    }
}

}  // namespace

std::string text_of(const Json& monitor, const char* key) {
    const auto it = monitor.find(key);
    if (it == monitor.end()) return {};
    if (it->is_string()) return it->get<std::string>();
    if (it->is_number_integer()) return std::to_string(it->get<std::int64_t>());
    return {};
}

double number_of(const Json& monitor, const char* key, double otherwise) {
    const auto it = monitor.find(key);
    if (it == monitor.end()) return otherwise;
    if (it->is_boolean()) return it->get<bool>() ? 1 : 0;
    if (it->is_number()) return it->get<double>();
    if (it->is_string())
        return moving::number_of(it->get_ref<const std::string&>()).value_or(otherwise);
    return otherwise;
}

bool flag_of(const Json& monitor, const char* key, bool otherwise) {
    const auto it = monitor.find(key);
    if (it != monitor.end() && it->is_string())
        return truth_of(it->get_ref<const std::string&>()).value_or(otherwise);
    return number_of(monitor, key, otherwise ? 1 : 0) != 0;
}

void take_monitor(Entry& entry, const Json& monitor) {
    const auto type = text_of(monitor, "type");
    if (type == "http" || type == "keyword" || type == "json-query")
        take_http(entry, monitor, type);
    else if (type == "ping")
        take_ping(entry, monitor);
    else if (type == "port")
        take_port(entry, monitor);
    else if (type == "dns")
        take_dns(entry, monitor);
    else if (type == "smtp")
        take_smtp(entry, monitor);
    else
        entry.problem = why_not(type);
    if (entry.problem.empty() && flag_of(monitor, "upsideDown"))
        entry.problem =
            tr("it is upside down: good when nothing answers, which Traypulse can't say");
    if (entry.problem.empty()) take_common(entry, monitor);
}

}  // namespace traypulse::moving::kuma
