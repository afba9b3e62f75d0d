// What a notification says (LOOK: "Words"). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/snapshot.h"
#include "agent/engine/words.h"

namespace traypulse {

struct NoticeText {
    std::string title;
    std::string body;
};

struct OutageFacts {
    Cause cause = Cause::none;
    Confidence confidence = Confidence::certain;
    std::vector<std::string> names;  ///< of the affected targets
    std::string reason;              ///< of the first of them: "no answer"
    std::string way = "ping";        ///< in which it is asked: "HTTPS", "ping or TCP port 443"
    WallTime since;
    std::size_t others_fine = 0;  ///< watched targets that answer
    bool more_open = false;       ///< another outage that was told goes on
    bool while_away = false;      ///< it ended while the program was not running
};
/// "Provider outage" — "The router answers, nothing beyond it does. Since 14:02, 7 targets
/// affected."
NoticeText outage_text(const OutageFacts& outage, const words::ClockText& clock);
/// "Shop does not answer ping" — "Its website does, so it is checked over HTTPS from now on."
/// `check`: what is watched instead; nothing where something shows only that it is there, `how`.
NoticeText blocks_icmp_text(const std::string& name, const std::optional<CheckSpec>& check,
                            const std::string& how);
/// The way of a check in words: "HTTPS", "TCP port 22".
std::string way_of(const CheckSpec& check);
/// "Back online" — "The provider outage lasted 3 min 20 s."
NoticeText recovery_text(const OutageFacts& outage, Nanoseconds length);

}  // namespace traypulse
