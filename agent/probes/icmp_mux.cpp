#include "agent/probes/icmp_mux.h"

#include <algorithm>
#include <utility>

namespace traypulse {

void IcmpMux::open(IcmpChannel& channel, ChannelEvents events) {
    close();
    events_ = std::move(events);
    ChannelEvents e;
    e.ready = [this, &channel](const ChannelAbilities& abilities) {
        tell_gone();
        channel_ = &channel;
        abilities_ = abilities;
        if (events_.ready) events_.ready(abilities);
    };
    e.lost = [this](const Error& error) {
        tell_gone();
        if (events_.lost) events_.lost(error);
    };
    e.result = [this](const protocol::ProbeResult& result) {
        if (auto* asker = asker_of(result.probe)) asker->on_result(result);
    };
    e.extensions = [this](const protocol::Extensions& extensions) {
        if (auto* asker = asker_of(extensions.probe)) asker->on_extensions(extensions);
    };
    e.ended = [this](const protocol::Ended& ended) {
        auto* asker = asker_of(ended.probe);
        askers_.erase(ended.probe);
        if (asker != nullptr) asker->on_ended(ended);
    };
    e.rejected = [this](ProbeId probe, const Error& error) {
        auto* asker = asker_of(probe);
        askers_.erase(probe);
        if (asker == nullptr) return;
        asker->on_rejected(probe, error);
        if (events_.rejected) events_.rejected(probe, error);
    };
    e.missed = [this](std::uint64_t results) {
        if (events_.missed) events_.missed(results);
    };
    channel.open(std::move(e));
}

void IcmpMux::close() { tell_gone(); }

// While the last one is told, another may start afresh, stop, or end.
void IcmpMux::tell_gone() {
    channel_ = nullptr;
    for (const auto& [probe, asker] : askers_)
        if (std::find(telling_.begin(), telling_.end(), asker) == telling_.end())
            telling_.push_back(asker);
    askers_.clear();
    while (!telling_.empty()) {
        auto* asker = telling_.back();
        telling_.pop_back();
        asker->on_channel_gone();
    }
}

IcmpAsker* IcmpMux::asker_of(ProbeId probe) const {
    const auto found = askers_.find(probe);
    return found != askers_.end() ? found->second : nullptr;
}

ProbeId IcmpMux::start(protocol::Start request, IcmpAsker& asker) {
    request.probe = ProbeId(next_++);
    askers_[request.probe] = &asker;
    channel_->start(request);
    return request.probe;
}

void IcmpMux::stop(ProbeId probe) {
    if (askers_.erase(probe) != 0 && channel_ != nullptr) channel_->stop(probe);
}

void IcmpMux::forget(IcmpAsker& asker) {
    std::erase(telling_, &asker);
    std::vector<ProbeId> probes;
    for (const auto& [probe, of] : askers_)
        if (of == &asker) probes.push_back(probe);
    for (const auto probe : probes) stop(probe);
}

}  // namespace traypulse
