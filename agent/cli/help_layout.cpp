#include "agent/cli/help_layout.h"

#include <algorithm>

#include "agent/translations/columns.h"

namespace traypulse::cli {
namespace {

/// What is typed and is longer has what it does on a line below.
constexpr std::size_t kWidestTyped = 50;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 3;

}  // namespace

std::string help_line(const std::string& typed, const std::string& about, std::size_t column) {
    auto out = std::string(kIndent, ' ') + typed;
    if (about.empty()) return out + "\n";
    const std::string indent(column, ' ');
    bool first = true;
    for (const auto& line : lines_within(about, kHelpColumns - column)) {
        if (first && terminal_columns(out) < column)
            out = padded_right(std::move(out), column);
        else
            out.append("\n").append(indent);
        out += line;
        first = false;
    }
    return out + "\n";
}

void HelpText::part() {
    if (!text_.empty()) text_ += "\n";
}

HelpText& HelpText::block(const std::string& heading, const std::vector<Line>& lines) {
    part();
    for (const auto& line : lines_within(heading, kHelpColumns)) text_ += line + "\n";
    std::size_t widest = 0;
    for (const auto& line : lines)
        if (!line.about.empty() && line.typed.size() <= kWidestTyped)
            widest = std::max(widest, terminal_columns(line.typed));
    for (const auto& line : lines)
        text_ += help_line(line.typed, line.about, kIndent + widest + kGap);
    return *this;
}

HelpText& HelpText::paragraph(const std::string& sentences) {
    part();
    for (const auto& line : lines_within(sentences, kHelpColumns)) text_ += line + "\n";
    return *this;
}

HelpText& HelpText::verbatim(const std::string& lines) {
    text_ += lines + "\n";
    return *this;
}

}  // namespace traypulse::cli
