#include "agent/cli/ping_session.h"

#include <algorithm>

#include "agent/config/duration.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {

using protocol::ProbeResult;

PingSession::PingSession(uv_loop_t* loop, std::unique_ptr<IcmpChannel> channel,
                         const std::vector<Stream>& streams, PingParameters parameters,
                         Events events)
    : parameters_(parameters),
      events_(std::move(events)),
      channel_(std::move(channel)),
      patience_(loop),
      end_(loop) {
    runs_.reserve(streams.size());
    for (const auto& stream : streams) runs_.push_back({stream, 0, 0, 0, false});
    open_ = runs_.size();
}

void PingSession::start() {
    if (open_ == 0) return finish(ok());
    ChannelEvents events;
    events.ready = [this](const ChannelAbilities& a) { on_ready(a); };
    events.result = [this](const ProbeResult& r) { on_result(r); };
    events.ended = [this](const protocol::Ended& e) { on_ended(e); };
    events.rejected = [this](ProbeId probe, const Error& e) { on_rejected(probe, e); };
    events.missed = [this](std::uint64_t n) {
        if (!finishing_ && events_.missed) events_.missed(n);
    };
    events.lost = [this](const Error& e) { on_lost(e); };
    channel_->open(std::move(events));
}

void PingSession::stop() { finish(ok()); }

// The channel may be in the middle of a callback, and finished() may destroy us: so a turn of the
// loop later.
void PingSession::finish(Status status) {
    if (finishing_) return;
    finishing_ = true;
    outcome_ = std::move(status);
    patience_.stop();
    end_.start({}, [this] {
        channel_.reset();
        const auto outcome = outcome_;
        const auto finished = events_.finished;
        finished(outcome);
    });
}

std::optional<Error> PingSession::unable(const ChannelAbilities& a) const {
    const std::string way = tr(std::string(to_string(a.rung)).c_str());
    const auto limit = [](std::string what, std::string remedy) {
        return Error{ErrorCode::limit, std::move(what), std::move(remedy)};
    };
    if (parameters_.count != 1 && parameters_.interval < a.least_interval)
        return limit(
            tr("an interval of {0} is shorter than the {1} that the way in use ({2}) allows",
               config::duration_text(parameters_.interval), config::duration_text(a.least_interval),
               way),
            tr("use {0}", "-i " + config::duration_text(a.least_interval)));
    if (parameters_.payload_size > a.largest_payload)
        return limit(tr("{0} bytes are more than the {1} that the way in use ({2}) sends",
                        parameters_.payload_size, a.largest_payload, way),
                     tr("use {0}", "-s " + std::to_string(a.largest_payload)));
    if (a.most_probes != 0 && open_ > a.most_probes)
        return limit(
            tr("{0} targets at once are more than the {1} that the way in use ({2}) serves", open_,
               a.most_probes, way),
            tr("split them, or see `traypulse doctor` for a better way"));
    return std::nullopt;
}

void PingSession::on_ready(const ChannelAbilities& abilities) {
    if (finishing_) return;
    patience_.stop();
    if (auto error = unable(abilities)) return finish(std::move(*error));
    by_probe_.clear();
    first_probe_ = next_probe_;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        auto& run = runs_[i];
        if (run.over) continue;
        if (parameters_.count != 0 && run.finals >= parameters_.count) {
            close_run(run);  // the channel was lost between the last outcome and its Ended
            continue;
        }
        run.base = run.next;
        protocol::Start request;
        request.probe = ProbeId(next_probe_++);
        request.address = run.stream.address;
        request.interval = parameters_.interval;
        request.count = parameters_.count == 0 ? 0 : parameters_.count - run.finals;
        request.timeout = parameters_.timeout;
        request.payload_size = parameters_.payload_size;
        if (parameters_.ttl) request.ttl = *parameters_.ttl;
        by_probe_.push_back(i);
        channel_->start(request);
        if (finishing_) return;
    }
}

PingSession::Run* PingSession::run_of(ProbeId probe) {
    const auto place = probe.value - first_probe_;
    return finishing_ || place >= by_probe_.size() ? nullptr : &runs_[by_probe_[place]];
}

void PingSession::on_result(ProbeResult result) {
    auto* run = run_of(result.probe);
    if (run == nullptr) return;
    result.sequence.value += run->base;
    if (protocol::is_final(result.outcome)) {
        ++run->finals;
        run->next = std::max(run->next, result.sequence.value + 1);
    }
    events_.result(run->stream.index, result);
}

void PingSession::on_ended(const protocol::Ended& ended) {
    if (auto* run = run_of(ended.probe)) close_run(*run);
}

void PingSession::on_rejected(ProbeId probe, const Error& error) {
    auto* run = run_of(probe);
    if (run == nullptr) return;
    events_.failed(run->stream.index, error);
    close_run(*run);
}

void PingSession::on_lost(const Error& error) {
    if (finishing_) return;
    by_probe_.clear();
    patience_.start(kChannelPatience, [this, error] { finish(error); });
}

void PingSession::close_run(Run& run) {
    if (run.over) return;
    run.over = true;
    if (--open_ == 0) finish(ok());
}

}  // namespace traypulse::cli
