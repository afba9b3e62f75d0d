// The command line of traypulse-simnet (README.md). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/simnet/tun.h"

namespace traypulse::simnet {

struct Options {
    std::string control;
    std::string script;
    std::vector<std::string> send;
    std::vector<std::pair<std::string, std::string>> binds;  // own file, path that it covers
    TunSpec tun;
    std::uint64_t seed = 1;
    bool spin = false;
    bool realtime = false;
    std::string wrong;  // what is wrong with the command line; empty: nothing
};

Options parse_options(const std::vector<std::string>& words);
std::string_view usage();

}  // namespace traypulse::simnet
