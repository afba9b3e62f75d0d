#include "tests/simulation/random_run.h"

#include <cstdio>
#include <map>
#include <set>

#include "tests/simulation/model/world.h"

namespace traypulse::random_run {
namespace {

using namespace std::chrono_literals;
using model::Network;

/// Enough for each kind of trouble to meet each other; few enough for thousands of runs.
constexpr int kMostEvents = 14;
constexpr Nanoseconds kLongestGap = 40s;
/// Grace, proof of *up*, aftermath, a resolver that is asked again, and a service's slowest check;
/// and the end of *degraded*, up to five minutes after the last loss, on a Wi-Fi that loses a
/// packet now and then.
constexpr Nanoseconds kHealing = 7min;

class Run {
 public:
    Run(const scenario::Home& home, std::uint64_t seed, std::vector<std::string>* story)
        : home_(home),
          random_(seed * 2 + 1),
          story_(story),
          world_(home.network, home.settings, seed,
                 {[this](const Effect& e) { early_ ? first_.push_back(e) : effect(e); }, {}}) {
        early_ = false;
        for (const auto& e : first_) effect(e);
    }

    std::vector<std::string> go() {
        const auto events = 1 + random_.bits() % kMostEvents;
        for (std::uint64_t i = 0; i < events && world_.faults().empty(); ++i) {
            world_.run_to(world_.elapsed() + part(kLongestGap));
            anything();
        }
        heal();
        if (world_.faults().empty()) world_.run_to(world_.elapsed() + kHealing);
        judge();
        return std::move(faults_);
    }

 private:
    Nanoseconds part(Nanoseconds most) {
        return Nanoseconds(
            static_cast<std::int64_t>(static_cast<double>(most.count()) * random_.uniform()));
    }
    bool coin() { return random_.chance(0.5); }
    void tell(const std::string& what) {
        if (story_ == nullptr) return;
        char at[32];
        std::snprintf(at, sizeof at, "%.3f ",
                      std::chrono::duration<double>(world_.elapsed()).count());
        story_->push_back(at + what);
    }
    void fault(const std::string& what) {
        tell("!! " + what);
        faults_.push_back(what);
    }
    model::Host& any_host(Network& n) {
        auto it = n.hosts.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(random_.bits() % n.hosts.size()));
        tell("  (" + it->first + ")");
        return it->second;
    }
    std::optional<TargetId> any_target() {
        if (world_.engine() == nullptr || home_.settings.targets.empty()) return {};
        const auto snapshot = world_.engine()->snapshot(world_.now());
        return snapshot.targets[random_.bits() % snapshot.targets.size()].id;
    }
    std::optional<Nanoseconds> maybe_for() {
        return coin() ? std::optional(1s + part(60s)) : std::nullopt;
    }

    void anything();
    void change_network();
    void command();
    void heal();
    void judge();
    void effect(const Effect& e);
    void notified(const Notice& n);

