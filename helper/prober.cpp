#include "helper/prober.h"

#include <algorithm>
#include <cerrno>

namespace traypulse::helper {
namespace {

// Each stream begins so much after the one before it, modulo its interval: thousands lie evenly
// over the interval, in the steps of the sending clock, and a few still begin at once.
constexpr Nanoseconds kSpread = std::chrono::milliseconds{1};

}  // namespace

Prober::Prober(const Limits& limits, const Families& families, std::uint32_t identifiers,
               ResultSink& sink, std::function<std::uint64_t()> random, MonoTime now)
    : limits_(limits),
      families_(families),
      sink_(sink),
      random_(std::move(random)),
      total_(limits.total_rate, limits.total_burst),
      sends_(now),
      tables_{ProbeTable(identifiers), ProbeTable(identifiers), ProbeTable(identifiers),
              ProbeTable(identifiers)},
      timeouts_{TimerWheel(now), TimerWheel(now), TimerWheel(now), TimerWheel(now)} {}

void Prober::connect(ConnectionId connection, std::uint32_t uid, MonoTime now) {
    // Who leaves and comes back finds the bucket as it was; only full ones are forgotten.
    std::erase_if(accounts_, [&](const auto& entry) {
        const auto& [of, account] = entry;
        return of != uid && account.connections == 0 && account.first_ready == kNone &&
               account.bucket.full(now);
    });
    auto& account =
        accounts_.try_emplace(uid, TokenBucket(limits_.uid_rate, limits_.uid_burst)).first->second;
    ++account.connections;
    clients_[connection].account = &account;
}

void Prober::disconnect(ConnectionId connection) {
    const auto found = clients_.find(connection);
    if (found == clients_.end()) return;
    --found->second.account->connections;
    const auto streams = std::move(found->second.streams);
    clients_.erase(found);
    for (const auto& [probe, index] : streams) release(index);
}

std::optional<protocol::Rejected> Prober::start(ConnectionId connection,
                                                const protocol::Start& request, MonoTime now) {
    auto& client = clients_.at(connection);
    const Usage usage{client.account->streams, client.account->rate,
                      client.streams.contains(request.probe)};
    const bool available = families_.of(request.address.family) != protocol::SocketKind::none;
    if (auto rejected = judge(request, limits_, usage, available)) return rejected;
    const auto index = make_stream();
    auto& stream = streams_[index];
    stream.connection = connection;
    stream.account = client.account;
    stream.request = request;
    // No sum of a deadline and this can leave 64 bits.
    stream.request.interval = std::min(request.interval, limits::kLongestInterval);
    stream.path = path_of(request.address.family, request.dont_fragment);
    stream.running = true;
    ++running_;
    ++client.account->streams;
    client.account->rate += stream_rate(stream.request);
    rates_[static_cast<std::size_t>(stream.path)] += stream_rate(stream.request);
    client.streams.emplace(request.probe, index);
    stream.next_send = now;
    if (request.count != 1) {
        stream.next_send += kSpread * (running_ - 1) % stream.request.interval;
        intervals_.add(stream.request.interval);
    }
    sends_.set(index, stream.next_send);
    return std::nullopt;
}

void Prober::stop(ConnectionId connection, ProbeId probe) {
    auto& streams = clients_.at(connection).streams;
    const auto found = streams.find(probe);
    if (found == streams.end()) return;
    const auto index = found->second;
    streams.erase(found);
    release(index);
    sink_.ended(connection, {probe, protocol::EndReason::stopped});
}

std::uint32_t Prober::make_stream() {
    if (free_.empty()) {
        streams_.emplace_back();
        return static_cast<std::uint32_t>(streams_.size() - 1);
    }
    const auto index = free_.back();
    free_.pop_back();
    return index;
}

// The stream is over. Its requests that still wait run into their timeout unseen.
void Prober::release(std::uint32_t index) {
    auto& stream = streams_[index];
    sends_.cancel(index);
    --running_;
    --stream.account->streams;
    stream.account->rate -= stream_rate(stream.request);
    rates_[static_cast<std::size_t>(stream.path)] -= stream_rate(stream.request);
    if (stream.request.count != 1) intervals_.remove(stream.request.interval);
    stream.running = false;
    if (!stream.ready) recycle(index);
}

// The generation tells requests of the next stream here from those of the last.
void Prober::recycle(std::uint32_t index) {
    const auto generation = streams_[index].generation + 1;
    streams_[index] = Stream{};
    streams_[index].generation = generation;
    free_.push_back(index);
}

Prober::Stream* Prober::stream_of(const Slot& slot) {
    auto& stream = streams_[slot.stream];
    return stream.running && stream.generation == slot.stream_generation ? &stream : nullptr;
}

std::size_t Prober::due(MonoTime now, std::span<Departure> out) {
    while (const auto index = sends_.take_due(now)) enqueue(*index);
    std::size_t filled = 0;
    // One of each user in turn, until a whole round brings nothing.
    std::size_t idle = 0;
    while (filled < out.size() && idle < accounts_.size() && total_.ready(now)) {
        auto next = accounts_.upper_bound(turn_);
        if (next == accounts_.end()) next = accounts_.begin();
        turn_ = next->first;
        if (next_of(next->second, now, out[filled])) {
            ++filled;
            idle = 0;
        } else {
            ++idle;
        }
    }
    return filled;
}

void Prober::enqueue(std::uint32_t index) {
    auto& stream = streams_[index];
    auto& account = *stream.account;
    stream.ready = true;
    stream.next_ready = kNone;
    if (account.first_ready == kNone)
        account.first_ready = index;
    else
        streams_[account.last_ready].next_ready = index;
    account.last_ready = index;
}

std::uint32_t Prober::dequeue(Account& account) {
    const auto index = account.first_ready;
    streams_[index].ready = false;
    account.first_ready = streams_[index].next_ready;
    return index;
}

bool Prober::next_of(Account& account, MonoTime now, Departure& out) {
    while (account.first_ready != kNone && account.bucket.ready(now)) {
        const auto index = dequeue(account);
        auto& stream = streams_[index];
        if (!stream.running) {  // stopped while it stood in the queue
            recycle(index);
            continue;
        }
        account.bucket.take(now);
        total_.take(now);
        if (auto departure = depart(index, now)) {
            out = *departure;
            return true;
        }
    }
    return false;
}

std::optional<Departure> Prober::depart(std::uint32_t index, MonoTime now) {
    auto& stream = streams_[index];
    auto& table = tables_[static_cast<std::size_t>(stream.path)];
    const Sequence sequence{stream.sent++};
    ++stream.waiting;
    if (stream.request.count == 0 || stream.sent < stream.request.count) {
        // What was missed (asleep, stopped, over quota) is skipped, not made up for in a burst.
        const auto behind = std::max(now - stream.next_send, Nanoseconds::zero());
        stream.next_send += stream.request.interval * (behind / stream.request.interval + 1);
        sends_.set(index, stream.next_send);
    }
    const bool of_flow = stream.request.flow != 0;
    const auto key = of_flow ? table.take_of_first_identifier(now) : table.take(now);
    if (!key) {  // every key waits for its reply: a local failure, and told as one
        Slot none;
        none.sequence = sequence;
        auto result = blank(stream, none);
        result.outcome = protocol::Outcome::send_failed;
        result.error = ENOBUFS;
        conclude(index, result);
        return std::nullopt;
    }
    auto& slot = *table.find(*key);
    slot.cookie = random_();
    slot.destination = stream.request.address;
    slot.stream = index;
    slot.stream_generation = stream.generation;
    slot.sequence = sequence;
    return Departure{stream.path,
                     *key,
                     slot.cookie,
                     slot.destination,
                     std::max(stream.request.payload_size, limits::kSmallestPayload),
                     stream.request.ttl,
                     stream.request.dscp,
                     stream.request.flow};
}

void Prober::departed(const Departure& departure, const Stamp& sent) {
    const auto path = static_cast<std::size_t>(departure.path);
    auto& slot = *tables_[path].find(departure.key);
    slot.state = Slot::State::waiting;
    slot.sent = sent;
    const auto* stream = stream_of(slot);
    const auto timeout = stream != nullptr ? stream->request.timeout : limits::kShortestTimeout;
    timeouts_[path].set(departure.key, sent.mono + timeout);
}

// The monotonic time moves along, so that a step of the other clock still shows; a stamp from the
// future is such a step in the middle of the send.
void Prober::stamped(Path path, const Restamp& stamp, MonoTime now) {
    auto* slot = tables_[static_cast<std::size_t>(path)].find(stamp.key);
    if (slot == nullptr || slot->state != Slot::State::waiting || slot->sent.real != stamp.was)
        return;
    const auto moved = slot->sent.mono + (stamp.at - stamp.was);
    if (moved > now) return;
    slot->sent = {stamp.at, moved};
}

void Prober::refused(const Departure& departure, int error, const Stamp& now) {
    auto& table = tables_[static_cast<std::size_t>(departure.path)];
    auto& slot = *table.find(departure.key);
    slot.sent = now;
    // No reply can follow; with the cookie gone none is believed either.
    slot.cookie = random_();
    table.finish(departure.key, Slot::State::lost, now.mono);
    const auto* stream = stream_of(slot);
    if (stream == nullptr) return;
    auto result = blank(*stream, slot);
    result.outcome = protocol::Outcome::send_failed;
    result.error = static_cast<std::uint32_t>(error);
    conclude(slot.stream, result);
}

protocol::ProbeResult Prober::blank(const Stream& stream, const Slot& slot) const {
    protocol::ProbeResult out;
    out.probe = stream.request.probe;
    out.sequence = slot.sequence;
    out.sent_at = slot.sent.wall();
    out.responder.family = stream.request.address.family;
    return out;
}

// A request of the stream has its final outcome.
void Prober::conclude(std::uint32_t index, const protocol::ProbeResult& result) {
    auto& stream = streams_[index];
    --stream.waiting;
    const auto connection = stream.connection;
    sink_.result(connection, result);
    if (stream.waiting != 0 || stream.request.count == 0 || stream.sent < stream.request.count)
        return;
    clients_.at(connection).streams.erase(stream.request.probe);
    release(index);
    sink_.ended(connection, {result.probe, protocol::EndReason::count_reached});
}

std::optional<MonoTime> Prober::next_deadline() const {
    std::optional<MonoTime> out = sends_.next();
    const auto consider = [&](std::optional<MonoTime> t) {
        if (t && (!out || *t < *out)) out = t;
    };
    for (const auto& wheel : timeouts_) consider(wheel.next());
    for (const auto& [uid, account] : accounts_)
        if (account.first_ready != kNone)
            consider(std::max(account.bucket.ready_at(), total_.ready_at()));
    return out;
}

}  // namespace traypulse::helper
