#include "tests/support/simnet/options.h"

#include <cstdlib>

#include "shared/ip_prefix.h"

namespace traypulse::simnet {
namespace {

constexpr const char* kUsage =
    "usage: traypulse-simnet [--control SOCKET] [--script FILE] [--address A/N]… [--router A]…\n"
    "                        [--device sim0] [--mtu 1500] [--seed N] [--spin] [--realtime]\n"
    "                        [--bind FILE=PATH]…\n"
    "       traypulse-simnet --control SOCKET --send LINE…\n"
    "Without --address: 10.99.0.2/24 and fd99::2/112 behind the routers 10.99.0.1 and fd99::1.\n";

}  // namespace

std::string_view usage() { return kUsage; }

Options parse_options(const std::vector<std::string>& words) {
    Options o;
    for (std::size_t i = 0; i < words.size() && o.wrong.empty(); ++i) {
        const auto& word = words[i];
        const auto value = [&]() -> std::string {
            if (i + 1 < words.size()) return words[++i];
            o.wrong = word + " needs a value";
            return {};
        };
        if (word == "--control")
            o.control = value();
        else if (word == "--script")
            o.script = value();
        else if (word == "--device")
            o.tun.name = value();
        else if (word == "--mtu")
            o.tun.mtu = static_cast<unsigned>(std::strtoul(value().c_str(), nullptr, 10));
        else if (word == "--seed")
            o.seed = std::strtoull(value().c_str(), nullptr, 10);
        else if (word == "--spin")
            o.spin = true;
        else if (word == "--realtime")
            o.realtime = true;
        else if (word == "--send") {
            while (i + 1 < words.size()) o.send.push_back(words[++i]);
        } else if (word == "--bind") {
            const auto text = value();
            const auto equals = text.find('=');
            if (equals == std::string::npos)
                o.wrong = "not FILE=PATH: " + text;
            else
                o.binds.emplace_back(text.substr(0, equals), text.substr(equals + 1));
        } else if (word == "--address") {
            const auto text = value();
            const auto address = IpAddress::parse(text.substr(0, text.find('/')));
            const auto block = Prefix::parse(text);
            if (!address || !block)
                o.wrong = "not an address with a length: " + text;
            else
                o.tun.addresses.emplace_back(*address, block->length);
        } else if (word == "--router") {
            const auto text = value();
            if (const auto address = IpAddress::parse(text))
                o.tun.routers.push_back(*address);
            else
                o.wrong = "not an address: " + text;
        } else {
            o.wrong = "unknown option " + word;
        }
    }
    if (o.tun.addresses.empty()) {
        o.tun.addresses = {{*IpAddress::parse("10.99.0.2"), 24},
                           {*IpAddress::parse("fd99::2"), 112}};
        if (o.tun.routers.empty())
            o.tun.routers = {*IpAddress::parse("10.99.0.1"), *IpAddress::parse("fd99::1")};
    }
    return o;
}

}  // namespace traypulse::simnet
