#include "agent/probes/helper_channel.h"

#include <algorithm>
#include <utility>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// The helper allows 2 s for our hello; its own start (seccomp, Landlock) takes a few milliseconds.
constexpr auto kWelcomeDeadline = 3s;
/// Beyond interval and timeout: a helper that says nothing for so much longer is stopped or stuck.
constexpr auto kSilence = 3s;
constexpr auto kSilenceCheck = 1s;
/// Starts of all streams that any helper allows (limits::kUncappedProbes) fit; more unread than
/// this means that the helper does not read.
constexpr std::size_t kMostQueued = 1U << 24;

std::uint64_t to_ms(Nanoseconds d) {
    return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::milliseconds>(d).count());
}

std::string goodbye_text(const protocol::Goodbye& g) {
    using R = protocol::GoodbyeReason;
    switch (g.reason) {
        case R::version_mismatch:
            return tr("the helper speaks version {0} of the protocol, this agent version {1}",
                      g.detail, protocol::kVersion);
        case R::malformed:
            return tr("the helper could not read a frame of ours");
        case R::hello_timeout:
            return tr("the helper waited too long for our greeting");
        case R::too_many_connections:
            return tr("the helper has too many connections");
        case R::not_allowed:
            return tr("the helper does not serve this user");
        case R::not_reading:
            return tr("the helper dropped us because we read too slowly");
        case R::shutting_down:
            return tr("the helper was told to end");
    }
    return tr("the helper closed the connection");
}

}  // namespace

HelperChannel::HelperChannel(uv_loop_t* loop, FrameTap tap)
    : loop_(loop), tap_(std::move(tap)), deadline_(loop), report_(loop), flush_(loop) {}

void HelperChannel::make_stream() {
    stream_ = std::make_unique<PipeStream>(
        loop_, PipeStream::Events{.data = [this](auto data) { on_data(data); },
                                  .closed = [this](int status) { on_closed(status); }});
}

void HelperChannel::greet() {
    stream_->begin_reading();
    deadline_.start(kWelcomeDeadline, [this] {
        fail({ErrorCode::unavailable, tr("the helper does not answer"),
              tr("see its log, or end it so that it is started again")});
    });
    protocol::Hello hello;
    hello.features = protocol::kFeatures;
    send(hello);
}

void HelperChannel::send(const protocol::ClientMessage& message) {
    if (!stream_ || failed_) return;
    const auto begin = outgoing_.size();
    protocol::encode(message, outgoing_);
    if (tap_) tap_(true, std::span(outgoing_).subspan(begin));
    if (stream_->queued() + outgoing_.size() > kMostQueued)
        return fail({ErrorCode::unavailable, tr("the helper has stopped reading"),
                     tr("it is started again")});
    // Thousands of streams start in one turn of the loop: one write for all of them.
    if (begin == 0) flush_.start(0ms, [this] { flush(); });
}

void HelperChannel::flush() {
    if (stream_ && !failed_ && !outgoing_.empty()) stream_->write(std::exchange(outgoing_, {}));
}

void HelperChannel::start(const protocol::Start& request) {
    const auto patience = to_ms(request.interval + request.timeout + kSilence);
    running_[request.probe] = {patience, uv_now(loop_)};
    send(request);
}

void HelperChannel::stop(ProbeId probe) { send(protocol::Stop{probe}); }

void HelperChannel::on_data(std::span<const std::uint8_t> data) {
    while (!data.empty() && !failed_) {
        auto room = reader_.writable();
        const auto n = std::min(room.size(), data.size());
        std::copy_n(data.begin(), n, room.begin());
        reader_.wrote(n);
        data = data.subspan(n);
        std::span<const std::uint8_t> frame;
        for (auto state = reader_.next(frame);; state = reader_.next(frame)) {
            if (state == protocol::FrameReader::State::need_more) break;
            if (state == protocol::FrameReader::State::broken)
                return fail({ErrorCode::protocol,
                             tr("the helper sent a frame of impossible length"),
                             tr("it is started again")});
            if (tap_) tap_(false, frame);
            const auto message = protocol::decode_helper(frame);
            if (const auto* bad = std::get_if<protocol::DecodeError>(&message))
                return fail(
                    {ErrorCode::protocol,
                     tr("the helper sent a frame that cannot be read: {0}", std::string(bad->what)),
                     tr("agent and helper should be of the same version")});
            on_message(*std::get_if<protocol::HelperMessage>(&message));
            if (failed_) return;
        }
    }
}

