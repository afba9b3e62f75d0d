// From what a text says and what it should say to the edits that lead there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/config/edit.h"
#include "agent/config/written.h"

namespace traypulse::config {

/// Of each element of a list: which one it was before; empty for a new one. No two say the same.
using Origin = std::vector<std::optional<std::size_t>>;
using Origins = std::map<std::string, Origin>;

/// The fewest edits, only where something differs; in the order in which edited() takes them. A
/// list that `origins` leaves out has the elements that it had.
std::vector<Edit> difference(const Written& before, const Written& after, const Origins& origins);

/// A person's changes carried over to a text that somebody else has changed meanwhile.
struct Merged {
    Written wanted;
    Origins origins;                     ///< of `wanted`, in `theirs`
    std::vector<std::string> conflicts;  ///< "the key interval of the target Shop"; empty: none
};
/// `mine`, with its `origins`, and `theirs` both began as `base`. Elements of `theirs` are known by
/// their name (check, where they have none, or a new one). Where both changed the same thing
/// differently, mine is taken and the conflict named.
Merged merge(const Written& base, const Written& mine, const Origins& origins,
             const Written& theirs);

/// What an element is called: its name, else its check, else nothing.
std::string name_of(const Keys& element);

}  // namespace traypulse::config
