#include "agent/engine/alert_text.h"

#include "agent/engine/cause_words.h"
#include "agent/translations/translate.h"

namespace traypulse {

NoticeText reminder_text(const OutageFacts& o, Nanoseconds so_far, const words::ClockText& clock) {
    auto body = tr("For {0}, since {1}.", words::duration(so_far), clock(o.since));
    if (o.cause == Cause::target_down && !o.names.empty()) {
        if (o.names.size() == 1 && o.others_fine > 0)
            body = sentences(body, tr("Everything else is fine."));
        return {tr("{0} is still down", o.names[0]), body};
    }
    return {tr("Still: {0}", outage_text(o, clock).title), body};
}

NoticeText unstable_text(Cause cause, const std::string& name, int outages, Nanoseconds window) {
    const auto span = words::duration(window);
    const auto quiet = tr("Nothing more is said until it has been steady for as long.");
    if (name.empty())
        return {tr("The connection is unstable"),
                sentences(trn("\"{1}\" {0} time in {2}.", "\"{1}\" {0} times in {2}.", outages,
                              words_of(cause).title, span),
                          quiet)};
    return {tr("{0} is unstable", name),
            sentences(trn("It went down {0} time in {1}.", "It went down {0} times in {1}.",
                          outages, span),
                      quiet)};
}

NoticeText stable_text(Cause cause, const std::string& name, Nanoseconds window) {
    const auto span = words::duration(window);
    if (name.empty())
        return {tr("The connection is stable again"),
                tr("No \"{0}\" for {1}.", words_of(cause).title, span)};
    return {tr("{0} is stable again", name), tr("It has not gone down for {0}.", span)};
}

}  // namespace traypulse
