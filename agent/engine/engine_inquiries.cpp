// What the engine asks beside the targets' streams, and what it makes of the answers.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"
#include "shared/overloaded.h"

namespace traypulse {
namespace {

/// A service is asked less often than an echo request may be: each is work for a server.
constexpr Nanoseconds kServiceInterval = std::chrono::seconds(10);
constexpr Nanoseconds kServiceTimeout = std::chrono::seconds(5);
constexpr Nanoseconds kPageInterval = std::chrono::seconds(60);
constexpr Nanoseconds kPageTimeout = std::chrono::seconds(10);

bool answers(const TargetMonitor& m) {
    return m.state() == TargetState::up || m.state() == TargetState::degraded;
}

}  // namespace

void Engine::look_closer(Instant now, Entry& entry) {
    const auto& m = entry.monitor;
    auto& notes = entry.notes;
    const bool is_down = m.state() == TargetState::down;
    if (m.failures() < asking::kEvidenceAfter && !is_down) {
        if (answers(m)) {
            notes.service.reset();
            notes.late_service.reset();
            notes.path_mtu.reset();
        }
        return;
    }
    if (!is_down) open_dossier(now, entry);
    const bool worth_it =
        is_down || m.failures() >= asking::failures_before_a_closer_look(m.needed_failures());
    const bool anchor = m.spec().role == TargetRole::anchor;
    const bool ordinary = role_of(entry) == TargetRole::ordinary && !m.spec().hidden;
    // Anchors are to say whether anything answers: they are asked whoever else does.
    if (!worth_it || !(anchor || (ordinary && anchors_answer()))) return;
    const auto ask = [&](Question question, Nanoseconds pause) {
        if (auto inquiry = inquiries_.ask(now.mono, question, m.id(), {}, pause))
            effects_.emplace_back(*inquiry);
    };
    const auto kind = m.spec().check.kind;
    // Behind a sign-in page it is the page that answers.
    if (is_icmp(kind) && !notes.no_way_there && !page_in_the_way())
        ask(Question::service, asking::kServicePause);
    const bool stream = !anchor && (kind == CheckKind::tcp || is_http(kind));
    if (stream && notes.last_status == CheckStatus::timeout && answering_anchor() != nullptr)
        ask(Question::path_mtu, asking::kPathMtuPause);
}

const Engine::Entry* Engine::answering_anchor() const {
    for (const auto place : anchors_) {
        const auto& e = entries_[place];
        if (answers(e.monitor) && is_icmp(e.monitor.spec().check.kind)) return &e;
    }
    return nullptr;
}

// Where there are none, nothing speaks against it. One that accepts a connection answers, though
// not to ping.
bool Engine::anchors_answer() const {
    bool any = false;
    for (const auto place : anchors_) {
        const auto& e = entries_[place];
        if (e.monitor.state() == TargetState::paused) continue;
        if (e.notes.service || (answers(e.monitor) && !e.monitor.suspected())) return true;
        any = true;
    }
    return !any;
}

bool Engine::page_in_the_way() const { return is_captive(portal_.believed()); }

// Whatever service has answered, it was the page that spoke.
void Engine::disbelieve_services(Instant now) {
    for (auto& entry : entries_) {
        entry.notes.service.reset();
        entry.notes.late_service.reset();
        if (entry.notes.substitute) ask_by_echo_again(now, entry);
    }
}

void Engine::wonder_about_portal(Instant now, const std::vector<Finding>& findings) {
    int silent = 0;
    bool page = false;  // a resolver that names its own page for everything lets pings pass
    for (const auto& e : entries_) {
        if (e.monitor.failures() < asking::kEvidenceAfter) continue;
        ++silent;
        page |= is_http(e.monitor.spec().check.kind);
    }
    const bool wide =
        silent > 1 || page || resolvers_.failing() ||
        std::any_of(findings.begin(), findings.end(), [](const auto& f) {
            return f.cause == Cause::provider_outage || f.cause == Cause::router_unreachable;
        });
    if (wide && !was_wide_) portal_.wish(now.mono);
    was_wide_ = wide;
    ask_portal(now);
}

void Engine::ask_portal(Instant now) {
    if (!settings_.portal_check || !network_.link_up || !watching() || !portal_.due(now.mono))
        return;
    const auto inquiry =
        inquiries_.ask(now.mono, Question::portal, TargetId(), TargetId(), asking::kPortalPause);
    // Asked already: its answer sets the next time.
    portal_.asked(now.mono);
    if (inquiry) effects_.emplace_back(*inquiry);
}

void Engine::forget_inquiries(Instant now) {
    inquiries_.forget_all();
    portal_.reset();
    dossiers_.clear();
    for (auto& entry : entries_) {
        entry.notes.service.reset();
        entry.notes.late_service.reset();
        entry.notes.path_mtu.reset();
        if (entry.notes.substitute) ask_by_echo_again(now, entry);
    }
}

void Engine::on_answer(Instant now, InquiryId id, const Answer& answer) {
    begin(now);
    const auto* evidence = std::get_if<EvidenceAnswer>(&answer);
    const auto asked = inquiries_.answered(id, evidence == nullptr || evidence->last);
    if (!asked) return;
    auto* entry = find(asked->target);
    std::visit(Overloaded{
                   [&](const PortalAnswer& a) {
                       const bool trouble =
                           resolvers_.failing() ||
                           std::any_of(entries_.begin(), entries_.end(), [](const auto& e) {
                               return e.monitor.suspected() ||
                                      e.monitor.state() == TargetState::down;
                           });
                       portal_.answered(now.mono, a, trouble);
                       if (page_in_the_way()) disbelieve_services(now);
                   },
                   [&](const ServiceAnswer& a) { heard(now, asked->target, a); },
                   [&](const PathMtuAnswer& a) {
                       if (entry != nullptr && !answers(entry->monitor))
                           entry->notes.path_mtu = a.mtu;
                   },
                   [&](const EvidenceAnswer& a) {
                       for (auto outage : dossiers_.add(id, a))
                           records_.set_evidence(outage, dossiers_.of(outage), effects_);
                   },
               },
               answer);
    settle(now);
}

void Engine::heard(Instant now, TargetId target, const ServiceAnswer& answer) {
    auto* entry = find(target);
    if (entry == nullptr || entry->notes.substitute) return;
    // It answers again: nothing is wrong with its pings.
    if (answers(entry->monitor) && !entry->monitor.suspected()) return;
    auto& notes = entry->notes;
    // A firewall between may refuse in an anchor's name.
    const bool anchor = entry->monitor.spec().role == TargetRole::anchor;
    const bool alive = answer.alive && (answer.accepts || !anchor) && !page_in_the_way();
    // A sign-in page, that nobody knows of yet, may have accepted.
    if (alive) portal_.wish(now.mono);
    if (!alive) {
        notes.service.reset();
        notes.late_service.reset();
    } else if (entry->monitor.state() != TargetState::down || notes.service) {
        notes.service = answer;
    } else {
        notes.late_service = answer;
        // Of one that is known to block pings here, one more is enough.
        const int requests = notes.told_of_silence ? 1 : asking::kSilenceConfirmRequests;
        notes.believe_at =
            now.mono + requests * entry->monitor.spec().interval + asking::kSilenceConfirm;
    }
}

// A target that is proven silent to ping while its service answers is checked that way.
void Engine::swap_checks(Instant now) {
    for (auto& entry : entries_) {
        auto& notes = entry.notes;
        if (notes.late_service && now.mono >= notes.believe_at)
            notes.service = std::exchange(notes.late_service, std::nullopt);
        const bool silent = entry.monitor.state() == TargetState::down && notes.service &&
                            notes.service->alive && is_icmp(entry.monitor.spec().check.kind);
        if (!silent) continue;
        if (notes.service->accepts) swap_check(now, entry);
        say_that_icmp_is_blocked(now, entry);
    }
}

void Engine::swap_check(Instant now, Entry& entry) {
    const auto& m = entry.monitor;
    const auto check = entry.notes.service->check;
    Substitute s;
    s.own = m.spec().check;
    s.interval = m.own_interval();
    s.timeout = m.spec().timeout;
    s.until = now.mono + asking::kEchoAgain;
    s.why = tr("does not answer ping, so it is checked over {0}", way_of(check));
    entry.notes.substitute = std::move(s);
    const bool page = is_http(check.kind);
    const auto interval = std::max(m.own_interval(), page ? kPageInterval : kServiceInterval);
    const auto timeout = page ? kPageTimeout : kServiceTimeout;
    effects_.emplace_back(effect::StopTarget{m.id()});
    entry.monitor.set_check(now, check, interval, timeout, true);
    start(entry);
}

void Engine::ask_by_echo_again(Instant now, Entry& entry) {
    const auto was = *std::exchange(entry.notes.substitute, std::nullopt);
    entry.notes.service.reset();
    inquiries_.forget(entry.monitor.id());
    effects_.emplace_back(effect::StopTarget{entry.monitor.id()});
    entry.monitor.set_check(now, was.own, was.interval, was.timeout, false);
    if (entry.monitor.state() != TargetState::paused) start(entry);
}

}  // namespace traypulse
