#include "agent/engine/notice_text.h"

#include "agent/engine/cause_words.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

std::string target_sentence(const OutageFacts& o, const std::string& since) {
    const bool silent = o.reason.empty() || o.reason == tr("no answer");
    const auto why = silent ? tr("No answer to {0}", o.way) : capitalised(o.reason);
    const bool clauses = why.find(", ") != std::string::npos;
    const auto out = clauses ? tr("{0}, since {1}.", why, since) : tr("{0} since {1}.", why, since);
    if (o.names.size() > 1)
        return sentences(out, trn("Reached through it: {0} more.", "Reached through it: {0} more.",
                                  o.names.size() - 1));
    return o.others_fine > 0 ? sentences(out, tr("Everything else is fine.")) : out;
}

}  // namespace

NoticeText outage_text(const OutageFacts& o, const words::ClockText& clock) {
    const auto since = clock(o.since);
    if (o.cause == Cause::target_down && !o.names.empty())
        return {tr("{0} is down", o.names[0]), target_sentence(o, since)};
    const auto words = words_of(o.cause);
    if (o.cause == Cause::unstable && o.names.size() == 1)
        return {tr("{0} is unstable", o.names[0]),
                sentences(std::string(words.meaning), tr("Since {0}.", since))};
    const auto affected = o.names.empty()
                              ? tr("Since {0}.", since)
                              : trn("Since {1}, {0} target affected.",
                                    "Since {1}, {0} targets affected.", o.names.size(), since);
    return {std::string(words.title),
            sentences(std::string(meaning_of(o.cause, o.confidence)), affected)};
}

std::string way_of(const CheckSpec& check) {
    switch (check.kind) {
        case CheckKind::https:
            return "HTTPS";
        case CheckKind::http:
            return "HTTP";
        case CheckKind::icmp:
        case CheckKind::icmp4:
        case CheckKind::icmp6:
            return tr("ping");
        case CheckKind::dns:
            return "DNS";
        case CheckKind::udp:
            return tr("UDP port {0}", check.port);
        default:
            return tr("TCP port {0}", check.port);
    }
}

NoticeText blocks_icmp_text(const std::string& name, const std::optional<CheckSpec>& check,
                            const std::string& how) {
    const auto title = tr("{0} does not answer ping", name);
    if (!check) return {title, tr("But {0}, so it is not down.", how)};
    return {title,
            is_http(check->kind)
                ? tr("Its website does, so it is checked over {0} from now on.", way_of(*check))
                : tr("Its {0} does, so it is checked that way from now on.", way_of(*check))};
}

NoticeText recovery_text(const OutageFacts& o, Nanoseconds length) {
    if (o.while_away) {
        const auto least =
            tr("It ended while Traypulse was not running, at most {0} after it began.",
               words::duration(length));
        if (o.cause == Cause::target_down && !o.names.empty())
            return {tr("{0} is back", o.names[0]), least};
        const auto over = over_text(o.cause);
        return o.more_open ? NoticeText{over, least}
                           : NoticeText{tr("Back online"), sentences(tr("{0}.", over), least)};
    }
    if (o.cause == Cause::target_down && !o.names.empty())
        return {tr("{0} is back", o.names[0]), tr("It was down for {0}.", words::duration(length))};
    if (o.more_open) return {over_text(o.cause), tr("It lasted {0}.", words::duration(length))};
    return {tr("Back online"), lasted_text(o.cause, words::duration(length))};
}

}  // namespace traypulse
