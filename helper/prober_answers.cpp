// The half of the Prober that judges what comes back, or does not.
#include <algorithm>

#include "helper/prober.h"

namespace traypulse::helper {
namespace {

using protocol::Outcome;

bool same_host(const IpAddress& sent_to, const IpAddress& from) {
    // The kernel names the interface of link-local addresses; the client need not have.
    const bool scopes_differ = sent_to.scope != 0 && from.scope != 0 && sent_to.scope != from.scope;
    return sent_to.family == from.family && sent_to.bytes == from.bytes && !scopes_differ;
}

// A reply must come from where the request went and show its cookie; an error comes from anywhere
// on the way, but must quote the destination, and the cookie where it quotes so much.
bool genuine(const Slot& slot, const icmp::Message& message, const IpAddress& source) {
    if (message.kind == icmp::Kind::reply)
        return message.cookie == slot.cookie && same_host(slot.destination, source);
    return message.destination && same_host(slot.destination, *message.destination) &&
           message.cookie.value_or(slot.cookie) == slot.cookie;
}

Outcome outcome_of(icmp::Kind kind) {
    switch (kind) {
        case icmp::Kind::reply:
            return Outcome::reply;
        case icmp::Kind::ttl_exceeded:
            return Outcome::ttl_exceeded;
        case icmp::Kind::too_big:
            return Outcome::too_big;
        case icmp::Kind::unreachable:
            break;
    }
    return Outcome::unreachable;
}

}  // namespace

bool Prober::received(Path path, SlotKey key, const icmp::Message& message, const IpAddress& source,
                      Nanoseconds received, const Stamp& now,
                      std::span<const std::uint8_t> extensions) {
    auto& table = tables_[static_cast<std::size_t>(path)];
    auto* slot = table.find(key);
    if (slot == nullptr || slot->state == Slot::State::unused ||
        slot->state == Slot::State::reserved)
        return false;
    if (!genuine(*slot, message, source)) return false;
    const bool reply = message.kind == icmp::Kind::reply;
    const bool waiting = slot->state == Slot::State::waiting;
    // An error about a request that has its outcome says nothing new.
    if (!waiting && !reply) return true;
    auto* stream = stream_of(*slot);
    protocol::ProbeResult result;
    if (stream != nullptr) {
        result = blank(*stream, *slot);
        result.rtt = round_trip(slot->sent, received, now);
        result.responder = source;
        result.ttl = message.ttl;
        result.icmp_type = message.type;
        result.icmp_code = message.code;
        result.mtu = message.mtu;
    }
    if (waiting) {
        if (stream != nullptr && !reply) hand_over(*stream, *slot, extensions);
        first_answer(path, key, *slot, stream, result, message, now.mono);
        return true;
    }
    result.outcome = slot->state == Slot::State::answered ? Outcome::duplicate : Outcome::late;
    table.amend(key, Slot::State::answered);
    if (stream != nullptr) sink_.result(stream->connection, result);
    return true;
}

void Prober::hand_over(const Stream& stream, const Slot& slot,
                       std::span<const std::uint8_t> extensions) {
    if (extensions.empty() || extensions.size() > protocol::kMostExtensions) return;
    protocol::Extensions out;
    out.probe = stream.request.probe;
    out.sequence = slot.sequence;
    out.size = static_cast<std::uint16_t>(extensions.size());
    std::copy(extensions.begin(), extensions.end(), out.bytes.begin());
    sink_.extensions(stream.connection, out);
}

void Prober::first_answer(Path path, SlotKey key, Slot& slot, Stream* stream,
                          protocol::ProbeResult result, const icmp::Message& message,
                          MonoTime now) {
    const auto at = static_cast<std::size_t>(path);
    const bool reply = message.kind == icmp::Kind::reply;
    timeouts_[at].cancel(key);
    tables_[at].finish(key, reply ? Slot::State::answered : Slot::State::lost, now);
    if (stream == nullptr) return;
    const auto connection = stream->connection;
    if (reply && result.rtt.value > stream->request.timeout) {
        // We were too busy to see the timeout pass. The stamp tells the truth: lost, and then late.
        // The late event goes first where the stream ends with this request: nothing may follow its
        // end.
        auto lost = blank(*stream, slot);
        lost.outcome = Outcome::timeout;
        result.outcome = Outcome::late;
        sink_.result(connection, result);
        conclude(slot.stream, lost);
        return;
    }
    result.outcome = outcome_of(message.kind);
    conclude(slot.stream, result);
}

bool Prober::timeout_due(MonoTime now) const {
    return std::any_of(timeouts_.begin(), timeouts_.end(), [&](const auto& wheel) {
        const auto next = wheel.next();
        return next && *next <= now;
    });
}

void Prober::expire(MonoTime now) {
    for (std::size_t path = 0; path < kPaths; ++path) {
        while (const auto key = timeouts_[path].take_due(now)) {
            tables_[path].finish(*key, Slot::State::lost, now);
            auto& slot = *tables_[path].find(*key);
            const auto* stream = stream_of(slot);
            if (stream == nullptr) continue;
            auto lost = blank(*stream, slot);
            lost.outcome = Outcome::timeout;
            conclude(slot.stream, lost);
        }
    }
}

}  // namespace traypulse::helper
