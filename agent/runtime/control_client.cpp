#include "agent/runtime/control_client.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent/runtime/control_socket.h"

namespace traypulse::control {
namespace {

using Clock = std::chrono::steady_clock;

// The verdict, 4,096 targets and their evidence are a few megabytes at most.
constexpr std::size_t kLargestAnswer = 64UL * 1024 * 1024;

Error not_running() {
    return {ErrorCode::unavailable, "no Traypulse is running", "start it with `traypulse`"};
}

Error silent() {
    return {ErrorCode::unavailable, "the running Traypulse does not answer",
            "if it stays so, end it (`pkill -x traypulse`) and start it again"};
}

Error garbled() {
    return {ErrorCode::protocol,
            "the running Traypulse answers in a way that this one does not know",
            "it is of another version; restart it"};
}

bool wait_for(int fd, short events, Clock::time_point until) {
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0) return false;
        pollfd p{fd, events, 0};
        const int ready = ::poll(&p, 1, static_cast<int>(left));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

Result<UniqueFd> connect_to(const std::string& path, Clock::time_point until) {
    const auto address = unix_address(path);
    if (!address) return not_running();
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return Error{
            ErrorCode::io, std::string("cannot make a socket: ") + std::strerror(errno), {}};
    while (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) !=
           0) {
        if (errno == EACCES || errno == EPERM)
            return Error{ErrorCode::permission,
                         "the Traypulse that is running belongs to somebody else",
                         "ask it as that user"};
        if (errno == EINTR) continue;
        if (errno != EAGAIN) return not_running();
        // The backlog is full (unix(7) does not wait for it on a non-blocking socket).
        if (Clock::now() >= until) return silent();
        ::poll(nullptr, 0, 10);
    }
    return fd;
}

Status send_all(int fd, std::string_view text, Clock::time_point until) {
    while (!text.empty()) {
        const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (!wait_for(fd, POLLOUT, until)) return silent();
        } else if (errno != EINTR) {
            break;  // it may have refused with a reason that is still to be read
        }
    }
    return ok();
}

/// One line without its end; an error when none comes.
Result<std::string> next_line(int fd, std::string& pending, Clock::time_point until) {
    std::array<char, 65536> block{};
    while (true) {
        if (const auto end = pending.find('\n'); end != std::string::npos) {
            auto line = pending.substr(0, end);
            pending.erase(0, end + 1);
            return line;
        }
        if (pending.size() > kLargestAnswer) return garbled();
        const auto got = ::recv(fd, block.data(), block.size(), 0);
        if (got > 0) {
            pending.append(block.data(), static_cast<std::size_t>(got));
            continue;
        }
        const bool more_may_come = got < 0 && (errno == EAGAIN || errno == EINTR);
        if (!more_may_come || !wait_for(fd, POLLIN, until)) return silent();
    }
}

}  // namespace

Result<Reply> ask(const std::string& socket_path, const Request& request,
                  std::chrono::milliseconds patience) {
    const auto until = Clock::now() + patience;
    const auto fd = connect_to(socket_path, until);
    if (!fd) return fd.error();
    if (const auto sent = send_all(fd.value().get(), serialise(request), until); !sent)
        return sent.error();
    Reply out;
    std::string pending;
    while (true) {
        const auto line = next_line(fd.value().get(), pending, until);
        if (!line) return line.error();
        auto answer = parse_answer(line.value());
        if (!answer) return garbled();
        switch (answer->kind) {
            case Answer::Kind::data:
                out.output += line.value() + "\n";
                break;
            case Answer::Kind::text:
                out.output += answer->text;
                break;
            case Answer::Kind::done:
                out.well = answer->well;
                out.version = answer->version;
                return out;
            case Answer::Kind::error:
                // What it does not understand was said by a newer program than it is.
                if (answer->error.code == ErrorCode::protocol && answer->error.remedy.empty())
                    answer->error.remedy =
                        "it is version " + answer->version + "; restart it to have the new one";
                return answer->error;
        }
    }
}

}  // namespace traypulse::control
