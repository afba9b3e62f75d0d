// A list read and settled as `traypulse import` does it.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "agent/config/edit.h"
#include "agent/moving/settle.h"

namespace traypulse::test {

struct Moved {
    moving::Reading reading;
    std::vector<moving::Input> inputs;

    [[nodiscard]] std::string toml() const {
        const config::Edit add =
            config::edit::AddElements{"target", 0, moving::targets_of(reading)};
        const auto text = config::edited({}, std::span(&add, 1));
        return text ? text.value() : text.error().text();
    }
    [[nodiscard]] std::string said() const {
        std::string out;
        for (const auto& line : moving::remarks_of(reading, inputs)) out += line + "\n";
        return out;
    }
    /// The only target, or the n-th entry.
    [[nodiscard]] const moving::Entry& entry(std::size_t n = 0) const {
        REQUIRE(n < reading.entries.size());
        return reading.entries[n];
    }
};

inline Moved move_in(moving::Kind kind, std::vector<moving::Input> inputs,
                     const config::Written& present = {}) {
    Moved out;
    auto reading = moving::read(kind, inputs);
    if (!reading) FAIL_CHECK(reading.error().text());
    REQUIRE(reading);
    out.reading = std::move(reading).value();
    out.inputs = std::move(inputs);
    moving::settle(out.reading, present);
    return out;
}

inline Moved move_in(moving::Kind kind, const std::string& text) {
    return move_in(kind, std::vector<moving::Input>{{"list", text}});
}

/// Why it can't be read at all.
inline std::string refusal_of(moving::Kind kind, const std::string& text) {
    const std::vector<moving::Input> inputs{{"list", text}};
    const auto reading = moving::read(kind, inputs);
    REQUIRE_FALSE(reading);
    return reading.error().text();
}

}  // namespace traypulse::test
