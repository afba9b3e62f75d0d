#include "agent/probes/ping_command_channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <unistd.h>

#include "agent/probes/child_process.h"
#include "agent/probes/ping_output.h"
#include "agent/probes/pipe_stream.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// Output of one request; iputils prints a few hundred bytes, so more is somebody's mistake or
/// malice.
constexpr std::size_t kMostOutput = 65536;
/// ping ends by itself after -W; one that does not is killed so much later.
constexpr auto kMostOverrun = 2s;
/// iputils refuses intervals under 200 ms (2 ms since 2021) to ordinary users; processes would cost
/// more than that.
constexpr Nanoseconds kLeastInterval = 200ms;
constexpr std::uint16_t kLargestPayload = 1472;

std::string seconds_text(Nanoseconds d) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", static_cast<double>(d.count()) / 1e9);
    return text.data();
}

WallTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
}

}  // namespace

/// One process: its output, its end, its deadline.
class PingCommandChannel::Worker {
 public:
    Worker(PingCommandChannel& owner, const protocol::Start& request, std::uint32_t sequence)
        : owner_(owner), deadline_(owner.loop_) {
        result_.probe = request.probe;
        result_.sequence = Sequence(sequence);
        result_.sent_at = wall_now();
        launch(request);
    }
    ~Worker() = default;
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] ProbeId probe() const { return result_.probe; }
    [[nodiscard]] const protocol::ProbeResult& result() const { return result_; }

 private:
    void launch(const protocol::Start& request) {
        for (auto [stream, text] : {std::pair{&out_, &out_text_}, std::pair{&err_, &err_text_}})
            *stream = std::make_unique<PipeStream>(
                owner_.loop_,
                PipeStream::Events{.data =
                                       [text = text](auto data) {
                                           const auto room =
                                               kMostOutput - std::min(kMostOutput, text->size());
                                           text->append(reinterpret_cast<const char*>(data.data()),
                                                        std::min(room, data.size()));
                                       },
                                   .closed = [this](int) { part_done(); }});
        auto words = arguments(request, owner_.options_.extra_args);
        words.insert(words.begin(), owner_.options_.path);
        std::vector<char*> argv;
        argv.reserve(words.size() + 1);
        for (auto& w : words) argv.push_back(w.data());
        argv.push_back(nullptr);
        std::string locale = "LC_ALL=C";  // the words that are parsed
        char* environment[] = {locale.data(), nullptr};
        uv_stdio_container_t stdio[3] = {};
        stdio[0].flags = UV_IGNORE;
        for (int i : {1, 2}) {
            stdio[i].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_WRITABLE_PIPE);
            stdio[i].data.stream = (i == 1 ? out_ : err_)->stream();
        }
        uv_process_options_t options = {};
        options.file = owner_.options_.path.c_str();
        options.args = argv.data();
        options.env = environment;
        options.stdio = stdio;
        options.stdio_count = 3;
        const int rc =
            process_.spawn(owner_.loop_, options, [this](std::int64_t status, int signal) {
                status_ = signal != 0 ? -1 : static_cast<int>(status);
                part_done();
            });
        if (rc != 0) {
            result_.outcome = protocol::Outcome::send_failed;
            result_.error = static_cast<std::uint32_t>(-rc);
            parts_ = kParts;
            deadline_.start(0ms, [this] { owner_.finished(this); });
            return;
        }
        out_->begin_reading();
        err_->begin_reading();
        deadline_.start(
            std::chrono::ceil<std::chrono::milliseconds>(request.timeout) + kMostOverrun,
            [this] { process_.kill(); });
    }

    // The exit and the ends of both pipes come in any order; the output is whole after all three.
    void part_done() {
        if (++parts_ < kParts) return;
        auto parsed = parse_ping_output(out_text_, err_text_, status_);
        parsed.probe = result_.probe;
        parsed.sequence = result_.sequence;
        parsed.sent_at = result_.sent_at;
        result_ = parsed;
        // Not from within a callback of a member that dies with this object.
        deadline_.start(0ms, [this] { owner_.finished(this); });
    }

    static constexpr int kParts = 3;
    PingCommandChannel& owner_;
    protocol::ProbeResult result_;
    std::unique_ptr<PipeStream> out_, err_;
    std::string out_text_, err_text_;
    ChildProcess process_;
    int status_ = 0;
    int parts_ = 0;
    uv::Timer deadline_;
};

