#include "agent/runtime/resolv_conf.h"

#include <fstream>
#include <string_view>
#include <utility>

#include "shared/ip_address.h"

namespace traypulse::runtime {

std::vector<std::string> read_resolvers(const std::string& path) {
    std::vector<std::string> out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        constexpr std::string_view kKey = "nameserver";
        if (line.rfind(kKey, 0) != 0) continue;
        const auto begin = line.find_first_not_of(" \t", kKey.size());
        if (begin == std::string::npos || begin == kKey.size()) continue;
        const auto word = line.substr(begin, line.find_first_of(" \t#;\r", begin) - begin);
        if (IpAddress::parse(word)) out.push_back(word);
    }
    return out;
}

const SettledResolvers::List& SettledResolvers::take(MonoTime now, const List& read) {
    if (read == believed_) {
        other_.reset();
    } else if (!other_ || *other_ != read) {
        other_ = read;
        since_ = now;
    } else if (now - since_ >= wait_for(read)) {
        believed_ = *std::exchange(other_, std::nullopt);
    }
    return believed_;
}

std::optional<MonoTime> SettledResolvers::look_again() const {
    if (!other_) return std::nullopt;
    return since_ + wait_for(*other_);
}

}  // namespace traypulse::runtime
