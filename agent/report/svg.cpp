#include "agent/report/svg.h"

#include <algorithm>

#include "agent/report/html.h"

namespace traypulse::report {

std::string line(double x1, double y1, double x2, double y2, const char* style) {
    return "<path d=\"M" + coordinate(x1) + " " + coordinate(y1) + "L" + coordinate(x2) + " " +
           coordinate(y2) + "\" " + style + "/>";
}
std::string label(double x, double y, const char* anchor, const std::string& text) {
    return "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" text-anchor=\"" + anchor +
           "\">" + text + "</text>";
}
std::string bar(double x, double y, double width, double height, const std::string& fill) {
    return "<rect x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" width=\"" +
           fixed(std::max(width, 0.3), 2) + "\" height=\"" + coordinate(height) + "\" fill=\"" +
           fill + "\"/>";
}

}  // namespace traypulse::report
