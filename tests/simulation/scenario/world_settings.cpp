#include "tests/simulation/scenario/world_settings.h"

namespace traypulse::scenario {
namespace {

/// A share, or a table of model::Loss.
void read_loss(Keys& keys, model::Loss& out) {
    const auto* node = keys.node("loss");
    if (node == nullptr) return;
    if (node->is_number()) {
        out = model::Loss::independent(*node->value<double>());
        return;
    }
    if (!node->is_table()) keys.wrong("loss", "loss is a share, or a table");
    out = {};
    Keys loss(*node->as_table(), keys.file());
    loss.read("in_good", out.in_good);
    loss.read("in_bad", out.in_bad);
    loss.read("good", out.good);
    loss.read("bad", out.bad);
    loss.read("good_least", out.good_least);
    loss.read("bad_least", out.bad_least);
    loss.read("bad_most", out.bad_most);
    loss.finish();
}

std::vector<IpAddress> read_addresses(Keys& keys, std::string_view key) {
    std::vector<std::string> texts;
    keys.read(key, texts);
    std::vector<IpAddress> out;
    for (const auto& text : texts) {
        const auto address = IpAddress::parse(text);
        if (!address) keys.wrong(key, "\"" + text + "\" is no address");
        out.push_back(*address);
    }
    return out;
}

void read_link(Keys keys, model::Link& out) {
    keys.read("known", out.known);
    keys.read("up", out.up);
    std::size_t medium = 0;
    if (keys.word("medium", {"unknown", "wired", "wifi", "mobile"}, medium))
        out.medium = static_cast<Medium>(medium);
    keys.read("interface", out.interface);
    keys.read("latency", out.latency);
    keys.read("jitter", out.jitter);
    keys.read("default_route", out.default_route);
    read_loss(keys, out.loss);
    keys.finish();
}

void read_router(Keys keys, model::Router& out) {
    std::string address;
    if (keys.read("address", address)) {
        const auto parsed = IpAddress::parse(address);
        if (!parsed) keys.wrong("address", "\"" + address + "\" is no address");
        out.address = *parsed;
    }
    keys.read("mac", out.mac);
    keys.read("alive", out.alive);
    keys.read("answers_ping", out.answers_ping);
    keys.read("latency", out.latency);
    keys.finish();
}

void read_provider(Keys keys, model::Provider& out) {
    keys.read("alive", out.alive);
    keys.read("transit", out.transit);
    keys.read("latency", out.latency);
    read_loss(keys, out.loss);
    keys.finish();
}

void read_dns(Keys keys, model::Dns& out) {
    keys.read("alive", out.alive);
    keys.read("delay", out.delay);
    keys.read("lies", out.lies);
    keys.read("servers", out.servers);
    keys.finish();
}

void read_ipv6(Keys keys, model::Ipv6& out) {
    keys.read("present", out.present);
    keys.read("works", out.works);
    keys.finish();
}

void read_vpn(Keys keys, model::Vpn& out) {
    keys.read("present", out.present);
    keys.read("up", out.up);
    keys.read("alive", out.alive);
    keys.read("interface", out.interface);
    keys.read("latency", out.latency);
    std::vector<std::string> routes;
    if (keys.read("routes", routes)) {
        out.routes.clear();
        for (const auto& text : routes) {
            const auto prefix = Prefix::parse(text);
            if (!prefix) keys.wrong("routes", "\"" + text + "\" is no prefix");
            out.routes.push_back(*prefix);
        }
    }
    keys.finish();
}

void read_path(Keys keys, model::Path& out) {
    int mtu = static_cast<int>(out.mtu);
    keys.read("mtu", mtu);
    out.mtu = static_cast<std::uint32_t>(mtu);
    keys.read("black_hole", out.black_hole);
    keys.finish();
}

void read_host(Keys keys, MonoTime now, model::Host& out) {
    if (keys.has("addresses")) out.addresses = read_addresses(keys, "addresses");
    keys.read("alive", out.alive);
    keys.read("icmp", out.icmp);
    keys.read("service", out.service);
    keys.read("refuses", out.refuses);
    keys.read("http_status", out.http_status);
    keys.read("lan", out.lan);
    keys.read("unreachable", out.unreachable);
    keys.read("latency", out.latency);
    keys.read("jitter", out.jitter);
    if (keys.read("creep", out.creep)) out.creeps_since = now;
    read_loss(keys, out.loss);
    keys.finish();
}

}  // namespace

void set_world(const toml::table& table, const std::string& file, MonoTime now,
               model::Network& out) {
    Keys keys(table, file);
    const auto part = [&](std::string_view key, const auto& read, auto& value) {
        if (const auto* t = keys.table(key)) read(Keys(*t, file), value);
    };
    part("link", read_link, out.link);
    part("router", read_router, out.router);
    part("provider", read_provider, out.provider);
    part("dns", read_dns, out.dns);
    part("ipv6", read_ipv6, out.ipv6);
    part("vpn", read_vpn, out.vpn);
    part("path", read_path, out.path);
    keys.read("portal", out.portal);
    keys.read("firewall", out.firewall);
    if (const auto* hosts = keys.table("host"))
        for (const auto& [name, node] : *hosts) {
            if (!node.is_table()) keys.wrong("host", "a host is a table");
            read_host(Keys(*node.as_table(), file), now, out.hosts[std::string(name.str())]);
        }
    keys.finish();
}

}  // namespace traypulse::scenario
