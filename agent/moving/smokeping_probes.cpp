#include "agent/moving/smokeping_probes.h"

#include <array>

#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"
#include "shared/ip_address.h"

namespace traypulse::moving::smokeping {
namespace {

std::string value_of(const Lookup& lookup, const std::string& key, const char* otherwise = "") {
    const auto* found = lookup(key);
    return found == nullptr || found->value.empty() ? otherwise : found->value;
}

void note_unless_absent(Entry& entry, const Lookup& lookup,
                        std::initializer_list<const char*> keys) {
    for (const auto* key : keys)
        if (const auto* found = lookup(key); found != nullptr && !found->value.empty())
            entry.notes.push_back(tr("its {0} is not kept: {1}", key, clean_name(found->value)));
}

void take_timeout(Entry& entry, const Lookup& lookup) {
    if (const auto seconds = number_of(value_of(lookup, "timeout"))) set_timeout(entry, *seconds);
}

int port_of(Entry& entry, const Lookup& lookup, int usual) {
    const auto text = value_of(lookup, "port");
    if (text.empty()) return usual;
    const auto number = number_of(text);
    if (number && *number >= 1 && *number <= 65535) return static_cast<int>(*number);
    entry.problem = tr("its port {0} is none", config::in_quotes(text));
    return usual;
}

void ping(Entry& entry, const std::string& host, const Lookup& lookup, bool six) {
    const auto protocol = value_of(lookup, "protocol");
    const std::string scheme = six || protocol == "6" ? "icmp6" : "icmp";
    entry.keys["check"] = scheme + "://" + authority(host);
    if (const auto bytes = number_of(value_of(lookup, "packetsize")))
        set_payload_size(entry, *bytes);
    take_timeout(entry, lookup);
    note_unless_absent(entry, lookup, {"tos", "sourceaddress", "interface"});
}

void dns(Entry& entry, const std::string& host, const Lookup& lookup, const char* name_key,
         const char* type_key) {
    const auto server = value_of(lookup, "server", host.c_str());
    const auto name = value_of(lookup, name_key, host.c_str());
    if (IpAddress::parse(name)) {
        entry.problem =
            tr("it looks up an address as a name; say with {0} which name to ask for", name_key);
        return;
    }
    const int port = port_of(entry, lookup, 0);
    entry.keys["check"] = "dns://" + authority(server, port) + "/" + name +
                          "?type=" + value_of(lookup, type_key, "A");
    take_timeout(entry, lookup);
    if (ascii::same_word(value_of(lookup, "protocol"), "tcp"))
        entry.notes.emplace_back(tr("it is asked over UDP first, not over TCP at once"));
    note_unless_absent(entry, lookup, {"require_noerror", "require_answers", "expect_text"});
}

void connect(Entry& entry, const std::string& host, const Lookup& lookup, int usual,
             const char* banner = "") {
    const int port = port_of(entry, lookup, usual);
    entry.keys["check"] = "tcp://" + authority(host, port);
    if (*banner != '\0') entry.keys["banner"] = std::string(banner);
    take_timeout(entry, lookup);
}

void web_page(Entry& entry, const std::string& host, const Lookup& lookup, bool tls) {
    const auto url = value_of(lookup, "url", "/");
    const int port = port_of(entry, lookup, 0);
    if (url.find("://") != std::string::npos) {
        entry.keys["check"] = url;
        entry.notes.push_back(tr("the page is asked for itself, not from the cache {0}", host));
    } else {
        entry.keys["check"] = (tls ? "https://" : "http://") + authority(host, port) +
                              (url.starts_with('/') ? "" : "/") + url;
    }
    take_timeout(entry, lookup);
}

void curl(Entry& entry, const std::string& host, const Lookup& lookup) {
    auto url = value_of(lookup, "urlformat");
    if (url.empty()) {
        entry.problem =
            tr("its {0} is not in what was read; name the file of the probes, too", "urlformat");
        return;
    }
    const auto with = authority(host);
    for (auto at = url.find("%host"); at != std::string::npos; at = url.find("%host", at)) {
        url.replace(at, url.compare(at, 6, "%host%") == 0 ? 6 : 5, with);
        at += with.size();
    }
    entry.keys["check"] = url;
    if (const auto agent = value_of(lookup, "agent"); !agent.empty()) {
        const auto colon =
            ascii::same_word(agent.substr(0, 11), "user-agent:") ? agent.substr(11) : agent;
        add_header(entry, "User-Agent", colon);
    }
    if (url.starts_with("https:") && truth_of(value_of(lookup, "insecure_ssl")).value_or(false))
        entry.keys["verify"] = false;
    if (!truth_of(value_of(lookup, "follow_redirects")).value_or(false))
        entry.keys["redirects"] = std::string("refuse");
    if (const auto expect = value_of(lookup, "expect"); !expect.empty()) {
        if (const auto literal = literal_of(expect))
            entry.keys["body_contains"] = *literal;
        else
            entry.keys["body_matches"] = expect;
    }
    take_timeout(entry, lookup);
    note_unless_absent(entry, lookup, {"extraargs", "extrare", "interface"});
}

}  // namespace

void check_with(Entry& entry, const std::string& module, const std::string& host,
                const Lookup& lookup) {
    if (module == "FPing" || module == "FPingContinuous") return ping(entry, host, lookup, false);
    if (module == "FPing6") return ping(entry, host, lookup, true);
    if (module == "DNS") return dns(entry, host, lookup, "lookup", "recordtype");
    if (module == "AnotherDNS") return dns(entry, host, lookup, "lookup", "recordtype");
    if (module == "EchoPingDNS") return dns(entry, host, lookup, "dns_request", "dns_type");
    if (module == "Curl" || module == "AnotherCurl") return curl(entry, host, lookup);
    if (module == "EchoPingHttp") return web_page(entry, host, lookup, false);
    if (module == "EchoPingHttps") return web_page(entry, host, lookup, true);
    if (module == "TCPPing") return connect(entry, host, lookup, 80);
    if (module == "EchoPingSmtp") return connect(entry, host, lookup, 25, "220");
    if (module == "SSH" || module == "AnotherSSH") return connect(entry, host, lookup, 22, "SSH-");
    if (module == "EchoPingDiscard") return connect(entry, host, lookup, 9);
    if (module == "EchoPingChargen") return connect(entry, host, lookup, 19);
    if (module == "EchoPing" && !truth_of(value_of(lookup, "udp")).value_or(false))
        return connect(entry, host, lookup, 7);
    if (module == "LDAP" || module == "EchoPingLDAP" || module == "EchoPingWhois") {
        connect(entry, host, lookup, module == "EchoPingWhois" ? 43 : 389);
        entry.notes.emplace_back(tr("only that it accepts a connection is checked, not an answer"));
        return;
    }
    entry.problem = tr("the probe {0} has no counterpart", config::in_quotes(module));
}

std::string module_by_name(const std::string& probe) {
    // The longer ones first: "FPing6" begins with "FPing".
    constexpr std::array<std::string_view, 19> kModules{"FPingContinuous",
                                                        "FPing6",
                                                        "FPing",
                                                        "AnotherDNS",
                                                        "DNS",
                                                        "AnotherCurl",
                                                        "Curl",
                                                        "EchoPingHttps",
                                                        "EchoPingHttp",
                                                        "EchoPingSmtp",
                                                        "EchoPingDNS",
                                                        "EchoPingLDAP",
                                                        "EchoPingWhois",
                                                        "EchoPingDiscard",
                                                        "EchoPingChargen",
                                                        "AnotherSSH",
                                                        "SSH",
                                                        "TCPPing",
                                                        "LDAP"};
    for (const auto module : kModules)
        if (probe.starts_with(module)) return std::string(module);
    return probe;
}

}  // namespace traypulse::moving::smokeping
