// A connected Unix-domain stream socket on the loop, owned.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace traypulse {

/// Loop thread only. Destroying it closes the socket; no event follows. Events may destroy it.
class PipeStream {
 public:
    struct Events {
        std::function<void(std::span<const std::uint8_t>)> data;
        /// The other side is gone (0) or the socket failed (a negative libuv error). Once.
        std::function<void(int status)> closed;
    };
    PipeStream(uv_loop_t* loop, Events events);
    ~PipeStream();
    PipeStream(const PipeStream&) = delete;
    PipeStream& operator=(const PipeStream&) = delete;

    /// For uv_spawn's UV_CREATE_PIPE; call begin_reading() after it.
    uv_stream_t* stream();
    void connect(const std::string& path, std::function<void(int status)> done);
    void begin_reading();
    /// Queued; a failure comes as `closed`.
    void write(std::vector<std::uint8_t> bytes);
    /// The other side reads to an end behind what was written.
    void end_writing();
    [[nodiscard]] std::size_t queued() const;

 private:
    struct Block;
    Block* block_;
};

}  // namespace traypulse
