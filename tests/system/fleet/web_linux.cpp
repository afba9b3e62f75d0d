#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "tests/support/text.h"
#include "tests/system/fleet/web.h"

namespace traypulse::test {
namespace {

int connected(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
    close(fd);
    return -1;
}

/// All until the end of the connection; false where the time was over before.
bool read_all(int fd, std::string& out, std::chrono::nanoseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::array<char, 65536> block{};
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        pollfd wait{fd, POLLIN, 0};
        if (left.count() <= 0 || poll(&wait, 1, static_cast<int>(left.count())) <= 0) return false;
        const auto got = recv(fd, block.data(), block.size(), 0);
        if (got <= 0) return true;  // its end, or a reset: over in any case
        out.append(block.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

WebAnswer raw_request(int port, const std::string& bytes, std::chrono::nanoseconds patience) {
    WebAnswer out;
    const int fd = connected(port);
    if (fd < 0) return out;
    send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::string all;
    read_all(fd, all, patience);
    close(fd);
    const auto end = all.find("\r\n\r\n");
    if (end == std::string::npos || all.rfind("HTTP/1.", 0) != 0) return out;
    out.status = std::atoi(all.c_str() + 9);
    out.head = all.substr(0, end);
    out.body = all.substr(end + 4);
    if (out.head.find("\r\nTransfer-Encoding: chunked") != std::string::npos)
        out.body = unchunked(out.body);
    return out;
}

WebAnswer get(int port, const std::string& path, const std::string& headers) {
    return raw_request(port, "GET " + path +
                                 " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                 "\r\nConnection: close\r\n" + headers + "\r\n");
}

Held::Held(int port, const std::string& bytes) : fd_(connected(port)) {
    if (fd_ >= 0 && !bytes.empty()) send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}
Held::~Held() {
    if (fd_ >= 0) close(fd_);
}
Held::Held(Held&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

bool Held::ends(std::chrono::nanoseconds patience) {
    std::string rest;
    return fd_ < 0 || read_all(fd_, rest, patience);
}

std::optional<double> value_of(const std::string& document, const std::string& series) {
    const auto at = ("\n" + document).find("\n" + series + " ");
    if (at == std::string::npos) return std::nullopt;
    return std::strtod(document.c_str() + at + series.size() + 1, nullptr);
}

std::string prometheus_tool(const std::string& name) {
    const auto fetched = TRAYPULSE_PROMETHEUS_DIR + name;
    return std::filesystem::exists(fetched) ? fetched : name;
}

}  // namespace traypulse::test
