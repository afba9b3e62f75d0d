// What a hook is told: one event of one outage, and the JSON that says it (PAYLOAD.md). Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/engine/outage_record.h"

namespace traypulse::hooks {

enum class Event : std::uint8_t { outage, recovery };
std::string_view to_string(Event event);

/// The payload's "version". It grows when a reader of the old form would go wrong; new keys may
/// come at any time.
inline constexpr int kPayloadVersion = 1;
/// More names and lines than these say nothing more, and a payload stays below 64 KiB.
inline constexpr std::size_t kMostTargetsNamed = 100;
inline constexpr std::size_t kMostEvidence = 40;
/// Of one text in it, in bytes; a name has at most 100.
inline constexpr std::size_t kLongestPayloadText = 300;

/// Everything about one message that must survive a restart. Plain value.
struct Message {
    Event event = Event::outage;
    OutageRecord
        record;  ///< as it was when this arose; until it is sent it may be brought up to date
    std::string title;  ///< "Shop is down"
    std::string body;   ///< "No answer to ping since 14:02. Everything else is fine."
    WallTime made;
};

/// Who sends it.
struct Sender {
    std::string host;
    std::string version;
    /// What is checked under that name of a target; empty where there is none any more.
    std::function<std::string(const std::string& name)> check;
    std::function<std::string(WallTime)> moment;  ///< RFC 3339 in UTC
};

/// The same for every attempt to deliver the message, and no other's: "HOST-12-outage-<since>".
std::string id_of(const Message& message, const Sender& sender);
/// "Shop is down. No answer to ping since 14:02."
std::string summary_of(const Message& message);
/// One JSON object, UTF-8, no line end.
std::string payload_of(const Message& message, const Sender& sender);
/// The same in variables for a command: TRAYPULSE_EVENT and so on. No control characters.
std::vector<std::pair<std::string, std::string>> variables_of(const Message& message,
                                                              const Sender& sender);

}  // namespace traypulse::hooks
