// Changes one value in a person's file and nothing else: comments, order, blanks and line ends
// stay.
#pragma once

#include <string>
#include <string_view>

#include "shared/result.h"

namespace traypulse::config {

/// The text with `enabled` of that target set. The value is replaced where it stands, or a line (in
/// an inline table: an entry) is added behind the target's name. The result has been read again and
/// says what it should, else it is an error. Errors: the text has problems, no such target
/// (not_found).
Result<std::string> with_enabled(std::string_view text, std::string_view target, bool enabled);

/// The same in a file, replaced in one step (write_file). A file that says so already is not
/// written.
Status set_enabled(const std::string& path, std::string_view target, bool enabled);

}  // namespace traypulse::config
