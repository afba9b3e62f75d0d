// Echo requests through traypulse-helper: as a system service, or started by us over a socketpair.
#pragma once

#include <uv.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/probes/child_process.h"
#include "agent/probes/icmp_channel.h"
#include "agent/probes/pipe_stream.h"
#include "shared/codec.h"
#include "shared/uv_handle.h"

namespace traypulse {

/// Sees every frame that passes, for the log ("packets in hex"). May be empty.
using FrameTap = std::function<void(bool to_helper, std::span<const std::uint8_t> frame)>;

/// The conversation of PROTOCOL.md over a connected stream. See IcmpChannel for threads and events.
/// The process must ignore SIGPIPE: a helper may end before it reads.
class HelperChannel : public IcmpChannel {
 public:
    HelperChannel(uv_loop_t* loop, FrameTap tap);
    void start(const protocol::Start& request) override;
    void stop(ProbeId probe) override;

 protected:
    /// Derived classes connect `stream_`, then call greet().
    void greet();
    /// Reports `lost` once, from the loop.
    void fail(const Error& error);
    void make_stream();
    /// What else is known of why the stream ended: the helper's last words.
    virtual std::string last_words() { return {}; }
    virtual Rung rung_for(const protocol::Welcome& welcome) const = 0;

    uv_loop_t* loop_;
    ChannelEvents events_;
    std::unique_ptr<PipeStream> stream_;

 private:
    void on_data(std::span<const std::uint8_t> data);
    void on_message(const protocol::HelperMessage& message);
    void on_closed(int status);
    void send(const protocol::ClientMessage& message);
    void flush();
    void watch_for_silence();

    FrameTap tap_;
    std::vector<std::uint8_t> outgoing_;  ///< frames of this turn of the loop
    protocol::FrameReader reader_;
    bool welcomed_ = false;
    bool failed_ = false;
    std::string goodbye_;
    ErrorCode goodbye_code_ = ErrorCode::unavailable;
    protocol::Welcome welcome_;
    uv::Timer deadline_;  ///< for the Welcome, later for silence
    uv::Timer report_;    ///< carries a failure out of the call that met it
    uv::Timer flush_;     ///< writes what this turn has gathered
    struct Running {
        std::uint64_t patience_ms = 0;  ///< a helper that is silent for longer has hung
        std::uint64_t heard_ms = 0;
    };
    std::unordered_map<ProbeId, Running> running_;
};

/// The socket-activated service at `path`.
class ServiceChannel : public HelperChannel {
 public:
    ServiceChannel(uv_loop_t* loop, std::string path, FrameTap tap);
    void open(ChannelEvents events) override;

 private:
    Rung rung_for(const protocol::Welcome& welcome) const override;
    std::string path_;
};

/// Our own helper process; it ends when this object does.
class SpawnedChannel : public HelperChannel {
 public:
    /// `path` is absolute; the helper gets a connected socket as descriptor 3 and an empty
    /// environment.
    SpawnedChannel(uv_loop_t* loop, std::string path, FrameTap tap);
    ~SpawnedChannel() override;
    void open(ChannelEvents events) override;

 private:
    Rung rung_for(const protocol::Welcome& welcome) const override;
    std::string last_words() override;
    std::string path_;
    std::unique_ptr<PipeStream> stderr_;
    std::string stderr_text_;
    ChildProcess process_;
};

/// The sentence for a refusal: what was asked, what is allowed, what to change.
Error rejection_text(const protocol::Rejected& rejected);

}  // namespace traypulse
