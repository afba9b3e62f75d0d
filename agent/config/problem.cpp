#include "agent/config/problem.h"

namespace traypulse::config {

std::string Problem::text() const {
    std::string out = file;
    if (line != 0) out += ":" + std::to_string(line) + ":" + std::to_string(column);
    return out + ": " + reason + ".";
}

}  // namespace traypulse::config
