#include "agent/hooks/hook_desk.h"

#include <algorithm>
#include <utility>

#include "agent/config/host.h"
#include "agent/translations/translate.h"

namespace traypulse::hooks {
namespace {

/// What does not get through, for `trouble`, and what never will.
std::string problem_of(const std::string& hook, const std::string& trouble, std::size_t waiting,
                       std::uint64_t lost) {
    if (trouble.empty())
        return trn("The hook {1} lacks something: {0} message was lost.",
                   "The hook {1} lacks something: {0} messages were lost.", lost, hook);
    if (lost == 0)
        return trn("The hook {1} does not get through ({2}): {0} message waits.",
                   "The hook {1} does not get through ({2}): {0} messages wait.", waiting, hook,
                   trouble);
    return tr(
        "{0}; {1}",
        trn("The hook {1} does not get through ({2}): {0} message waits",
            "The hook {1} does not get through ({2}): {0} messages wait", waiting, hook, trouble),
        trn("{0} message was lost.", "{0} messages were lost.", lost));
}

}  // namespace

struct HookDesk::Hook {
    Hook(uv_loop_t* loop, HookSettings what, Outbox box)
        : settings(std::move(what)), outbox(std::move(box)), timer(loop) {}
    HookSettings settings;
    Outbox outbox;
    uv::Timer timer;
    std::unique_ptr<Delivery> running;
};

HookDesk::HookDesk(HttpClient& client, NameResolver& resolver, Sender sender, Owner owner)
    : client_(client), resolver_(resolver), sender_(std::move(sender)), owner_(std::move(owner)) {}

HookDesk::~HookDesk() = default;

void HookDesk::configure(const std::vector<HookSettings>& wanted,
                         const std::vector<OutageRecord>& open) {
    std::list<std::unique_ptr<Hook>> old = std::exchange(hooks_, {});
    std::uint64_t seed = std::hash<std::string>{}(sender_.host);
    for (const auto& settings : wanted) {
        if (!settings.enabled) continue;
        const auto same = std::find_if(old.begin(), old.end(), [&](const auto& hook) {
            return hook->settings.name == settings.name;
        });
        if (same != old.end()) {
            auto& hook = **same;
            if (hook.settings != settings) hook.running.reset();
            hook.settings = settings;
            hooks_.splice(hooks_.end(), old, same);
        } else {
            const auto kept = state_.find(settings.name);
            const bool is_new = kept == state_.end();
            Outbox box(++seed, is_new ? Kept{} : std::move(kept->second));
            if (is_new)
                for (const auto& record : open)
                    if (record.told) box.ignore(record.id);
            hooks_.push_back(std::make_unique<Hook>(client_.loop(), settings, std::move(box)));
        }
        auto& hook = *hooks_.back();
        hook.outbox.want(settings.on_outage, settings.on_recovery);
        turn(hook);
    }
    state_.clear();
    owner_.changed();
}

void HookDesk::on_record(const OutageRecord& record) {
    for (auto& hook : hooks_) {
        const auto before = hook->outbox.revision();
        hook->outbox.on_record(record, owner_.now());
        if (hook->outbox.revision() == before) continue;
        owner_.changed();
        turn(*hook);
    }
}

void HookDesk::on_words(std::uint32_t outage, Event event, const std::string& title,
                        const std::string& body) {
    for (auto& hook : hooks_) hook->outbox.on_words(outage, event, title, body);
}

void HookDesk::hurry() {
    for (auto& hook : hooks_) {
        hook->outbox.hurry(owner_.now());
        turn(*hook);
    }
}

// Always by the timer: what an effect says about an outage comes in several parts, which are all
// known in the loop's next turn.
void HookDesk::turn(Hook& hook) {
    if (hook.running) return;
    const auto at = hook.outbox.next_deadline();
    if (!at) return hook.timer.stop();
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
        std::max<Nanoseconds>(*at - owner_.now().mono, Nanoseconds::zero()));
    hook.timer.start(wait, [this, &hook] {
        const auto before = hook.outbox.revision();
        const auto* message = hook.outbox.due(owner_.now());
        if (hook.outbox.revision() != before) owner_.changed();  // some were too old
        if (message != nullptr) return begin(hook, *message);
        turn(hook);
    });
}

void HookDesk::begin(Hook& hook, const Message& message) {
    hook.outbox.began();
    AttemptNews news{hook.settings.name, message.event, message.record.id, {}, 0};
    auto done = [this, &hook, news = std::move(news)](const Attempt& attempt) {
        const auto over = std::move(hook.running);
        hook.outbox.ended(attempt, owner_.now());
        auto told = news;
        told.attempt = attempt;
        told.waiting = hook.outbox.kept().waiting.size();
        owner_.changed();
        owner_.news(told);
        turn(hook);
    };
    hook.running = hook.settings.command.empty()
                       ? post(client_, resolver_, hook.settings, payload_of(message, sender_),
                              id_of(message, sender_), std::move(done))
                       : execute(client_.loop(), hook.settings, payload_of(message, sender_),
                                 variables_of(message, sender_), std::move(done));
}

HookDesk::State HookDesk::state() const {
    State out;
    for (const auto& hook : hooks_) out.emplace(hook->settings.name, hook->outbox.kept());
    return out;
}

std::string HookDesk::problem() const {
    std::string out;
    for (const auto& hook : hooks_) {
        const auto& box = hook->outbox;
        const auto waiting = box.kept().waiting.size();
        const bool stuck = waiting > 0 && !box.trouble().empty();
        const bool lost = box.lost_lately(owner_.now());
        if (!stuck && !lost) continue;
        out = sentences(out, problem_of(config::in_quotes(hook->settings.name),
                                        stuck ? box.trouble() : std::string(), waiting,
                                        lost ? box.counts().lost : 0));
    }
    return out;
}

std::vector<HookDesk::Figures> HookDesk::figures() const {
    std::vector<Figures> out;
    for (const auto& hook : hooks_)
        out.push_back(
            {hook->settings.name, hook->outbox.counts(), hook->outbox.kept().waiting.size()});
    return out;
}

}  // namespace traypulse::hooks