void HelperChannel::on_message(const protocol::HelperMessage& message) {
    if (const auto* welcome = std::get_if<protocol::Welcome>(&message)) {
        if (welcomed_)
            return fail(
                {ErrorCode::protocol, tr("the helper greeted twice"), tr("it is started again")});
        welcomed_ = true;
        welcome_ = *welcome;
        watch_for_silence();
        ChannelAbilities a;
        a.rung = rung_for(welcome_);
        a.ipv4 = welcome_.ipv4 != protocol::SocketKind::none;
        a.ipv6 = welcome_.ipv6 != protocol::SocketKind::none;
        a.least_interval = welcome_.least_interval;
        a.largest_payload = welcome_.largest_payload;
        a.most_probes = welcome_.most_probes;
        a.packets_per_second = welcome_.packets_per_second;
        a.sets_ttl = true;
        a.dont_fragment = true;
        a.flows = (welcome_.features & protocol::kFeatureFlow) != 0;
        events_.ready(a);
    } else if (const auto* goodbye = std::get_if<protocol::Goodbye>(&message)) {
        goodbye_ = goodbye_text(*goodbye);
        if (goodbye->reason == protocol::GoodbyeReason::version_mismatch)
            goodbye_code_ = ErrorCode::protocol;
    } else if (!welcomed_) {
        fail({ErrorCode::protocol, tr("the helper spoke before its greeting"),
              tr("agent and helper should be of the same version")});
    } else if (const auto* result = std::get_if<protocol::ProbeResult>(&message)) {
        if (const auto it = running_.find(result->probe); it != running_.end())
            it->second.heard_ms = uv_now(loop_);
        events_.result(*result);
    } else if (const auto* ended = std::get_if<protocol::Ended>(&message)) {
        running_.erase(ended->probe);
        events_.ended(*ended);
    } else if (const auto* rejected = std::get_if<protocol::Rejected>(&message)) {
        running_.erase(rejected->probe);
        events_.rejected(rejected->probe, rejection_text(*rejected));
    } else if (const auto* extensions = std::get_if<protocol::Extensions>(&message)) {
        if (events_.extensions) events_.extensions(*extensions);
    } else if (const auto* missed = std::get_if<protocol::Missed>(&message)) {
        if (events_.missed) events_.missed(missed->results);
    } else if (const auto* drops = std::get_if<protocol::LocalDrops>(&message)) {
        if (events_.missed) events_.missed(drops->packets);
    }
}

void HelperChannel::watch_for_silence() {
    deadline_.start(
        kSilenceCheck,
        [this] {
            const auto now = uv_now(loop_);
            for (const auto& [probe, r] : running_)
                if (now - r.heard_ms > r.patience_ms)
                    return fail({ErrorCode::unavailable, tr("the helper has stopped answering"),
                                 tr("it is started again")});
        },
        kSilenceCheck);
}

void HelperChannel::on_closed(int status) {
    std::string what = goodbye_.empty() ? tr("the helper is gone") : goodbye_;
    if (const auto words = last_words(); !words.empty()) what = tr("{0} ({1})", what, words);
    if (status < 0) what += std::string(" (") + uv_strerror(status) + ")";
    fail({goodbye_code_, what,
          goodbye_code_ == ErrorCode::protocol ? tr("install agent and helper of the same version")
                                               : tr("it is started again")});
}

void HelperChannel::fail(const Error& error) {
    if (failed_) return;
    failed_ = true;
    deadline_.stop();
    report_.start(0ms, [this, error] { events_.lost(error); });
}

ServiceChannel::ServiceChannel(uv_loop_t* loop, std::string path, FrameTap tap)
    : HelperChannel(loop, std::move(tap)), path_(std::move(path)) {}

void ServiceChannel::open(ChannelEvents events) {
    events_ = std::move(events);
    make_stream();
    stream_->connect(path_, [this](int status) {
        if (status < 0)
            return fail({ErrorCode::unavailable,
                         tr("no helper service at {0}: {1}", path_, uv_strerror(status)),
                         tr("install the package traypulse-helper, or let the agent start a helper "
                            "of its own")});
        greet();
    });
}

Rung ServiceChannel::rung_for(const protocol::Welcome&) const { return Rung::service; }

Error rejection_text(const protocol::Rejected& r) {
    using R = protocol::RejectReason;
    const auto ms = [](std::uint64_t ns) {
        const bool whole = ns % 1'000'000 == 0;
        return whole ? tr("{0} ms", ns / 1'000'000) : tr("{0} µs", ns / 1'000);
    };
    switch (r.reason) {
        case R::interval_too_short:
            return {ErrorCode::limit,
                    tr("interval too short: {0} asked, {1} allowed", ms(r.asked), ms(r.allowed)),
                    tr("use an interval of {0} or more", ms(r.allowed))};
        case R::payload_too_large:
            return {ErrorCode::limit,
                    tr("payload too large: {0} bytes asked, {1} bytes allowed", r.asked, r.allowed),
                    tr("use a smaller payload")};
        case R::too_many_probes:
            return {ErrorCode::limit,
                    tr("too many streams: {0} asked, {1} allowed", r.asked, r.allowed),
                    tr("watch fewer targets")};
        case R::address_not_allowed:
            return {ErrorCode::invalid_argument,
                    tr("the helper sends to no multicast, broadcast or unspecified address"),
                    tr("use a host's own address")};
        case R::family_unavailable:
            return {ErrorCode::unavailable, tr("the helper has no socket of this address family"),
                    tr("use the other family, or see `traypulse doctor`")};
        case R::timeout_out_of_range:
            return {ErrorCode::limit,
                    tr("timeout out of range: {0} asked, {1} allowed", ms(r.asked), ms(r.allowed)),
                    r.asked < r.allowed ? tr("use a longer timeout") : tr("use a shorter timeout")};
        case R::probe_in_use:
            return {ErrorCode::protocol, tr("the stream runs already"), tr("report this fault")};
        case R::ttl_unavailable:
            return {ErrorCode::unavailable, tr("the helper cannot set this option on its sockets"),
                    tr("see `traypulse doctor` for a better way to send")};
        case R::rate_too_high:
            return {ErrorCode::limit,
                    tr("too many packets a second: {0} asked, {1} allowed", r.asked, r.allowed),
                    tr("use longer intervals or fewer targets")};
    }
    return {ErrorCode::protocol, tr("the helper refused"),
            tr("agent and helper should be of the same version")};
}

}  // namespace traypulse
