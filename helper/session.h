// What one client may say when, and what it hears. Pure: bytes in, bytes out, time comes in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "helper/output_queue.h"
#include "helper/prober.h"
#include "shared/codec.h"

namespace traypulse::helper {

/// One connection's state. One thread. The owner moves the bytes and closes when done().
class Session {
 public:
    enum class State : std::uint8_t { awaiting_hello, open, leaving };

    Session(ConnectionId id, Prober& prober, const protocol::Welcome& welcome, MonoTime now)
        : id_(id), prober_(prober), welcome_(welcome), hello_deadline_(now + limits::kHelloTime) {}

    /// Where to read to; empty while nothing should be read (leaving, or the client reads too
    /// slowly).
    std::span<std::uint8_t> writable();
    void received(std::size_t bytes, MonoTime now);
    /// Queues an outcome or a notice. Nothing is queued once leaving, or before the hello.
    void send(const protocol::HelperMessage& message, MonoTime now);
    /// Says goodbye; what is queued may still be read until done().
    void leave(protocol::GoodbyeReason reason, std::uint64_t detail, std::string why, MonoTime now);
    /// The deadlines of the hello, of a stuck client and of a goodbye.
    void tick(MonoTime now);
    /// When tick() has something to do.
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

    [[nodiscard]] std::span<const std::uint8_t> pending() const { return output_.pending(); }
    void wrote(std::size_t bytes, MonoTime now);
    /// Time to close.
    [[nodiscard]] bool done() const {
        return state_ == State::leaving && (given_up_ || output_.empty());
    }
    [[nodiscard]] State state() const { return state_; }
    /// Why it is leaving, for the log; empty where the client did nothing wrong.
    [[nodiscard]] const std::string& why() const { return why_; }
    [[nodiscard]] ConnectionId id() const { return id_; }

 private:
    void handle(const protocol::ClientMessage& message, MonoTime now);
    void on(const protocol::Hello& hello, MonoTime now);
    void on(const protocol::Start& start, MonoTime now);
    void on(const protocol::Stop& stop, MonoTime now);
    void queue(const protocol::HelperMessage& message, MonoTime now);

    ConnectionId id_;
    Prober& prober_;
    protocol::Welcome welcome_;
    protocol::FrameReader reader_;
    OutputQueue output_;
    State state_ = State::awaiting_hello;
    std::uint64_t features_ = 0;  // of the client
    MonoTime hello_deadline_;
    MonoTime stuck_since_{};  // last progress, while output is pending
    MonoTime leave_deadline_{};
    bool given_up_ = false;
    std::string why_;
};

}  // namespace traypulse::helper
