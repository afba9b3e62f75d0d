// Plain HTTP on loopback, as a scraper speaks it: what is sent is what the test says, to the byte.
#pragma once

#include <string>

#include "tests/system/agent/bench.h"

namespace traypulse::test {

struct WebAnswer {
    int status = 0;    ///< 0: nothing came, or the connection was refused
    std::string head;  ///< with the status line
    std::string body;
};
/// Sends the bytes to 127.0.0.1 and reads to the end of the connection.
WebAnswer raw_request(int port, const std::string& bytes,
                      std::chrono::nanoseconds patience = kPatience);
/// GET of a path with these further headers ("Accept: x\r\n").
WebAnswer get(int port, const std::string& path, const std::string& headers = {});

/// A connection that the test holds open.
class Held {
 public:
    explicit Held(int port, const std::string& bytes = {});
    ~Held();
    Held(Held&& other) noexcept;
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    [[nodiscard]] bool open() const { return fd_ >= 0; }
    /// The other side has closed it, and said this before; waits for that.
    [[nodiscard]] bool ends(std::chrono::nanoseconds patience);

 private:
    int fd_ = -1;
};

/// Value of a series as it stands in a document: `traypulse_outage_active{cause="no_link"}`.
/// nullopt: it is not there.
std::optional<double> value_of(const std::string& document, const std::string& series);

/// `prometheus` or `promtool`: where `./dev install test` has put Debian's, else the one in PATH.
std::string prometheus_tool(const std::string& name);

}  // namespace traypulse::test
