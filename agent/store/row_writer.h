// Rows of an export as text, in either format. Internal to agent/store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/store/exchange.h"
#include "shared/types.h"

namespace traypulse::store {

/// Appends to a text: begin(), one call for each column in their order, end(). One thread.
class RowWriter {
 public:
    RowWriter(ExchangeFormat format, ExchangeKind kind, std::string& out);

    /// The line of names, in CSV.
    void header();
    void begin();
    /// In CSV, what a spreadsheet would take for a formula gets a ' in front; so does a text that
    /// begins with one, so that nothing is lost on the way back. Bytes that are no UTF-8 become
    /// U+FFFD.
    void text(std::string_view value);
    /// JSON: null, CSV: nothing.
    void null();
    /// null() where it is empty.
    void text_or_null(std::string_view value);
    void number(std::uint64_t value);
    void flag(bool value);
    void time(WallTime value);
    /// Microseconds, exact to the nanosecond.
    void micros(Nanoseconds value);
    /// JSON as it is, also in CSV.
    void json(std::string_view value);
    void end();

 private:
    void next();
    void quoted(std::string_view value);

    bool json_;
    ExchangeKind kind_;
    std::string& out_;
    std::size_t column_ = 0;
};

/// "…" with what JSON wants escaped; bytes that are no UTF-8 become U+FFFD.
void append_json_text(std::string& out, std::string_view text);
/// "12.345", "1000.0": what `ping --json` writes.
void append_micros(std::string& out, Nanoseconds value);
/// Spreadsheets take a cell that begins so for a formula (OWASP: CSV injection).
bool looks_like_formula(std::string_view text);

}  // namespace traypulse::store
