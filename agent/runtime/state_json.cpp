#include "agent/runtime/state_json.h"

#include <cmath>
#include <stdexcept>

namespace traypulse::runtime::state {

using nlohmann::json;

std::string text(const json& object, const char* key) { return object.at(key).get<std::string>(); }

WallTime time(const json& object, const char* key) {
    const auto written = text(object, key);
    if (const auto time = parse_rfc3339(written)) return *time;
    throw std::runtime_error("\"" + written + "\" is no time");
}

std::uint32_t count(const json& object, const char* key) {
    const auto& value = object.at(key);
    if (!value.is_number_unsigned() ||
        value.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max())
        throw std::runtime_error("\"" + std::string(key) + "\" is no count");
    return value.get<std::uint32_t>();
}

Rtt rtt(const json& object, const char* key) {
    // The engine's longest timeout is far below; what is above was never measured.
    constexpr double kLongestUs = 3600e6;
    const auto us = object.at(key).get<double>();
    if (!(us >= 0 && us <= kLongestUs))
        throw std::runtime_error("\"" + std::string(key) + "\" is no round trip");
    return Rtt(Nanoseconds(std::llround(us * 1e3)));
}

std::string dump(const json& value, int indent) {
    return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace traypulse::runtime::state
