// Text that becomes part of an HTML document. What comes from outside goes through escaped().
#pragma once

#include <string>
#include <string_view>

namespace traypulse::report {

/// For text and for attributes in double quotes: <, >, &, " and ' as references; bytes that are no
/// UTF-8, and characters that XML 1.0 has no place for, become U+FFFD.
std::string escaped(std::string_view text);

/// A name that may be written from right to left, so that it does not turn what is around it.
std::string isolated(std::string_view name);

/// "12.3", with so many digits behind the point; no locale.
std::string fixed(double value, int digits);
/// As fixed(), without zeros at the end: for coordinates.
std::string coordinate(double value);
/// "1,234,567", with this person's own mark between the groups.
std::string grouped(unsigned long long value);

}  // namespace traypulse::report
