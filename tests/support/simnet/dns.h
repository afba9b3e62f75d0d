// A scripted name server: names with A and AAAA records, and the ways in which name servers fail.
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/simnet/packet.h"

namespace traypulse::simnet {

class NameServer {
 public:
    /// What it does with every query: RFC 1035's rcodes 0 (as scripted), 2, 3, 5, or nothing at
    /// all.
    enum class Mode { answer, servfail, nxdomain, refused, silent };

    void set_mode(Mode mode) { mode_ = mode; }
    /// Adds a record; several addresses of a name are all answered. The name "*" stands for every
    /// other name.
    void add(std::string_view name, const IpAddress& address, std::uint32_t ttl_seconds);
    /// The reverse name of an address.
    void add_reverse(const IpAddress& address, std::string_view name);
    /// The name exists no more: NXDOMAIN.
    void remove(std::string_view name);
    /// The answer to one query message (RFC 1035 §4); nullopt: silence, also for what is no query.
    std::optional<Buffer> answer(Bytes query);

    /// Queries for a name since the start, of any type.
    [[nodiscard]] std::uint64_t queries(std::string_view name) const;
    [[nodiscard]] std::uint64_t queries() const { return total_; }

 private:
    struct Record {
        IpAddress address;
        std::uint32_t ttl = 0;
    };
    Mode mode_ = Mode::answer;
    std::map<std::string, std::vector<Record>, std::less<>> names_;
    std::map<std::string, std::string, std::less<>> reverse_;  // by in-addr.arpa or ip6.arpa name
    std::map<std::string, std::uint64_t, std::less<>> asked_;
    std::uint64_t total_ = 0;
};

}  // namespace traypulse::simnet
