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
    const std::string why =
        o.reason.empty() || o.reason == "no answer" ? "No answer to ping" : capitalised(o.reason);
    std::string out = why + " since " + since + ".";
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
    std::string body(words.meaning);
    body += " Since " + since;
    body += o.names.empty() ? std::string(".") : ", " + affected_text(o.names.size());
    return {std::string(words.title), body};
}

NoticeText recovery_text(const OutageFacts& o, Nanoseconds length) {
    if (o.cause == Cause::target_down && !o.names.empty())
        return {o.names[0] + " is back", "It was down for " + words::duration(length) + "."};
    return {"Back online", capitalised(std::string(words_of(o.cause).noun)) + " lasted " +
                               words::duration(length) + "."};
}

}  // namespace traypulse
