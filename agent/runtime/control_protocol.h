// What is said over the control socket: JSON Lines, a request in one line, an answer in some. Pure.
//
//   → {"command":"pause","targets":["Shop"],"for_ms":900000}
//   ← {"type":"done","well":true,"version":"0.1.0"}
//   → {"command":"status","format":"json"}
//   ← {"type":"verdict",…}  {"type":"target",…} …  {"type":"done",…}
//   ← {"type":"error","code":"unknown_target","what":"…","remedy":"…","version":"0.1.0"}
//
// Every answer ends with one line of type done or error. Unknown keys of a request are ignored, so
// that a newer client can say more; an unknown command is an error that names this version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/command.h"
#include "agent/engine/snapshot.h"
#include "shared/result.h"

namespace traypulse::control {

/// A request is a line of at most this; 1,000 target names fit.
inline constexpr std::size_t kLongestLine = 64UL * 1024UL;
/// "--for" reaches this far; longer is better said without it.
inline constexpr Nanoseconds kLongestPause = std::chrono::hours(24 * 366);

enum class Verb : std::uint8_t { status, why, pause, resume, mute, unmute, show, reload };
std::string_view to_string(Verb verb);

enum class Format : std::uint8_t { json, text, waybar };

struct Request {
    Verb verb = Verb::status;
    Format format = Format::json;           ///< status and why
    std::vector<std::string> targets{};     ///< pause, resume, mute, unmute; empty: all
    std::optional<Nanoseconds> duration{};  ///< pause and mute; empty: until resumed, recovered
    std::optional<std::uint32_t> outage{};  ///< why: this one's record; empty: the present verdict
    bool operator==(const Request&) const = default;
};

/// One line with its line end.
std::string serialise(const Request& request);
/// Errors: no JSON, no object, no or unknown command, wrong types, a duration out of range.
Result<Request> parse_request(std::string_view line);

/// The commands that a request means for this snapshot. An unknown target is an error that names
/// the nearest ones; then nothing is done at all. status, why and show mean none.
Result<std::vector<Command>> commands_of(const Request& request, const Snapshot& snapshot);

/// Last lines of an answer, with line ends. `well` makes the client's exit status 0, else 1.
std::string done_line(std::string_view version, bool well = true);
std::string error_line(const Error& error, std::string_view version);
/// {"type":"text","text":…}: an answer for people, to be printed as it is.
std::string text_line(std::string_view text);

/// One line of an answer, as the client sees it.
struct Answer {
    enum class Kind : std::uint8_t { data, text, done, error };
    Kind kind = Kind::data;
    std::string text;     ///< text: what to print
    Error error;          ///< error
    bool well = true;     ///< done
    std::string version;  ///< done and error: the agent's
};
/// nullopt: not a line of this protocol.
std::optional<Answer> parse_answer(std::string_view line);

}  // namespace traypulse::control
