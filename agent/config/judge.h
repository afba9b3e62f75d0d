// What is wrong with values that are not in a file yet, in the words of the file's own reader.
#pragma once

#include <string>
#include <vector>

#include "agent/config/edit.h"
#include "agent/config/settings.h"
#include "agent/config/written.h"

namespace traypulse::config {

struct KeyProblem {
    Place place;
    std::string key;     ///< empty: the table as a whole
    std::string reason;  ///< a sentence without its full stop, as Problem's
    bool operator==(const KeyProblem&) const = default;
};

struct Judged {
    Settings settings;  ///< complete and valid only where there is no problem
    std::vector<KeyProblem> problems;
};

/// As parse() of a file that says the same.
Judged judge(const Written& written);

/// A plain text that says the same: sections in the order of their names, a key a line.
std::string to_text(const Written& written);

}  // namespace traypulse::config
