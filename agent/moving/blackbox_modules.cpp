#include "agent/moving/blackbox_modules.h"

#include <algorithm>

#include "agent/config/duration.h"
#include "agent/config/host.h"
#include "agent/moving/blackbox_http.h"
#include "agent/moving/entry.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving::blackbox {
namespace {

/// The family that a module insists on; without the fallback only, else it takes either.
std::string family_of(const YamlNode* probe) {
    if (probe == nullptr || truth_of(probe->text_of("ip_protocol_fallback")).value_or(true))
        return {};
    return probe->text_of("preferred_ip_protocol") == "ip4" ? "ipv4" : "ipv6";
}

void ping(Entry& entry, const YamlNode* probe, const std::string& target) {
    const auto family = family_of(probe);
    const std::string scheme = family == "ipv4" ? "icmp4" : family == "ipv6" ? "icmp6" : "icmp";
    const bool bracket = target.starts_with('[') && target.ends_with(']');
    entry.keys["check"] =
        scheme + "://" + authority(bracket ? target.substr(1, target.size() - 2) : target);
    if (probe == nullptr) return;
    if (const auto bytes = number_of(probe->text_of("payload_size")))
        set_payload_size(entry, *bytes);
    if (const auto ttl = number_of(probe->text_of("ttl")); ttl && *ttl >= 1 && *ttl <= 255)
        entry.keys["ttl"] = static_cast<std::int64_t>(*ttl);
}

void connect(Entry& entry, const YamlNode* probe, const std::string& target) {
    entry.keys["check"] = "tcp://" + target;
    if (const auto family = family_of(probe); !family.empty()) entry.keys["family"] = family;
    const auto* talk = probe == nullptr ? nullptr : probe->find("query_response");
    if (talk == nullptr || talk->items.empty()) return;
    if (const auto literal = literal_of(talk->items.front()->text_of("expect"));
        literal && talk->items.front()->text_of("send").empty())
        entry.keys["banner"] = *literal;
}

void dns(Entry& entry, const YamlNode* probe, const std::string& target) {
    const auto name = probe == nullptr ? std::string() : probe->text_of("query_name");
    if (name.empty()) {
        entry.problem = tr("its module does not say which name to ask for");
        return;
    }
    if (truth_of(probe->text_of("dns_over_tls")).value_or(false)) {
        entry.problem = tr("it asks over TLS, which Traypulse's DNS checks don't");
        return;
    }
    const auto [host, port] = split_port(target);
    auto type = probe->text_of("query_type");
    if (type.empty() || type == "ANY") type = "A";
    entry.keys["check"] =
        "dns://" + authority(host, port == 53 ? 0 : port) + "/" + name + "?type=" + type;
}

const YamlNode* probe_of(const YamlNode& module) {
    const auto* probe = module.find(module.text_of("prober"));
    return probe != nullptr && probe->kind == YamlNode::Kind::map ? probe : nullptr;
}

void unkept_tcp(const YamlNode& probe, std::vector<std::string>& out) {
    if (truth_of(probe.text_of("tls")).value_or(false))
        out.emplace_back(tr("TLS is not spoken: only that a connection is accepted is checked"));
    const auto* talk = probe.find("query_response");
    if (talk == nullptr || talk->items.empty()) return;
    const auto& first = *talk->items.front();
    const bool banner = first.text_of("send").empty() && literal_of(first.text_of("expect"));
    if (!banner || talk->items.size() > 1)
        out.emplace_back(
            banner ? tr("{0}: only what the server says first is checked", "query_response")
                   : tr("{0}: what the server says is not checked", "query_response"));
}

void unkept_dns(const YamlNode& probe, std::vector<std::string>& out) {
    const auto type = probe.text_of("query_type");
    if (type.empty() || type == "ANY")
        out.emplace_back(tr("type ANY is not asked for any more (RFC 8482): A is"));
    if (probe.text_of("transport_protocol") == "tcp")
        out.emplace_back(tr("it is asked over UDP first, not over TCP at once"));
    for (const auto* key : {"validate_answer_rrs", "validate_authority_rrs",
                            "validate_additional_rrs", "valid_rcodes"})
        if (const auto* found = probe.find(key);
            found != nullptr && !(found->items.size() == 1 && found->items[0]->text == "NOERROR"))
            out.push_back(tr("{0} is not kept", key));
}

}  // namespace

void check_with(Entry& entry, const YamlNode& module, const std::string& target) {
    const auto prober = module.text_of("prober");
    const auto* probe = probe_of(module);
    if (prober == "http")
        take_http(entry, probe, target, family_of(probe));
    else if (prober == "tcp")
        connect(entry, probe, target);
    else if (prober == "icmp")
        ping(entry, probe, target);
    else if (prober == "dns")
        dns(entry, probe, target);
    else
        entry.problem = prober.empty()
                            ? std::string(tr("its module does not say its prober"))
                            : tr("the prober {0} has no counterpart", config::in_quotes(prober));
    set_timeout(entry, seconds_of(module.text_of("timeout")));
}

std::vector<std::string> unkept(const YamlNode& module) {
    std::vector<std::string> out;
    const auto prober = module.text_of("prober");
    const auto* probe = probe_of(module);
    if (probe == nullptr) return out;
    if (prober == "http") unkept_http(*probe, out);
    if (prober == "tcp") unkept_tcp(*probe, out);
    if (prober == "dns") unkept_dns(*probe, out);
    for (const auto* key : {"source_ip_address", "dont_fragment"})
        if (const auto text = probe->text_of(key); !text.empty() && text != "false")
            out.push_back(tr("{0} is not kept", key));
    return out;
}

Yaml shipped(const std::string& name) {
    constexpr std::pair<std::string_view, std::string_view> kModules[] = {
        {"http_2xx", "prober: http"},
        {"tcp_connect", "prober: tcp"},
        {"icmp", "prober: icmp"},
        {"ssh_banner", "{prober: tcp, tcp: {query_response: [{expect: \"^SSH-2.0-\"}]}}"},
    };
    for (const auto& [known, text] : kModules)
        if (known == name) {
            auto parsed = parse_yaml({std::string(known), std::string(text)});
            if (parsed && !parsed.value().empty()) return parsed.value().front();
        }
    return nullptr;
}

double seconds_of(const std::string& text) {
    const auto duration = config::parse_duration(text, config::BareNumber::seconds);
    return duration ? std::chrono::duration<double>(*duration).count() : 0;
}

}  // namespace traypulse::moving::blackbox
