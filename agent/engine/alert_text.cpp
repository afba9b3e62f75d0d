#include "agent/engine/alert_text.h"

#include "agent/engine/cause_words.h"

namespace traypulse {

NoticeText reminder_text(const OutageFacts& o, Nanoseconds so_far, const words::ClockText& clock) {
    std::string body = "For " + words::duration(so_far) + ", since " + clock(o.since) + ".";
    if (o.cause == Cause::target_down && !o.names.empty()) {
        if (o.names.size() == 1 && o.others_fine > 0) body += " Everything else is fine.";
        return {o.names[0] + " is still down", body};
    }
    return {"Still: " + outage_text(o, clock).title, body};
}

NoticeText unstable_text(Cause cause, const std::string& name, int outages, Nanoseconds window) {
    const auto often = std::to_string(outages) + " times in " + words::duration(window) +
                       ". Nothing more is said until it has been steady for as long.";
    if (name.empty())
        return {"The connection is unstable",
                "\"" + std::string(words_of(cause).title) + "\" " + often};
    return {name + " is unstable", "It went down " + often};
}

NoticeText stable_text(Cause cause, const std::string& name, Nanoseconds window) {
    const auto steady = "for " + words::duration(window) + ".";
    if (name.empty())
        return {"The connection is stable again",
                "No \"" + std::string(words_of(cause).title) + "\" " + steady};
    return {name + " is stable again", "It has not gone down " + steady};
}

}  // namespace traypulse