    const scenario::Home& home_;
    simnet::Random random_;
    std::vector<std::string>* story_;
    bool early_ = true;
    std::vector<Effect> first_;
    bool helper_ = true;
    int run_ = 0;  ///< of the agent; ids of outages go on over restarts
    std::map<OutageId, std::string> last_notice_;
    std::set<OutageId> open_;
    std::vector<std::string> faults_;
    model::World world_;
};

void Run::change_network() {
    world_.change([&](Network& n) {
        switch (random_.bits() % 13) {
            case 0:
                n.link.up = coin();
                return tell(n.link.up ? "link up" : "link down");
            case 1:
                n.router.alive = coin();
                return tell(n.router.alive ? "router alive" : "router dead");
            case 2:
                n.provider.alive = coin();
                return tell(n.provider.alive ? "provider alive" : "provider dead");
            case 3:
                n.provider.transit = coin();
                return tell(n.provider.transit ? "transit alive" : "transit dead");
            case 4:
                n.dns.alive = coin();
                return tell(n.dns.alive ? "dns alive" : "dns dead");
            case 5:
                n.dns.delay = part(6s);
                return tell("dns slow");
            case 6:
                n.portal = coin();
                return tell(n.portal ? "portal" : "no portal");
            case 7:
                n.ipv6.works = coin();
                return tell(n.ipv6.works ? "ipv6 works" : "ipv6 broken");
            case 8:
                n.firewall = coin();
                return tell(n.firewall ? "firewall" : "no firewall");
            case 9:
                n.link.loss = model::Loss::independent(coin() ? 0.3 * random_.uniform() : 0);
                return tell("loss");
            case 10:
                n.vpn.alive = coin();
                n.vpn.up = coin();
                return tell("vpn");
            case 11:
                n.router.address = *IpAddress::parse(coin() ? "192.0.2.1" : "192.0.2.129");
                n.router.mac = coin() ? "00:53:00:00:00:01" : "00:53:00:00:00:09";
                n.link.default_route = coin();
                return tell("another router, or none");
            default:
                tell("a host");
                auto& host = any_host(n);
                host.alive = coin();
                host.icmp = coin();
                host.service = coin();
                host.latency = part(2s);
        }
    });
}

void Run::command() {
    using namespace traypulse::command;
    const auto target = any_target();
    if (!target) return;
    switch (random_.bits() % 8) {
        case 0:
            tell("pause all");
            return world_.apply(PauseAll{maybe_for()});
        case 1:
            tell("resume all");
            return world_.apply(ResumeAll{});
        case 2:
            tell("pause target");
            return world_.apply(PauseTarget{*target, maybe_for()});
        case 3:
            tell("resume target");
            return world_.apply(ResumeTarget{*target});
        case 4:
            tell("mute");
            return world_.apply(Mute{maybe_for()});
        case 5:
            tell("unmute");
            return world_.apply(Unmute{});
        case 6:
            tell("switch off");
            return world_.apply(SetEnabled{*target, false});
        default:
            tell("switch on");
            return world_.apply(SetEnabled{*target, true});
    }
}

void Run::anything() {
    switch (random_.bits() % 12) {
        case 0:
            if (world_.engine() == nullptr) return;
            helper_ = !helper_;
            tell(helper_ ? "helper returns" : "helper dies");
            return helper_ ? world_.helper_returns() : world_.helper_dies();
        case 1:
            tell("sleep");
            return world_.sleep(part(10h));
        case 2:
            tell("clock steps");
            return world_.step_clock(part(2h) - 1h);
        case 3:
            if (world_.engine() == nullptr) return;
            tell("restart");
            ++run_;
            // What nobody was told of ends with the agent, and its number may be given again.
            std::erase_if(open_, [this](auto id) { return !last_notice_.contains(id); });
            return world_.restart(part(30s));
        case 4:
        case 5:
            return command();
        case 6: {
            if (world_.engine() == nullptr) return;
            tell("configuration");
            auto settings = home_.settings;
            if (!settings.targets.empty() && coin()) settings.targets.pop_back();
            return world_.configure(settings);
        }
        default:
            return change_network();
    }
}

void Run::heal() {
    tell("all is well from now on");
    world_.run_to(world_.elapsed() + 31s);  // the agent runs again
    world_.change([&](Network& n) { n = home_.network; });
    if (!helper_) world_.helper_returns();
    helper_ = true;
    world_.configure(home_.settings);
    world_.apply(command::ResumeAll{});
    world_.apply(command::Unmute{});
    for (const auto& t : world_.engine()->snapshot(world_.now()).targets)
        world_.apply(command::SetEnabled{t.id, true});
}

void Run::judge() {
    for (const auto& f : world_.faults()) fault(f);
    const auto snapshot = world_.engine()->snapshot(world_.now());
    if (snapshot.verdict.glance != Glance::up)
        fault("all is well, and the verdict is " + std::string(to_string(snapshot.verdict.glance)) +
              " " + std::string(to_string(snapshot.verdict.cause)));
    for (const auto& t : snapshot.targets) {
        if (t.state != TargetState::up)
            fault("all is well, and " + t.name + " is " + std::string(to_string(t.state)) + ": " +
                  t.reason);
        if (world_.ledger().state(t.name) != t.state)
            fault("the transitions of " + t.name + " do not lead to its state");
    }
    for (const auto id : open_) fault("an outage has no end [" + std::to_string(id.value) + "]");
}

void Run::notified(const Notice& n) {
    tell("   told: " + n.title + " [" + std::to_string(n.outage.value) + "]");
    if (n.outage.value == 0) return;
    auto& last = last_notice_[n.outage];
    if (n.kind == NoticeKind::outage) {
        if (last == n.title) fault("told twice: " + n.title);
        if (last == "over") fault("told after its end: " + n.title);
        last = n.title;
    } else if (n.kind == NoticeKind::recovery) {
        // After a restart the word about its beginning was the last agent's.
        if (last.empty() && run_ == 0) fault("an end without a beginning: " + n.title);
        if (last == "over") fault("an end after its end: " + n.title);
        last = "over";
    }
}

void Run::effect(const Effect& e) {
    if (const auto* n = std::get_if<effect::Notify>(&e)) {
        notified(n->notice);
    } else if (const auto* w = std::get_if<effect::Withdraw>(&e)) {
        tell("   withdrawn [" + std::to_string(w->outage.value) + "]");
        last_notice_[w->outage] = "over";
    } else if (const auto* o = std::get_if<effect::OutageOpened>(&e)) {
        tell("   opened: " + std::string(to_string(o->cause)) + " [" +
             std::to_string(o->outage.value) + "]");
        if (!open_.insert(o->outage).second) fault("an outage is opened twice");
    } else if (const auto* c = std::get_if<effect::OutageClosed>(&e)) {
        tell("   closed: " + c->how + " [" + std::to_string(c->outage.value) + "]");
        if (open_.erase(c->outage) == 0 && run_ == 0) fault("an outage is closed that is not open");
        if (c->length < Nanoseconds::zero()) fault("an outage of negative length");
    } else if (const auto* s = std::get_if<effect::SaveOutage>(&e)) {
        std::set<std::string> facts;
        for (const auto& line : s->record.evidence)
            if (!facts.insert(line.what).second) fault("evidence says twice: " + line.what);
    } else if (const auto* t = std::get_if<effect::Transition>(&e)) {
        tell("   " + t->name + ": " + std::string(to_string(t->from)) + " to " +
             std::string(to_string(t->to)) + " " + t->reason);
        if (t->to != TargetState::down) return;
        const auto* spec = world_.engine()->spec(t->target);
        if (!helper_ && spec != nullptr && is_icmp(spec->check.kind))
            fault(t->name + " is called down, and nothing was sent");
        if (t->from == TargetState::paused) fault(t->name + " is called down while paused");
    }
}

}  // namespace

std::vector<std::string> run(const scenario::Home& home, std::uint64_t seed,
                             std::vector<std::string>* story) {
    return Run(home, seed, story).go();
}

}  // namespace traypulse::random_run
