// Questions for DNS checks, and the messages of servers that a test makes up.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/system/checks/check_rig.h"

namespace traypulse::test {

using Replies = std::vector<std::string>;

inline CheckRequest dns(const std::string& server, std::uint16_t port, const std::string& name,
                        const std::string& type, std::vector<std::string> expect = {}) {
    auto out = request_to(CheckKind::dns, server, port);
    out.spec.name = name;
    out.spec.record_type = type;
    out.options.expect = std::move(expect);
    return out;
}

/// A record of the question's own name.
inline std::string record_of(std::uint16_t type, const std::string& rdata) {
    std::string out("\xc0\x0c", 2);  // the question's name
    const auto two = [&out](std::size_t n) {
        out += static_cast<char>(n >> 8U);
        out += static_cast<char>(n);
    };
    two(type);
    two(1);
    two(0);
    two(60);
    two(rdata.size());
    return out + rdata;
}

/// The response to a query, with these records.
inline std::string response(std::string query, const Replies& records, unsigned flags = 0x8180) {
    query[2] = static_cast<char>(flags >> 8U);
    query[3] = static_cast<char>(flags);
    query[6] = static_cast<char>(records.size() >> 8U);
    query[7] = static_cast<char>(records.size());
    for (const auto& r : records) query += r;
    return query;
}

inline const std::string kAddress{"\xc0\x00\x02\x01", 4};

}  // namespace traypulse::test
