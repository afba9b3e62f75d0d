#include "agent/ui/settings/test_text.h"

#include "agent/engine/check_words.h"
#include "agent/engine/words.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::ui {
namespace {

std::string head_of(CheckStatus status) {
    switch (status) {
        case CheckStatus::ok:
            return tr("It answers.");
        case CheckStatus::timeout:
            return tr("It does not answer in time.");
        case CheckStatus::refused:
            return tr("It refuses the connection.");
        case CheckStatus::unreachable:
            return tr("There is no way there.");
        case CheckStatus::wrong_answer:
            return tr("It answers, but not as expected.");
        case CheckStatus::name_failed:
            return tr("Its name could not be looked up.");
        case CheckStatus::not_sent:
            break;
    }
    return tr("It could not be tested.");
}

}  // namespace

std::string test_text(const CheckOutcome& outcome) {
    std::string out = head_of(outcome.status);
    // What was learnt comes from the network: one line each, whatever it holds.
    const auto line = [&](const std::string& name, const std::string& value) {
        out += '\n' + tr("{0}: {1}", name, plain(value, ' '));
    };
    if (!outcome.reason.empty()) line(tr("Reason"), outcome.reason);
    if (!outcome.warning.empty()) line(tr("Warning"), outcome.warning);
    if (outcome.status == CheckStatus::ok) line(tr("Latency"), words::latency(Rtt(outcome.took)));
    if (!outcome.address.is_unspecified()) line(tr("Address"), outcome.address.text());
    for (const auto& phase : outcome.phases)
        line(capitalised(spoken(phase.name)), words::latency(Rtt(phase.took)));
    for (const auto& fact : outcome.facts) line(capitalised(spoken(fact.name)), fact.value);
    return out;
}

}  // namespace traypulse::ui
