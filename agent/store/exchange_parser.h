// The text of an export, cut into rows. Never trusts a byte of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/store/exchange.h"

namespace traypulse::store {

/// A row as text, cell by cell in the order of columns_of(). JSON's numbers are as short as they
/// can be, its lists are JSON; null, a missing key and an empty cell of CSV are nothing.
struct ExchangeRow {
    ExchangeKind kind = ExchangeKind::sample;
    std::uint64_t line = 0;  ///< where it begins, from 1
    bool csv = false;        ///< then texts may have a ' in front (row_writer.h)
    std::vector<std::optional<std::string>> cells;
};

/// A row of an export with all its evidence is far below; beyond, it is none.
inline constexpr std::size_t kLongestRow = std::size_t{4} * 1024 * 1024;

/// Takes the bytes as they come, in pieces of any size. The format shows in the first byte: '{' is
/// JSON Lines. Keys and columns that are not known are passed over. One thread.
class ExchangeParser {
 public:
    using Take = std::function<void(const ExchangeRow&)>;
    /// What is no row: the line where it begins, and what is wrong with it.
    using Refuse = std::function<void(std::uint64_t line, const std::string& what)>;
    ExchangeParser(Take take, Refuse refuse);

    void feed(std::string_view bytes);
    /// There is no more.
    void finish();

 private:
    enum class Format : std::uint8_t { unknown, json, csv };
    enum class Place : std::uint8_t { begin, bare, quoted, quote };  ///< within a cell of CSV

    void feed_json(std::string_view bytes);
    void feed_csv(std::string_view bytes);
    void csv_byte(char byte);
    void end_cell();
    void end_record();
    void take_json(std::string_view line);
    void take_record();
    void take_header();
    bool too_long();

    Take take_;
    Refuse refuse_;
    Format format_ = Format::unknown;
    std::uint64_t line_ = 1;         ///< of the byte that comes next
    std::uint64_t record_line_ = 1;  ///< where the record began
    std::string text_;               ///< a line of JSON, or a cell of CSV
    bool skipping_ = false;          ///< the rest of a row that is too long
    // CSV
    Place place_ = Place::begin;
    std::size_t record_bytes_ = 0;
    std::vector<std::string> record_;
    std::vector<std::string> header_;
    bool after_return_ = false;
};

}  // namespace traypulse::store
