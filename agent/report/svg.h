// The few shapes that the report's graphics are made of. Coordinates are the viewBox's.
#pragma once

#include <string>

namespace traypulse::report {

inline constexpr const char* kGrid = R"(stroke="#bbb" stroke-width=".4" fill="none")";
inline constexpr const char* kFrame = R"(stroke="#000" stroke-width=".6" fill="none")";

/// `style`: attributes.
std::string line(double x1, double y1, double x2, double y2, const char* style);
/// `anchor`: start, middle or end.
std::string label(double x, double y, const char* anchor, const std::string& text);
/// Never so narrow that it is not seen.
std::string bar(double x, double y, double width, double height, const std::string& fill);

}  // namespace traypulse::report
