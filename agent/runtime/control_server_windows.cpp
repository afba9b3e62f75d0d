// The control socket is a named pipe here. Windows lets nobody write to it but its maker, the
// system and administrators: that is what a pipe's rights are where nobody says others.
#include <array>
#include <list>

#include "agent/runtime/control_protocol.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/pipe_name_windows.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::control {
namespace {

constexpr int kBacklog = 16;
constexpr std::size_t kReadBlock = 16384;

}  // namespace

/// One connection. Tells its owner when it is over. The pipe's block lives on until libuv has
/// closed it.
class ControlServer::Client {
 public:
    Client(uv_loop_t* loop, const ServerHandler& handler, std::function<void(Client*)> over)
        : handler_(handler), over_(std::move(over)), timer_(loop), block_(new Block) {
        block_->owner = this;
        block_->pipe.data = block_;
        uv_pipe_init(loop, &block_->pipe, 0);
    }
    ~Client() {
        block_->owner = nullptr;
        uv_close(reinterpret_cast<uv_handle_t*>(&block_->pipe),
                 [](uv_handle_t* handle) { delete static_cast<Block*>(handle->data); });
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool accept(uv_stream_t* from) {
        be_patient();
        return uv_accept(from, stream()) == 0 && read();
    }

 private:
    struct Block {
        uv_pipe_t pipe{};
        uv_write_t write{};
        std::string writing;
        std::array<char, kReadBlock> input{};
        Client* owner = nullptr;
    };

    [[nodiscard]] uv_stream_t* stream() const {
        return reinterpret_cast<uv_stream_t*>(&block_->pipe);
    }
    void be_patient() {
        timer_.start(kClientPatience, [this] { finish(); });
    }
    // Destroys this object; over_ is copied because it would go while it runs.
    void finish() {
        const auto over = over_;
        over(this);
    }

    bool read() {
        return uv_read_start(
                   stream(),
                   [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
                       auto& input = static_cast<Block*>(handle->data)->input;
                       *buffer = uv_buf_init(input.data(), static_cast<unsigned>(input.size()));
                   },
                   [](uv_stream_t* from, ssize_t got, const uv_buf_t* buffer) {
                       auto* self = static_cast<Block*>(from->data)->owner;
                       if (self == nullptr || got == 0) return;
                       if (got < 0) return self->finish();
                       self->in_.append(buffer->base, static_cast<std::size_t>(got));
                       self->turn();
                   }) == 0;
    }

    // One answer at a time; the next request is looked at when it is written.
    void turn() {
        be_patient();
        const auto end = in_.find('\n');
        if (end == std::string::npos && in_.size() <= kLongestLine) {
            if (ended_) finish();
            return;
        }
        uv_read_stop(stream());
        if (end == std::string::npos) {
            in_.clear();
            ended_ = true;  // what follows has no known beginning
            return write(error_line(
                {ErrorCode::limit, tr("a request is at most {0} KiB", kLongestLine / 1024), {}},
                handler_.version));
        }
        const auto line = in_.substr(0, end);
        in_.erase(0, end + 1);
        write(answer_to(line, handler_));
    }

    void write(std::string text) {
        block_->writing = std::move(text);
        block_->write.data = block_;
        auto buffer =
            uv_buf_init(block_->writing.data(), static_cast<unsigned>(block_->writing.size()));
        const int error =
            uv_write(&block_->write, stream(), &buffer, 1, [](uv_write_t* request, int status) {
                auto* self = static_cast<Block*>(request->data)->owner;
                if (self == nullptr) return;
                if (status != 0 || self->ended_) return self->finish();
                self->read();
                self->turn();
            });
        if (error != 0) finish();
    }

    const ServerHandler& handler_;
    std::function<void(Client*)> over_;
    std::string in_;
    bool ended_ = false;
    uv::Timer timer_;
    Block* block_;
};

struct ControlServer::State {
    struct Block {
        uv_pipe_t pipe{};
        State* owner = nullptr;
    };

    void admit(uv_stream_t* from) {
        // One more than are served is accepted, and let go at once: else it would wait for ever.
        clients.push_back(std::make_unique<Client>(loop, handler, [this](Client* gone) {
            clients.remove_if([gone](const auto& c) { return c.get() == gone; });
        }));
        if (!clients.back()->accept(from) || clients.size() > kMostClients) clients.pop_back();
    }

    uv_loop_t* loop = nullptr;
    ServerHandler handler;
    Block* block = nullptr;
    std::list<std::unique_ptr<Client>> clients;
};

ControlServer::ControlServer(uv_loop_t* loop, ServerHandler handler)
    : state_(std::make_unique<State>()) {
    state_->loop = loop;
    state_->handler = std::move(handler);
}

ControlServer::~ControlServer() {
    if (state_->block == nullptr) return;
    state_->block->owner = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(&state_->block->pipe),
             [](uv_handle_t* handle) { delete static_cast<State::Block*>(handle->data); });
}

Status ControlServer::listen(const std::string& path) {
    auto& s = *state_;
    const auto name = pipe_name(path);
    s.block = new State::Block;
    s.block->owner = &s;
    s.block->pipe.data = s.block;
    uv_pipe_init(s.loop, &s.block->pipe, 0);
    int error = uv_pipe_bind(&s.block->pipe, name.c_str());
    if (error == 0)
        error = uv_listen(reinterpret_cast<uv_stream_t*>(&s.block->pipe), kBacklog,
                          [](uv_stream_t* from, int status) {
                              auto* owner = static_cast<State::Block*>(from->data)->owner;
                              if (status == 0 && owner != nullptr) owner->admit(from);
                          });
    if (error == 0) return ok();
    return Error{ErrorCode::io, tr("cannot listen on {0}: {1}", name, uv_strerror(error)),
                 tr("the tray works, but `traypulse status` and the like do not")};
}

std::size_t ControlServer::clients() const { return state_->clients.size(); }

}  // namespace traypulse::control
