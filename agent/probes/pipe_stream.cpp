#include "agent/probes/pipe_stream.h"

#include <array>
#include <memory>
#include <utility>

namespace traypulse {

struct PipeStream::Block {
    uv_pipe_t pipe{};
    Events events;
    bool owned =
        true;  // false once the PipeStream is gone: libuv's callbacks may still be on their way
    std::array<char, 65536> buffer{};

    void closed(int status) {
        uv_read_stop(reinterpret_cast<uv_stream_t*>(&pipe));
        if (auto call = std::exchange(events.closed, nullptr); owned && call) call(status);
    }
};

PipeStream::PipeStream(uv_loop_t* loop, Events events) : block_(new Block) {
    block_->events = std::move(events);
    block_->pipe.data = block_;
    uv_pipe_init(loop, &block_->pipe, 0);  // 0: no descriptors are passed over it
}

PipeStream::~PipeStream() {
    block_->owned = false;
    uv_close(reinterpret_cast<uv_handle_t*>(&block_->pipe),
             [](uv_handle_t* h) { delete static_cast<Block*>(h->data); });
}

uv_stream_t* PipeStream::stream() { return reinterpret_cast<uv_stream_t*>(&block_->pipe); }

void PipeStream::connect(const std::string& path, std::function<void(int)> done) {
    struct Request {
        uv_connect_t raw{};
        std::function<void(int)> done;
    };
    auto* request = new Request{{}, std::move(done)};
    request->raw.data = request;
    uv_pipe_connect(&request->raw, &block_->pipe, path.c_str(), [](uv_connect_t* raw, int status) {
        const std::unique_ptr<Request> self(static_cast<Request*>(raw->data));
        const auto* block = static_cast<Block*>(raw->handle->data);
        if (block->owned && self->done) self->done(status);
    });
}

void PipeStream::begin_reading() {
    uv_read_start(
        stream(),
        [](uv_handle_t* h, std::size_t, uv_buf_t* out) {
            auto* block = static_cast<Block*>(h->data);
            *out = uv_buf_init(block->buffer.data(), static_cast<unsigned>(block->buffer.size()));
        },
        [](uv_stream_t* s, ssize_t n, const uv_buf_t* buffer) {
            auto* block = static_cast<Block*>(s->data);
            if (n < 0) return block->closed(n == UV_EOF ? 0 : static_cast<int>(n));
            if (n > 0 && block->owned && block->events.data)
                block->events.data({reinterpret_cast<const std::uint8_t*>(buffer->base),
                                    static_cast<std::size_t>(n)});
        });
}

void PipeStream::write(std::vector<std::uint8_t> bytes) {
    struct Request {
        uv_write_t raw{};
        std::vector<std::uint8_t> bytes;
    };
    auto* request = new Request{{}, std::move(bytes)};
    request->raw.data = request;
    const auto buffer = uv_buf_init(reinterpret_cast<char*>(request->bytes.data()),
                                    static_cast<unsigned>(request->bytes.size()));
    const int rc = uv_write(&request->raw, stream(), &buffer, 1, [](uv_write_t* raw, int status) {
        const std::unique_ptr<Request> self(static_cast<Request*>(raw->data));
        auto* block = static_cast<Block*>(raw->handle->data);
        if (status < 0 && status != UV_ECANCELED) block->closed(status);
    });
    if (rc != 0) delete request;  // not connected: `closed` has been or will be said by the reader
}

void PipeStream::end_writing() {
    auto* request = new uv_shutdown_t{};
    if (uv_shutdown(request, stream(), [](uv_shutdown_t* r, int) { delete r; }) != 0)
        delete request;  // not connected (any more): there is nobody to read it
}

std::size_t PipeStream::queued() const {
    return uv_stream_get_write_queue_size(reinterpret_cast<const uv_stream_t*>(&block_->pipe));
}

}  // namespace traypulse
