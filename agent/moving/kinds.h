// Which programs' lists of targets can be read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace traypulse::moving {

enum class Kind : std::uint8_t { fping, smokeping, uptime_kuma, blackbox, vmping, hosts };
inline constexpr std::array kKinds{Kind::fping,    Kind::smokeping, Kind::uptime_kuma,
                                   Kind::blackbox, Kind::vmping,    Kind::hosts};

/// As `--from` takes it: "fping", "smokeping", "uptime-kuma", "blackbox", "vmping", "hosts".
std::string_view word_of(Kind kind);
std::optional<Kind> kind_of_word(std::string_view word);
/// For sentences: "a list of hosts", "SmokePing's configuration", …
std::string_view title_of(Kind kind);

/// What a text looks like; nothing where it looks like none of them. Pure, linear in the text.
std::optional<Kind> recognise(std::string_view text);

/// The text begins as a history that `traypulse export` wrote (JSON Lines or CSV).
bool looks_like_history(std::string_view beginning);

}  // namespace traypulse::moving
