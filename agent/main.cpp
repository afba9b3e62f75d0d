// The program `traypulse`: hands the real network to the command line.
#include <memory>
#include <utility>

#include "agent/cli/wiring.h"
#include "agent/config/check_uri.h"
#include "agent/install_layout.h"
#include "agent/probes/icmp_ladder.h"
#include "agent/probes/name_resolver.h"
#include "agent/runtime/network_watch.h"
#include "agent/start.h"
#include "agent/translations/catalogue.h"
#include "agent/translations/translate.h"

namespace {

using namespace traypulse;

std::unique_ptr<IcmpChannel> make_channel(uv_loop_t* loop, const cli::PingOptions& options) {
    LadderOptions ladder;
    ladder.service_socket = options.helper_socket;
    ladder.helper_path = install_layout().helper;
    return std::make_unique<IcmpLadder>(loop, std::move(ladder), nullptr);
}

Result<IpAddress> symbolic(const CheckSpec& check, const std::vector<std::string>& known) {
    for (const auto& text : known)
        if (const auto address = IpAddress::parse(text)) return *address;
    return Error{ErrorCode::unavailable,
                 check.host == config::kRouterHost ? tr("this network has no router")
                                                   : tr("this network has no resolver"),
                 tr("name a host instead")};
}

cli::Resolve make_resolve(uv_loop_t* loop) {
    auto resolver = std::make_shared<NameResolver>(loop);
    return [resolver](const CheckSpec& check, std::function<void(Result<IpAddress>)> done) {
        if (const auto literal = IpAddress::parse(check.host)) return done(*literal);
        if (check.host == config::kRouterHost)
            return done(symbolic(check, runtime::read_network_facts().routers));
        if (check.host == config::kResolverHost)
            return done(symbolic(check, runtime::read_network_facts().resolvers));
        const auto wish = check.kind == CheckKind::icmp4   ? FamilyWish::ipv4
                          : check.kind == CheckKind::icmp6 ? FamilyWish::ipv6
                                                           : FamilyWish::any;
        resolver->lookup(check.host, wish, [done = std::move(done)](const Result<Resolved>& found) {
            if (found.ok())
                done(found.value().addresses.front());
            else
                done(found.error());
        });
    };
}

}  // namespace

int main(int argc, char** argv) {
    use_the_persons_language(install_layout().program);
    auto wiring = cli::standard_wiring(TRAYPULSE_VERSION, install_layout().helper);
    wiring.run_agent = [](const cli::AgentOptions& options) {
        return start_agent(options, TRAYPULSE_VERSION);
    };
    wiring.make_channel = make_channel;
    wiring.make_resolve = make_resolve;
    return cli::run(argc, argv, wiring);
}
