// resolv.conf(5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/types.h"

namespace traypulse::runtime {

/// The addresses of its `nameserver` lines, in order. Empty where there is no such file.
std::vector<std::string> read_resolvers(const std::string& file = "/etc/resolv.conf");

/// Pure. Most programs write the file in place, so a reader meets it empty, or with half its lines,
/// now and then: what it says counts when it stays.
class SettledResolvers {
 public:
    using List = std::vector<std::string>;
    /// Nobody takes longer between two lines …
    static constexpr Nanoseconds kWritten = std::chrono::milliseconds(100);
    /// … but to empty the file and to fill it may be two steps of a DHCP client.
    static constexpr Nanoseconds kEmptied = std::chrono::seconds(5);

    explicit SettledResolvers(List present) : believed_(std::move(present)) {}
    /// What was read now; returns what is to be believed.
    const List& take(MonoTime now, const List& read);
    /// When another reading may settle it; nothing while there is nothing to settle.
    [[nodiscard]] std::optional<MonoTime> look_again() const;

 private:
    [[nodiscard]] static Nanoseconds wait_for(const List& list) {
        return list.empty() ? kEmptied : kWritten;
    }
    List believed_;
    std::optional<List> other_;
    MonoTime since_;
};

}  // namespace traypulse::runtime
