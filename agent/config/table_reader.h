// Reads one TOML table key by key, and remembers what it asked for, so that what was never asked
// for is reported as unknown. Internal to agent/config.
#pragma once

#include <toml++/toml.h>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/problem.h"
#include "shared/types.h"

namespace traypulse::config {

/// Where the problems of one file are gathered.
class Report {
 public:
    explicit Report(std::string file) : file_(std::move(file)) {}
    void add(const toml::source_region& where, std::string reason);
    /// In the order of the file.
    [[nodiscard]] Problems take();

 private:
    std::string file_;
    Problems problems_;
};

/// A span that a value must lie in, with the reason that a person is told.
struct DurationBounds {
    Nanoseconds least;
    Nanoseconds most;
    std::string_view why;   ///< "the helper sends no faster than that to one address"
    bool zero_too = false;  ///< 0 stands for "never"
};
struct IntegerBounds {
    std::int64_t least;
    std::int64_t most;
    std::string_view why;
};

/// Every read returns nullopt where the key is absent or wrong; what is wrong has been reported
/// then.
class TableReader {
 public:
    TableReader(const toml::table& table, Report& report) : table_(table), report_(report) {}

    std::optional<std::string> text(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, const IntegerBounds& bounds);
    std::optional<double> number(std::string_view key, double least, double most,
                                 std::string_view why);
    std::optional<Nanoseconds> duration(std::string_view key, const DurationBounds& bounds);
    std::optional<std::vector<std::string>> texts(std::string_view key);
    /// One of `words`; its index.
    std::optional<std::size_t> word(std::string_view key, const std::vector<std::string>& words);
    /// A section; null where it is absent or no table.
    const toml::table* table(std::string_view key);
    /// A key as it stands, for the caller to judge. Null where absent.
    const toml::node* raw(std::string_view key);

    /// Where the key's value stands, or the table where the key is absent.
    [[nodiscard]] const toml::source_region& where(std::string_view key) const;
    void problem(std::string_view key, std::string reason) {
        report_.add(where(key), std::move(reason));
    }
    /// Call last: reports every key that nothing above asked for.
    void finish();

 private:
    void wrong_type(std::string_view key, const toml::node& node, std::string_view wanted);
    const toml::table& table_;
    Report& report_;
    std::vector<std::string> asked_;
};

}  // namespace traypulse::config
