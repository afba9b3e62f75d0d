// A list of hosts, pasted or from a file, to targets. Without wx.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/ui/settings/draft.h"

namespace traypulse::ui {

/// One entry, or one line of it that has something to say. Lines that are empty or begin with '#'
/// say nothing.
struct ImportLine {
    std::size_t number = 0;  ///< from 1
    std::string check;       ///< as written
    std::string name;        ///< the person's, or the host; one that is free
    std::string problem;     ///< why it can't be taken; empty: it can
    std::string note;        ///< what of it is not carried over; empty: nothing
    config::Keys keys;       ///< of the target; empty: it is none
    [[nodiscard]] bool taken() const { return problem.empty() && !keys.empty(); }
};

/// A line is a host or a URI, and behind blanks, a comma or a semicolon a name where wanted; or the
/// text is a list of another program (agent/moving). What is watched already, or stands twice, is a
/// problem of its line. At most as many as a configuration may have.
std::vector<ImportLine> read_import(std::string_view text, const SettingsDraft& draft);

/// The good ones as targets, in a group where it is not empty, else where the list has them.
std::vector<config::Keys> import_targets(const std::vector<ImportLine>& lines,
                                         const std::string& group);

}  // namespace traypulse::ui