PingCommandChannel::PingCommandChannel(uv_loop_t* loop, PingCommandOptions options)
    : loop_(loop), options_(std::move(options)), report_(loop) {}

PingCommandChannel::~PingCommandChannel() = default;

std::vector<std::string> PingCommandChannel::arguments(const protocol::Start& request,
                                                       const std::vector<std::string>& extra) {
    std::vector<std::string> out{"-n",
                                 "-c",
                                 "1",
                                 "-W",
                                 seconds_text(request.timeout),
                                 "-s",
                                 std::to_string(request.payload_size)};
    out.emplace_back(request.address.family == Family::ipv4 ? "-4" : "-6");
    if (request.ttl.value != 0) out.insert(out.end(), {"-t", std::to_string(request.ttl.value)});
    if (request.dont_fragment) out.insert(out.end(), {"-M", "do"});
    if (request.dscp != 0) out.insert(out.end(), {"-Q", std::to_string(request.dscp << 2)});
    out.insert(out.end(), extra.begin(), extra.end());
    out.emplace_back("--");  // an address never starts with '-', but nobody has to prove it
    out.push_back(request.address.text());
    return out;
}

void PingCommandChannel::open(ChannelEvents events) {
    events_ = std::move(events);
    const bool runnable = access(options_.path.c_str(), X_OK) == 0;
    report_.start(0ms, [this, runnable] {
        if (!runnable)
            return events_.lost({ErrorCode::unavailable, tr("there is no {0}", options_.path),
                                 tr("install the package iputils-ping, or traypulse-helper")});
        ChannelAbilities a;
        a.rung = Rung::command;
        a.ipv4 = a.ipv6 = true;
        a.least_interval = kLeastInterval;
        a.largest_payload = kLargestPayload;
        events_.ready(a);
    });
}

void PingCommandChannel::start(const protocol::Start& request) {
    auto& stream = streams_[request.probe];
    stream = Stream{request, 0, 0, uv::Timer(loop_), false};
    const auto pace = std::max(request.interval, kLeastInterval);
    stream.pace.start(
        0ms, [this, probe = request.probe] { due(probe); },
        std::chrono::ceil<std::chrono::milliseconds>(pace));
}

void PingCommandChannel::stop(ProbeId probe) {
    if (streams_.find(probe) == streams_.end()) return;
    std::erase_if(workers_, [&](const auto& w) { return w->probe() == probe; });
    streams_.erase(probe);
    std::erase(queue_, probe);
    stopped_.push_back(probe);
    report_.start(0ms, [this] { say_stopped(); });
    run_queue();
}

void PingCommandChannel::due(ProbeId probe) {
    auto& stream = streams_.at(probe);
    if (!std::exchange(stream.queued, true)) queue_.push_back(probe);
    run_queue();
}

void PingCommandChannel::run_queue() {
    while (!queue_.empty() && workers_.size() < options_.max_workers) {
        const auto it = streams_.find(queue_.front());
        queue_.pop_front();
        if (it != streams_.end()) launch(it->second);
    }
}

void PingCommandChannel::launch(Stream& stream) {
    stream.queued = false;
    ++stream.unfinished;
    const auto sequence = stream.next_sequence++;
    if (stream.request.count != 0 && stream.next_sequence >= stream.request.count)
        stream.pace.stop();
    workers_.push_back(std::make_unique<Worker>(*this, stream.request, sequence));
}

void PingCommandChannel::finished(Worker* worker) {
    const auto result = worker->result();
    std::erase_if(workers_, [&](const auto& w) { return w.get() == worker; });
    events_.result(result);
    const auto it = streams_.find(result.probe);
    if (it != streams_.end() && --it->second.unfinished == 0 && it->second.request.count != 0 &&
        it->second.next_sequence >= it->second.request.count) {
        streams_.erase(it);
        events_.ended({result.probe, protocol::EndReason::count_reached});
    }
    run_queue();
}

// stop() is a call of the owner's: its answer comes from the loop.
void PingCommandChannel::say_stopped() {
    for (auto probe : std::exchange(stopped_, {}))
        events_.ended({probe, protocol::EndReason::stopped});
}

}  // namespace traypulse
