#include "shared/system_error.h"
#include "tests/support/simnet/control_server.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace traypulse::simnet {
namespace {

// A line longer than this is no command, whoever sends it.
constexpr std::size_t kLongestLine = 65'536;
constexpr timeval kPatience{10, 0};

Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    if (path.size() >= sizeof out.sun_path)
        return Error{ErrorCode::invalid_argument, "the control socket's path is too long: " + path,
                     "use a shorter one"};
    std::copy(path.begin(), path.end(), out.sun_path);
    return out;
}

bool send_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto n = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

ControlServer::~ControlServer() {
    for (const auto& client : clients_) close(client.fd);
    if (fd_ < 0) return;
    close(fd_);
    unlink(path_.c_str());
}

Status ControlServer::listen() {
    const auto address = address_of(path_);
    if (!address) return address.error();
    unlink(path_.c_str());
    fd_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd_ < 0) return system_error("cannot make the control socket");
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&address.value()), sizeof address.value()) !=
            0 ||
        ::listen(fd_, 16) != 0)
        return system_error("cannot listen at " + path_);
    return ok();
}

void ControlServer::add_polls(std::vector<pollfd>& polls) const {
    polls.push_back({fd_, POLLIN, 0});
    for (const auto& client : clients_) polls.push_back({client.fd, POLLIN, 0});
}

void ControlServer::handle(const pollfd* polls, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (polls[i].revents == 0) continue;
        if (polls[i].fd == fd_) {
            // Blocking on purpose from here on: the answers are short, and a test's client reads
            // them.
            const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd >= 0) clients_.push_back({fd, {}});
            continue;
        }
        const auto client = std::find_if(clients_.begin(), clients_.end(),
                                         [&](const auto& c) { return c.fd == polls[i].fd; });
        if (client == clients_.end() || serve(*client)) continue;
        close(client->fd);
        clients_.erase(client);
    }
}

bool ControlServer::serve(Client& client) {
    char buffer[4096];
    const auto n = recv(client.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n <= 0) return n < 0 && (errno == EAGAIN || errno == EINTR);
    client.unread.append(buffer, static_cast<std::size_t>(n));
    std::string answers;
    std::size_t begin = 0;
    for (auto end = client.unread.find('\n'); end != std::string::npos;
         end = client.unread.find('\n', begin)) {
        answers += execute_(std::string_view(client.unread).substr(begin, end - begin)) + '\n';
        begin = end + 1;
    }
    client.unread.erase(0, begin);
    return send_all(client.fd, answers) && client.unread.size() < kLongestLine;
}

Result<std::string> ControlServer::ask(const std::string& path,
                                       const std::vector<std::string>& lines) {
    const auto address = address_of(path);
    if (!address) return address.error();
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return system_error("cannot make a socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    std::string out;
    std::string all;
    for (const auto& line : lines) all += line + '\n';
    bool good = connect(fd, reinterpret_cast<const sockaddr*>(&address.value()),
                        sizeof address.value()) == 0 &&
                send_all(fd, all);
    while (good &&
           std::count(out.begin(), out.end(), '\n') < static_cast<std::ptrdiff_t>(lines.size())) {
        char buffer[4096];
        const auto n = recv(fd, buffer, sizeof buffer, 0);
        good = n > 0;
        if (good) out.append(buffer, static_cast<std::size_t>(n));
    }
    auto error = system_error("no answer from the simulated network at " + path);
    close(fd);
    if (!good) return error;
    return out;
}

}  // namespace traypulse::simnet
