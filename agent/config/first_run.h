// The commented file that the first start writes.
#pragma once

#include <string>
#include <vector>

namespace traypulse::config {

/// What is known about this machine's network. All may be empty.
struct FirstRunFacts {
    std::vector<std::string> routers;    ///< addresses of the default routers, for the comments
    std::vector<std::string> resolvers;  ///< addresses of the DNS resolvers, for the comments
};

/// A configuration that says plainly what is sent, to whom and how often: this network's router and
/// resolver, whichever network that is, and two public anchors. parse() finds no problem in it.
std::string first_configuration(const FirstRunFacts& facts);

}  // namespace traypulse::config
