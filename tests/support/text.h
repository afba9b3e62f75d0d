// Looking into what a program said.
#pragma once

#include <string>

namespace traypulse::test {

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace traypulse::test
