// Changes single things in a person's file and nothing else: comments, order, blanks, line ends and
// a byte order mark stay.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "agent/config/written.h"
#include "shared/result.h"

namespace traypulse::config {

/// A table: [alerts] is {"alerts"}, the third [[target]] is {"target", 2}.
struct Place {
    std::string table;
    std::optional<std::size_t> element;  ///< from 0
    bool operator==(const Place&) const = default;
};

namespace edit {
/// Replaces the value where it stands (a comment behind it stays in its column where there is
/// room), or adds the key behind the one that it belongs to, indented like that; makes a section
/// that is missing at the end of the file.
struct Set {
    Place place;
    std::string key;
    Value value;
};
/// Removes the key's line with what stands behind the value; comments above it stay. Absent: does
/// nothing.
struct Remove {
    Place place;
    std::string key;
};
/// New [[list]]s, in order, before the element `before` (its number now), or behind the last one.
struct AddElements {
    std::string list;
    std::size_t before = 0;
    std::vector<Keys> elements;
};
/// Removes an element with its own comments: those in it, and those right above it, without a blank
/// line between, unless they begin the file.
struct RemoveElement {
    std::string list;
    std::size_t element = 0;
};
/// Moves an element, with the same comments, so that it is number `to` afterwards. What stands
/// between elements (blank lines, comments on their own, other sections) stays where it is.
struct MoveElement {
    std::string list;
    std::size_t from = 0;
    std::size_t to = 0;
};
}  // namespace edit

using Edit = std::variant<edit::Set, edit::Remove, edit::AddElements, edit::RemoveElement,
                          edit::MoveElement>;

/// The text after these edits, one after another. Each result has been read again: it says what was
/// asked for and nothing else, else it is an error that names line and reason. The values
/// themselves are not judged, so that two edits may be right only together: parse() the result.
/// Errors: the text has problems to begin with, no such element (not_found), a form in which the
/// change can't be made safely.
Result<std::string> edited(std::string_view text, std::span<const Edit> edits);

/// What the edits mean, on the values.
void apply(Written& written, const Edit& edit);

/// The text with `enabled` of that target set. Errors: as edited(); no such target (not_found).
Result<std::string> with_enabled(std::string_view text, std::string_view target, bool enabled);

/// The same in a file, replaced in one step (write_file). A file that says so already is not
/// written.
Status set_enabled(const std::string& path, std::string_view target, bool enabled);

}  // namespace traypulse::config
