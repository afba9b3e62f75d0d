#include "helper/session.h"

namespace traypulse::helper {

using protocol::Goodbye;
using protocol::GoodbyeReason;

std::span<std::uint8_t> Session::writable() {
    if (state_ == State::leaving || output_.size() > limits::kOutputPause) return {};
    return reader_.writable();
}

void Session::received(std::size_t bytes, MonoTime now) {
    reader_.wrote(bytes);
    std::span<const std::uint8_t> frame;
    while (state_ != State::leaving) {
        switch (reader_.next(frame)) {
            case protocol::FrameReader::State::need_more:
                return;
            case protocol::FrameReader::State::broken:
                leave(GoodbyeReason::malformed, 0, "a frame's length is out of range", now);
                return;
            case protocol::FrameReader::State::frame:
                break;
        }
        const auto decoded = protocol::decode_client(frame);
        if (const auto* error = std::get_if<protocol::DecodeError>(&decoded))
            leave(GoodbyeReason::malformed, 0, std::string(error->what), now);
        else
            handle(std::get<protocol::ClientMessage>(decoded), now);
    }
}

void Session::handle(const protocol::ClientMessage& message, MonoTime now) {
    const bool hello = std::holds_alternative<protocol::Hello>(message);
    if (hello != (state_ == State::awaiting_hello)) {
        leave(GoodbyeReason::malformed, 0, hello ? "a second hello" : "a request before the hello",
              now);
        return;
    }
    std::visit([&](const auto& m) { on(m, now); }, message);
}

void Session::on(const protocol::Hello& hello, MonoTime now) {
    if (hello.version != protocol::kVersion) {
        leave(GoodbyeReason::version_mismatch, protocol::kVersion,
              "it speaks version " + std::to_string(hello.version) + " of the protocol", now);
        return;
    }
    state_ = State::open;
    features_ = hello.features;
    queue(welcome_, now);
}

void Session::on(const protocol::Start& start, MonoTime now) {
    if (const auto rejected = prober_.start(id_, start, now)) queue(*rejected, now);
}

void Session::on(const protocol::Stop& stop, MonoTime) { prober_.stop(id_, stop.probe); }

void Session::send(const protocol::HelperMessage& message, MonoTime now) {
    const bool unwanted = std::holds_alternative<protocol::Extensions>(message) &&
                          (features_ & protocol::kFeatureExtensions) == 0;
    if (state_ == State::open && !unwanted) queue(message, now);
}

void Session::queue(const protocol::HelperMessage& message, MonoTime now) {
    if (output_.empty()) stuck_since_ = now;
    if (output_.push(message)) return;
    // Not even what may not be lost fits: nothing that we say would be read.
    state_ = State::leaving;
    given_up_ = true;
    why_ = "its queue is full";
}

void Session::leave(GoodbyeReason reason, std::uint64_t detail, std::string why, MonoTime now) {
    if (state_ == State::leaving) return;
    why_ = std::move(why);
    queue(Goodbye{reason, detail}, now);
    state_ = State::leaving;
    leave_deadline_ = now + limits::kGoodbyeTime;
}

void Session::wrote(std::size_t bytes, MonoTime now) {
    output_.wrote(bytes);
    if (bytes > 0) stuck_since_ = now;
}

void Session::tick(MonoTime now) {
    const auto due = next_deadline();
    if (!due || *due > now) return;
    switch (state_) {
        case State::awaiting_hello:
            leave(GoodbyeReason::hello_timeout, 0, "it did not say hello in time", now);
            break;
        case State::open:
            leave(GoodbyeReason::not_reading, 0, "it has not read for 10 s", now);
            break;
        case State::leaving:
            given_up_ = true;
            break;
    }
}

std::optional<MonoTime> Session::next_deadline() const {
    switch (state_) {
        case State::awaiting_hello:
            return hello_deadline_;
        case State::leaving:
            return leave_deadline_;
        case State::open:
            break;
    }
    if (output_.empty()) return std::nullopt;
    return stuck_since_ + limits::kStuckTime;
}

}  // namespace traypulse::helper
