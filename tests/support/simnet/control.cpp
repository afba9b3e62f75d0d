#include "tests/support/simnet/control.h"

#include <map>
#include <vector>

#include "tests/support/simnet/extensions.h"
#include "tests/support/simnet/words.h"

namespace traypulse::simnet {
namespace {

std::uint8_t unreachable_code(Words& words, Family family) {
    static const std::map<std::string_view, std::pair<std::uint8_t, std::uint8_t>> kNames{
        {"net", {0, 0}}, {"host", {1, 3}}, {"port", {3, 4}}, {"prohibited", {13, 1}}};
    const auto found = kNames.find(words.peek());
    if (found == kNames.end()) return static_cast<std::uint8_t>(words.number(0, 255));
    words.next("code");
    return family == Family::ipv4 ? found->second.first : found->second.second;
}

std::vector<Hop> hops(const std::string& text) {
    std::vector<Hop> out;
    if (text == "none") return out;
    for (const auto& one : split(text, ',')) {
        auto& hop = out.emplace_back();
        if (one == "*") continue;
        for (const auto& choice : split(one, '|')) hop.addresses.push_back(Words::address(choice));
    }
    return out;
}

void set(Behaviour& b, Words& words, Family family, MonoTime now) {
    const auto word = words.next("setting");
    if (word == "up")
        b.up = true;
    else if (word == "down")
        b.up = false;
    else if (word == "delay")
        b.delay = words.duration();
    else if (word == "jitter")
        b.jitter = words.duration();
    else if (word == "uniform")
        b.distribution = Jitter::uniform;
    else if (word == "normal")
        b.distribution = Jitter::normal;
    else if (word == "loss")
        b.loss = words.share();
    else if (word == "duplicate")
        b.duplicate = words.share();
    else if (word == "corrupt")
        b.corrupt = words.share();
    else if (word == "ttl")
        b.ttl = static_cast<std::uint8_t>(words.number(1, 255));
    else if (word == "mpls" || word == "interface" || word == "extensions")
        b.extensions = extensions(b.extensions, word, words);
    else if (word == "hops")
        b.hops = hops(words.next("hops"));
    else if (word == "reset")
        b = {};
    else if (word == "reorder") {
        b.reorder = words.share();
        if (b.reorder > 0) b.reorder_by = words.duration();
    } else if (word == "burst") {
        b.burst.reset();
        if (words.take("off")) return;
        const double to_bad = words.share();
        b.burst = Burst{to_bad, words.share(), 0, 1};
    } else if (word == "flap") {
        b.flap.reset();
        if (words.take("off")) return;
        const auto on = words.duration();
        b.flap = Flap{on, words.duration(), now};
        if (b.flap->on.count() == 0 || b.flap->off.count() == 0) {
            b.flap.reset();
            throw Refused("both times of flap must be above 0");
        }
    } else if (word == "unreachable") {
        b.unreachable.reset();
        b.unreachable_from.reset();
        if (words.take("off")) return;
        b.unreachable = unreachable_code(words, family);
        if (words.take("from")) b.unreachable_from = words.address();
    } else if (word == "mtu" || word == "blackhole") {
        b.black_hole = word == "blackhole";
        b.mtu_unsaid = false;
        b.mtu = words.take("off") ? 0 : static_cast<std::uint32_t>(words.number(68, 65535));
        if (words.take("unsaid")) b.mtu_unsaid = true;
    } else {
        throw Refused("unknown setting '" + word + "'");
    }
}

// All of a line or nothing of it: a mistake in the third setting leaves the first two undone.
void set_all(Behaviour& behaviour, Words& words, Family family, MonoTime now) {
    auto changed = behaviour;
    while (words.more()) set(changed, words, family, now);
    behaviour = std::move(changed);
}

std::string describe(const HostCounts& c) {
    return "requests=" + std::to_string(c.requests) + " replies=" + std::to_string(c.replies) +
           " lost=" + std::to_string(c.lost) + " errors=" + std::to_string(c.errors);
}
std::string describe(const WorldCounts& c, std::size_t waiting) {
    return "received=" + std::to_string(c.received) + " sent=" + std::to_string(c.sent) +
           " requests=" + std::to_string(c.requests) + " replies=" + std::to_string(c.replies) +
           " refused=" + std::to_string(c.refused) + " fragments=" + std::to_string(c.fragments) +
           " waiting=" + std::to_string(waiting);
}

std::string dns_line(NameServer& dns, World& world, Words& words) {
    static const std::map<std::string_view, NameServer::Mode> kModes{
        {"servfail", NameServer::Mode::servfail},
        {"nxdomain", NameServer::Mode::nxdomain},
        {"refused", NameServer::Mode::refused},
        {"silent", NameServer::Mode::silent}};
    constexpr std::uint16_t kDnsPort = 53;
    constexpr std::uint64_t kLongestTtl = 604'800;
    const auto word = words.next("what to do with dns");
    if (const auto mode = kModes.find(word); mode != kModes.end()) {
        dns.set_mode(words.on_off() ? mode->second : NameServer::Mode::answer);
    } else if (word == "at") {
        world.serve_udp(words.address(), kDnsPort,
                        [&dns](Bytes query) { return dns.answer(query); });
    } else if (word == "ptr") {
        const auto address = words.address();
        dns.add_reverse(address, words.next("name"));
    } else if (word == "name") {
        const auto name = words.next("name");
        if (words.take("none")) {
            dns.remove(name);
        } else {
            if (!words.take("a")) words.take("aaaa");
            const auto address = words.address();
            dns.add(
                name, address,
                words.take("ttl") ? static_cast<std::uint32_t>(words.number(0, kLongestTtl)) : 60);
        }
    } else if (word == "count") {
        return "queries=" +
               std::to_string(words.more() ? dns.queries(words.next("name")) : dns.queries());
    } else {
        throw Refused("unknown word '" + word + "' behind dns");
    }
    return {};
}

std::string report(const std::string& error) {
    if (!error.empty()) throw Refused(error);
    return {};
}

}  // namespace

std::string Control::execute(std::string_view line, MonoTime now) {
    const auto run = [&]() -> std::string {
        Words words(line);
        const auto verb = words.next("command");
        std::string out;
        if (verb == "host") {
            const auto address = words.address();
            set_all(world_.host(address), words, address.family, now);
        } else if (verb == "prefix") {
            const auto block = words.prefix();
            set_all(world_.prefix(block), words, block.base.family, now);
        } else if (verb == "forget") {
            world_.forget(words.prefix());
        } else if (verb == "onlink") {
            while (words.more()) world_.add_on_link(words.prefix());
        } else if (verb == "router") {
            if (words.peek() == "up" || words.peek() == "down") {
                const bool up = words.on_off();
                for (auto family : words.families()) world_.set_router_up(family, up);
            } else {
                world_.set_router(words.address());
            }
        } else if (verb == "provider") {
            const auto state = words.take("unreachable") ? PathState::unreachable
                               : words.on_off()          ? PathState::up
                                                         : PathState::down;
            for (auto family : words.families()) world_.set_provider(family, state);
        } else if (verb == "quote") {
            world_.set_quote(words.take("least") ? Quote::least : Quote::full);
            words.take("full");
        } else if (verb == "dns") {
            out = dns_line(dns_, world_, words);
        } else if (verb == "count") {
            out = describe(world_.counts(words.address()));
        } else if (verb == "stats") {
            out = describe(world_.counts(), world_.waiting());
        } else if (verb == "clear") {
            world_.clear_counts();
        } else if (verb == "link") {
            report(shell_.link(words.on_off()));
        } else if (verb == "carrier") {
            report(shell_.carrier(words.on_off()));
        } else if (verb == "record") {
            constexpr std::uint64_t kMostRecords = 20'000'000;
            report(shell_.record(static_cast<std::size_t>(words.number(0, kMostRecords))));
        } else if (verb == "dump") {
            report(shell_.dump(words.next("file")));
        } else if (verb == "quit") {
            report(shell_.quit());
        } else {
            throw Refused("unknown command '" + verb + "'");
        }
        words.end();
        return out;
    };
    try {
        const auto out = run();
        return out.empty() ? "ok" : "ok " + out;
    } catch (const Refused& e) {
        return std::string("error: ") + e.what();
    }
}

}  // namespace traypulse::simnet
