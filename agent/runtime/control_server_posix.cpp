#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <list>

#include "agent/runtime/control_protocol.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/local_socket_posix.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::control {
namespace {

constexpr int kBacklog = 16;
constexpr std::size_t kReadBlock = 16384;
// After "no descriptor left": the pending connection stays readable, so without a rest the loop
// would spin.
constexpr std::chrono::milliseconds kRest{1000};

bool allowed(int fd) {
    const auto peer = uid_of_peer(fd);
    return peer && (*peer == ::geteuid() || *peer == 0);
}

}  // namespace

/// One connection. Tells its owner when it is over; the owner then destroys it.
class ControlServer::Client {
 public:
    Client(uv_loop_t* loop, UniqueFd fd, const ServerHandler& handler,
           std::function<void(Client*)> over)
        : fd_(std::move(fd)),
          handler_(handler),
          over_(std::move(over)),
          timer_(loop),
          poll_(loop, fd_.get(), UV_READABLE,
                [this](int status, int) { status < 0 ? finish() : turn(); }) {
        be_patient();
    }

 private:
    // Destroys this object; over_ is copied because it would go while it runs.
    void finish() {
        const auto over = over_;
        over(this);
    }

    // Reads, answers and writes as far as it goes. Nothing of this object is touched after
    // finish().
    void turn() {
        be_patient();
        while (true) {
            if (!write()) return finish();
            if (!out_.empty()) return poll_.change(UV_WRITABLE);
            if (answer_next()) continue;
            if (ended_) return finish();
            const auto got = read();
            if (got == Got::nothing) return poll_.change(UV_READABLE);
            if (got == Got::failure) return finish();
        }
    }

    void be_patient() {
        timer_.start(kClientPatience, [this] { finish(); });
    }

    bool write() {
        while (!out_.empty()) {
            const auto sent = send_to_peer(fd_.get(), out_);
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0) return errno == EAGAIN;
            out_.erase(0, static_cast<std::size_t>(sent));
        }
        return true;
    }

    bool answer_next() {
        const auto end = in_.find('\n');
        if (end == std::string::npos) {
            if (in_.size() <= kLongestLine) return false;
            in_.clear();
            ended_ = true;  // what follows has no known beginning
            out_ = error_line(
                {ErrorCode::limit, tr("a request is at most {0} KiB", kLongestLine / 1024), {}},
                handler_.version);
            return true;
        }
        out_ = answer_to(std::string_view(in_).substr(0, end), handler_);
        in_.erase(0, end + 1);
        return true;
    }

    enum class Got { bytes, nothing, failure };
    Got read() {
        std::array<char, kReadBlock> block{};
        while (true) {
            const auto got = ::recv(fd_.get(), block.data(), block.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return errno == EAGAIN ? Got::nothing : Got::failure;
            if (got == 0) return Got::failure;
            in_.append(block.data(), static_cast<std::size_t>(got));
            return Got::bytes;
        }
    }

    UniqueFd fd_;
    const ServerHandler& handler_;
    std::function<void(Client*)> over_;
    std::string in_;
    std::string out_;
    bool ended_ = false;
    uv::Timer timer_;
    uv::Poll poll_;  // last: gone before the descriptor is closed
};

struct ControlServer::State {
    uv_loop_t* loop = nullptr;
    ServerHandler handler;
    UniqueFd fd;
    std::string path;
    ino_t inode = 0;
    std::list<std::unique_ptr<Client>> clients;
    uv::Timer rest;
    uv::Poll poll;

    void accept_all() {
        while (true) {
            UniqueFd accepted = accept_local(fd.get());
            if (!accepted) {
                if (errno == EINTR || errno == ECONNABORTED) continue;
                if (errno != EAGAIN) {
                    poll.change(0);
                    rest.start(kRest, [this] { poll.change(UV_READABLE); });
                }
                return;
            }
            if (!allowed(accepted.get())) continue;  // closed without a word
            if (clients.size() >= kMostClients) {
                const auto line = error_line({ErrorCode::limit, tr("too many programs ask at once"),
                                              tr("try again in a moment")},
                                             handler.version);
                // Best effort: a full buffer of a fresh socket is not to be expected.
                (void)send_to_peer(accepted.get(), line);
                continue;
            }
            clients.push_back(
                std::make_unique<Client>(loop, std::move(accepted), handler, [this](Client* gone) {
                    clients.remove_if([gone](const auto& c) { return c.get() == gone; });
                }));
        }
    }
};

ControlServer::ControlServer(uv_loop_t* loop, ServerHandler handler)
    : state_(std::make_unique<State>()) {
    state_->loop = loop;
    state_->handler = std::move(handler);
    state_->rest = uv::Timer(loop);
}

ControlServer::~ControlServer() {
    // Only the file that we made: a later agent may have made another by now.
    struct stat status {};
    if (!state_->path.empty() && ::lstat(state_->path.c_str(), &status) == 0 &&
        status.st_ino == state_->inode)
        ::unlink(state_->path.c_str());
}

Status ControlServer::listen(const std::string& path) {
    auto& s = *state_;
    // `sentence` has places for the path and the reason.
    const auto failed = [&path](const char* sentence) {
        const std::string reason = std::strerror(errno);
        return Error{ErrorCode::io, tr(sentence, path, reason),
                     tr("the tray works, but `traypulse status` and the like do not")};
    };
    const auto address = unix_address(path);
    if (!address)
        return Error{ErrorCode::limit, tr("the socket's path {0} is too long", path),
                     tr("set XDG_RUNTIME_DIR to a shorter directory")};
    s.fd = local_socket();
    if (!s.fd) return failed(for_translation("cannot make the socket {0}: {1}"));
    ::unlink(path.c_str());
    if (::bind(s.fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
        return failed(for_translation("cannot bind {0}: {1}"));
    struct stat status {};
    if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::lstat(path.c_str(), &status) != 0)
        return failed(for_translation("cannot protect {0}: {1}"));
    s.path = path;
    s.inode = status.st_ino;
    if (::listen(s.fd.get(), kBacklog) != 0)
        return failed(for_translation("cannot listen on {0}: {1}"));
    s.poll = uv::Poll(s.loop, s.fd.get(), UV_READABLE, [&s](int error, int) {
        if (error == 0) s.accept_all();
    });
    return ok();
}

std::size_t ControlServer::clients() const { return state_->clients.size(); }

}  // namespace traypulse::control
