// What `--help` says behind the options, laid out for a terminal: headings, lines that a person
// types with what they do, paragraphs. The sentences come translated; commands and names stay.
#pragma once

#include <string>
#include <vector>

namespace traypulse::cli {

class HelpText {
 public:
    struct Line {
        std::string typed;  ///< a command, a file, a name
        std::string about;  ///< may be empty
    };
    /// `lines` in a block of their own under a heading.
    HelpText& block(const std::string& heading, const std::vector<Line>& lines);
    HelpText& paragraph(const std::string& sentences);
    /// As it stands, each line as it is: names that a program reads.
    HelpText& verbatim(const std::string& lines);
    [[nodiscard]] const std::string& text() const { return text_; }

 private:
    void part();
    std::string text_;
};

/// All lines of --help end before this column, where words allow.
inline constexpr std::size_t kHelpColumns = 100;

/// `typed` and what it is, which begins in a column of its own, on the next line if need be.
std::string help_line(const std::string& typed, const std::string& about, std::size_t column);

}  // namespace traypulse::cli
