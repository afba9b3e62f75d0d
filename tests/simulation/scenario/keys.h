// A table of a scenario, read strictly: a key that nobody asked for is an error, as is a value of
// another kind than asked for.
#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "shared/types.h"

namespace traypulse::scenario {

/// What is wrong with a scenario: "cable_pulled.toml:12: unknown key "pulld"".
struct Wrong : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Keys {
 public:
    Keys(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    /// Each returns whether the key is there; else `out` stays as it was.
    bool read(std::string_view key, bool& out);
    bool read(std::string_view key, double& out);
    bool read(std::string_view key, int& out);
    bool read(std::string_view key, std::string& out);
    bool read(std::string_view key, Nanoseconds& out);  ///< "1m30s"
    bool read(std::string_view key, std::vector<std::string>& out);
    /// nullptr where there is none.
    const toml::table* table(std::string_view key);
    const toml::array* array(std::string_view key);
    const toml::node* node(std::string_view key);
    /// One of these words, as its place among them.
    bool word(std::string_view key, const std::vector<std::string>& words, std::size_t& out);
    /// To be called at the end.
    void finish() const;

    [[noreturn]] void wrong(std::string_view key, const std::string& what) const;
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] const toml::table& all() const { return table_; }

 private:
    const toml::table& table_;
    std::string file_;
    std::set<std::string, std::less<>> used_;
};

/// "1m30s"; `where` stands in the error.
Nanoseconds duration(const std::string& text, const std::string& where);

}  // namespace traypulse::scenario
