// The world's fourth part: answers to what the engine asks beside its streams.
#include "tests/simulation/model/world.h"

namespace traypulse::model {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kGivenUp = 3s;
constexpr Nanoseconds kSearchForMtu = 2s;
constexpr Nanoseconds kTrace = 1s;
constexpr std::uint32_t kLargePacket = 1500;

}  // namespace

void World::inquire(const effect::Inquire& asked) {
    const auto answer = [this, id = asked.id](Nanoseconds wait, Answer what) {
        after(wait,
              [this, id, what = std::move(what)](Engine& e) { e.on_answer(now(), id, what); });
    };
    const auto* spec = engine_->spec(asked.target);
    Destination to;
    if (spec != nullptr && line(asked.target).address) to = destination(line(asked.target));
    switch (asked.question) {
        case Question::portal: {
            const auto& n = network_;
            if ((n.portal || n.dns.lies) && n.link.up && n.router.alive)
                return answer(50ms, PortalAnswer{PortalAnswer::State::captive,
                                                 "it sends people to http://login.example"});
            if (carrier_.resolves() && n.provider.alive && n.provider.transit)
                return answer(50ms, PortalAnswer{PortalAnswer::State::open, ""});
            return answer(kGivenUp, PortalAnswer{PortalAnswer::State::no_answer, "no answer"});
        }
        case Question::service: {
            ServiceAnswer s;
            s.how = "tried TCP ports 443 and 80";
            const bool page_accepts = carrier_.page_accepts(to);
            if (page_accepts) {
                s.alive = s.accepts = true;
            } else if (to.host == nullptr || !carrier_.passes(to)) {
                return answer(kGivenUp, s);
            } else {
                s.alive = s.accepts = to.host->service;
                s.alive |= to.host->refuses;
            }
            s.check = spec->check;
            s.check.kind = CheckKind::tcp;
            s.check.port = 443;
            if (s.accepts)
                s.how = "its TCP port 443 accepts connections";
            else if (s.alive)
                s.how = "it refuses TCP port 443";
            return answer(s.alive ? 50ms : kGivenUp, s);
        }
        case Question::path_mtu: {
            PathMtu mtu;
            mtu.family = to.family;
            if (carrier_.passes(to)) {
                const bool whole = carrier_.passes(to, kLargePacket);
                mtu.finding = whole ? MtuFinding::whole : MtuFinding::black_hole;
                mtu.mtu = whole ? kLargePacket : network_.path.mtu;
                mtu.smallest_lost = whole ? 0 : network_.path.mtu + 1;
            }
            return answer(kSearchForMtu, PathMtuAnswer{mtu});
        }
        case Question::evidence: {
            const auto& n = network_;
            const auto at = now().wall;
            EvidenceAnswer first;
            first.lines = {{"Neighbour " + n.router.address.text(),
                            neighbour_failed_ ? "does not answer on the link" : "answers", at}};
            first.last = false;
            answer(10ms, first);
            EvidenceAnswer second;
            second.lines = {{"Trace to " + (spec == nullptr ? "nobody" : spec->check.host),
                             n.router.alive ? n.router.address.text() : "*", at}};
            return answer(kTrace, second);
        }
    }
}

}  // namespace traypulse::model
