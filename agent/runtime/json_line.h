// One JSON value as one line (JSON Lines).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace traypulse {

/// With its line's end. Bytes that are no UTF-8 become U+FFFD: names come from outside. Any thread.
inline std::string json_line(const nlohmann::ordered_json& json) {
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace traypulse
