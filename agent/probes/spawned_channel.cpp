#include <algorithm>
#include <utility>

#include "agent/probes/helper_channel.h"

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// Enough for the sentence with which a helper gives up.
constexpr std::size_t kMostLastWords = 512;
/// The descriptor on which a spawned helper finds its one client.
constexpr int kHelperDescriptor = 3;

}  // namespace

SpawnedChannel::SpawnedChannel(uv_loop_t* loop, std::string path, FrameTap tap)
    : HelperChannel(loop, std::move(tap)), path_(std::move(path)) {}

// It ends by itself when its socket closes; one that hangs is killed.
SpawnedChannel::~SpawnedChannel() = default;

void SpawnedChannel::open(ChannelEvents events) {
    events_ = std::move(events);
    make_stream();
    stderr_ = std::make_unique<PipeStream>(
        loop_,
        PipeStream::Events{.data =
                               [this](auto data) {
                                   const auto room = kMostLastWords -
                                                     std::min(kMostLastWords, stderr_text_.size());
                                   stderr_text_.append(reinterpret_cast<const char*>(data.data()),
                                                       std::min(room, data.size()));
                               },
                           .closed = nullptr});
    std::string fd_flag = "--fd";
    std::string fd_value = std::to_string(kHelperDescriptor);
    char* arguments[] = {path_.data(), fd_flag.data(), fd_value.data(), nullptr};
    char* environment[] = {nullptr};
    uv_stdio_container_t stdio[kHelperDescriptor + 1] = {};
    stdio[0].flags = UV_IGNORE;
    stdio[1].flags = UV_IGNORE;
    stdio[2].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_WRITABLE_PIPE);
    stdio[2].data.stream = stderr_->stream();
    stdio[3].flags =
        static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE);
    stdio[3].data.stream = stream_->stream();
    uv_process_options_t options = {};
    options.file = path_.c_str();
    options.args = arguments;
    options.env = environment;
    options.stdio = stdio;
    options.stdio_count = kHelperDescriptor + 1;
    const int rc = process_.spawn(loop_, options, nullptr);  // its end is told by the stream's
    if (rc != 0)
        return fail({ErrorCode::unavailable,
                     tr("cannot start the helper {0}: {1}", path_, uv_strerror(rc)),
                     tr("build or install it; `traypulse doctor` says more")});
    stderr_->begin_reading();
    greet();
}

Rung SpawnedChannel::rung_for(const protocol::Welcome& welcome) const {
    const bool raw =
        welcome.ipv4 == protocol::SocketKind::raw || welcome.ipv6 == protocol::SocketKind::raw;
    return raw ? Rung::spawned : Rung::datagram;
}

std::string SpawnedChannel::last_words() {
    auto end = stderr_text_.find('\n');
    return stderr_text_.substr(0, end);
}

}  // namespace traypulse
