#include "agent/config/nearest.h"

#include <algorithm>
#include <cstddef>

#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::config {
namespace {

// Longer words are no slips of each other, and the table below stays small.
constexpr std::size_t kLongest = 128;
// Two letters begin too many words.
constexpr std::size_t kLeastPrefix = 3;

using ascii::lower;

bool begins_with(std::string_view word, std::string_view start) {
    return start.size() <= word.size() &&
           std::equal(start.begin(), start.end(), word.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

// Optimal string alignment: three rows of the usual table.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    if (a.size() > kLongest || b.size() > kLongest) return std::max(a.size(), b.size());
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::vector<std::string> nearest(std::string_view word, std::span<const std::string> candidates,
                                 std::size_t most) {
    struct Scored {
        std::size_t distance;
        const std::string* candidate;
    };
    std::vector<Scored> close;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(word, candidate);
        const auto allowed = std::max<std::size_t>(1, std::min(word.size(), candidate.size()) / 3);
        const bool starts = word.size() >= kLeastPrefix && begins_with(candidate, word);
        if (distance <= allowed || starts) close.push_back({distance, &candidate});
    }
    std::stable_sort(close.begin(), close.end(),
                     [](const auto& a, const auto& b) { return a.distance < b.distance; });
    std::vector<std::string> out;
    for (const auto& c : close)
        if (out.size() < most) out.push_back(*c.candidate);
    return out;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const auto near = nearest(word, candidates);
    return near.empty() ? std::string() : tr(" (did you mean \"{0}\"?)", near.front());
}

}  // namespace traypulse::config
