#include "agent/engine/notice_text.h"

#include "agent/engine/cause_words.h"

namespace traypulse {
namespace {

std::string capitalised(std::string s) {
    if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
    return s;
}

std::string affected_text(std::size_t n) {
    return n == 1 ? "1 target affected." : std::to_string(n) + " targets affected.";
}

std::string target_sentence(const OutageFacts& o, const std::string& since) {
    const std::string why = o.reason.empty() || o.reason == "no answer" ? "No answer to " + o.way
                                                                        : capitalised(o.reason);
    const bool clauses = why.find(", ") != std::string::npos;
    std::string out = why + (clauses ? ", since " : " since ") + since + ".";
    if (o.names.size() > 1) {
        out += " Reached through it: " + std::to_string(o.names.size() - 1) + " more.";
    } else if (o.others_fine > 0) {
        out += " Everything else is fine.";
    }
    return out;
}

}  // namespace

NoticeText outage_text(const OutageFacts& o, const words::ClockText& clock) {
    const auto since = clock(o.since);
    if (o.cause == Cause::target_down && !o.names.empty())
        return {o.names[0] + " is down", target_sentence(o, since)};
    const auto words = words_of(o.cause);
    if (o.cause == Cause::unstable && o.names.size() == 1)
        return {o.names[0] + " is unstable", std::string(words.meaning) + " Since " + since + "."};
    std::string body(meaning_of(o.cause, o.confidence));
    body += " Since " + since;
    body += o.names.empty() ? std::string(".") : ", " + affected_text(o.names.size());
    return {std::string(words.title), body};
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
            return "ping";
        case CheckKind::dns:
            return "DNS";
        case CheckKind::udp:
            return "UDP port " + std::to_string(check.port);
        default:
            return "TCP port " + std::to_string(check.port);
    }
}

NoticeText blocks_icmp_text(const std::string& name, const std::optional<CheckSpec>& check,
                            const std::string& how) {
    const auto title = name + " does not answer ping";
    if (!check) return {title, "But " + how + ", so it is not down."};
    const bool site = is_http(check->kind);
    return {title, "Its " + (site ? "website" : way_of(*check)) + " does, so it is checked " +
                       (site ? "over " + way_of(*check) : "that way") + " from now on."};
}

NoticeText recovery_text(const OutageFacts& o, Nanoseconds length) {
    if (o.while_away) {
        const auto least = "It ended while Traypulse was not running, at most " +
                           words::duration(length) + " after it began.";
        if (o.cause == Cause::target_down && !o.names.empty())
            return {o.names[0] + " is back", least};
        const auto over = capitalised(std::string(words_of(o.cause).noun)) + " is over";
        return o.more_open ? NoticeText{over, least}
                           : NoticeText{"Back online", over + ". " + least};
    }
    if (o.cause == Cause::target_down && !o.names.empty())
        return {o.names[0] + " is back", "It was down for " + words::duration(length) + "."};
    const auto noun = capitalised(std::string(words_of(o.cause).noun));
    if (o.more_open) return {noun + " is over", "It lasted " + words::duration(length) + "."};
    return {"Back online", noun + " lasted " + words::duration(length) + "."};
}

}  // namespace traypulse
