// Lets doctest print what is compared often.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace doctest {
template <>
struct StringMaker<std::vector<std::string>> {
    static String convert(const std::vector<std::string>& all) {
        std::string out = "[";
        for (const auto& s : all) out += (out.size() > 1 ? ", " : "") + ('"' + s + '"');
        return (out + "]").c_str();
    }
};
}  // namespace doctest
