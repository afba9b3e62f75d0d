// One line of the control language, read word by word.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/ip_prefix.h"
#include "shared/types.h"

namespace traypulse::simnet {

/// Thrown by the readers below; its text is what follows "error: ".
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::vector<std::string> split(std::string_view text, char at);

/// Every reader takes one word, or throws Refused.
class Words {
 public:
    explicit Words(std::string_view line) : words_(split(line, ' ')) {}

    [[nodiscard]] bool more() const { return at_ < words_.size(); }
    /// The next word, left where it is; empty at the end.
    [[nodiscard]] const std::string& peek() const;
    const std::string& next(const char* what);
    /// Takes the next word if it is this one.
    bool take(std::string_view word);
    /// Refuses what is left over.
    void end() const;

    static IpAddress address(const std::string& word);
    IpAddress address() { return address(next("address")); }
    Prefix prefix();
    std::uint64_t number(std::uint64_t least, std::uint64_t most);
    /// "0.25" or "25%".
    double share();
    /// "20ms", "150us", "1.5s", "0"; at most a day.
    Nanoseconds duration();
    bool on_off();
    /// 4, 6, or both where neither is said.
    std::vector<Family> families();

 private:
    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

}  // namespace traypulse::simnet
