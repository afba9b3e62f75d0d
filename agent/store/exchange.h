// What an export is made of, and an import takes: kinds of rows and their columns. EXPORT.md says
// what they mean.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace traypulse::store {

enum class ExchangeFormat : std::uint8_t {
    json,  ///< JSON Lines: an object a line
    csv,   ///< RFC 4180; a file for each kind
};

/// In the order of an export: what names the others first, what is most last.
enum class ExchangeKind : std::uint8_t { target, outage, interval, event, hour, minute, sample };
inline constexpr std::array kExchangeKinds{
    ExchangeKind::target, ExchangeKind::outage, ExchangeKind::interval, ExchangeKind::event,
    ExchangeKind::hour,   ExchangeKind::minute, ExchangeKind::sample};

/// "sample": the first column of a row, and "type" of an object.
std::string_view word_of(ExchangeKind kind);
/// "samples": on the command line, and in the names of files.
std::string_view plural_of(ExchangeKind kind);
/// From either of them.
std::optional<ExchangeKind> exchange_kind_of(std::string_view word);

/// Names, without "type" that comes before them.
std::span<const std::string_view> columns_of(ExchangeKind kind);

/// Of the format: an importer that knows an older one refuses what it cannot know.
inline constexpr int kExchangeVersion = 1;
/// The object at the beginning of JSON Lines:
/// {"type":"export","format":1,"program","since","until"}
inline constexpr std::string_view kExportWord = "export";

}  // namespace traypulse::store
