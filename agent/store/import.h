// An export back into the history, of this agent or of another one.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agent/store/exchange.h"
#include "agent/store/progress.h"
#include "shared/result.h"

namespace traypulse::store {

/// Bytes of an export, in either format.
struct ImportSource {
    std::string name;         ///< for messages: "week.jsonl"
    std::uint64_t bytes = 0;  ///< for the progress; 0: not known
    /// As many as there are, at most the span's size; 0: the end.
    std::function<Result<std::size_t>(std::span<char>)> read;
};

struct RefusedLine {
    std::string source;
    std::uint64_t line = 0;
    std::string what;
};
/// So many are told, the rest is counted.
inline constexpr std::size_t kMostRefusedLines = 20;

struct ImportCounts {
    std::uint64_t added = 0;  ///< new, or fuller than what was there
    std::uint64_t known = 0;  ///< changed nothing
};
struct ImportResult {
    std::array<ImportCounts, kExchangeKinds.size()> kinds{};  ///< by ExchangeKind
    std::uint64_t refused = 0;
    std::vector<RefusedLine> refusals;
    [[nodiscard]] std::uint64_t added() const;
    [[nodiscard]] std::uint64_t known() const;
};

/// Into the history file at `path`, which is made where there is none; the agent may run. It is
/// written in short transactions, and the agent gets its turn in between; each of them leaves the
/// file consistent, so that what is stopped can be done again.
///
/// What is there already changes nothing: the same sample, event or outage; time of a target whose
/// state is known. Of two different minutes or hours, the one with more requests stays. Samples
/// make their minutes and hours, where those have fewer requests than there are samples.
/// Errors: the file can't be written (Store's reasons), a source can't be read, cancelled. What
/// was done before stays. `result` is right then, too.
Status import_history(const std::string& path, const std::vector<ImportSource>& sources,
                      const Progress& progress, ImportResult& result);

}  // namespace traypulse::store
