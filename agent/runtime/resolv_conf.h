// resolv.conf(5).
#pragma once

#include <string>
#include <vector>

namespace traypulse::runtime {

/// The addresses of its `nameserver` lines, in order. Empty where there is no such file.
std::vector<std::string> read_resolvers(const std::string& file = "/etc/resolv.conf");

}  // namespace traypulse::runtime
