// A client that says anything, at any time, to a helper whose network does anything.
#include <array>

#include "helper/session.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::helper;

namespace {

class World : public ResultSink {
 public:
    explicit World(fuzz::Bytes data)
        : input_(data),
          prober_(
              {}, {protocol::SocketKind::raw, protocol::SocketKind::raw}, 1, *this,
              [this] { return cookie_ += 0x9e3779b97f4a7c15ULL; }, now_) {
        prober_.connect(id_, 1000, now_);
        session_.emplace(id_, prober_, protocol::Welcome{}, now_);
    }

    void run() {
        while (!input_.empty() && !session_->done()) {
            step();
            session_->tick(now_);
            fuzz::require(session_->pending().size() <= limits::kOutputQueue);
            fuzz::require(prober_.streams() <= limits::kUidProbes);
        }
        prober_.disconnect(id_);
        fuzz::require(prober_.streams() == 0);
    }

 private:
    void step() {
        switch (input_.byte() % 6) {
            case 0:
                say(input_.take(input_.byte()));
                break;
            case 1:
                now_ += Nanoseconds{static_cast<std::int64_t>(input_.number(5))};
                break;
            case 2:
                send();
                break;
            case 3:
                answer();
                break;
            case 4:
                prober_.expire(now_);
                break;
            default:
                session_->wrote(std::min<std::size_t>(session_->pending().size(), input_.byte()),
                                now_);
        }
        if (const auto next = prober_.next_deadline()) fuzz::require(*next > MonoTime{});
    }
    void say(fuzz::Bytes bytes) {
        const auto room = session_->writable();
        const auto n = std::min(room.size(), bytes.size());
        std::copy_n(bytes.begin(), n, room.begin());
        if (n > 0) session_->received(n, now_);
    }
    void send() {
        std::array<Departure, 8> due;
        const auto count = prober_.due(now_, due);
        const Stamp stamp{now_.time_since_epoch(), now_};
        for (std::size_t i = 0; i < count; ++i) {
            fuzz::require(!due[i].destination.is_multicast() &&
                          !due[i].destination.is_unspecified());
            fuzz::require(due[i].payload >= limits::kSmallestPayload &&
                          due[i].payload <= limits::kLargestPayload);
            if (input_.byte() % 4 == 0)
                prober_.refused(due[i], input_.byte(), stamp);
            else
                prober_.departed(due[i], stamp);
            last_ = due[i];
        }
    }
    void answer() {
        icmp::Message message;
        message.kind = static_cast<icmp::Kind>(input_.byte() % 4);
        message.cookie = input_.byte() % 4 == 0 ? cookie_ + 1 : last_.cookie;
        message.destination = last_.destination;
        const auto at =
            now_.time_since_epoch() - Nanoseconds{static_cast<std::int64_t>(input_.number(4))};
        const auto extensions = input_.take(input_.byte());
        const bool known = prober_.received(last_.path, last_.key, message, last_.destination, at,
                                            {now_.time_since_epoch(), now_}, extensions);
        fuzz::require(!known || message.cookie == last_.cookie);
        prober_.stamped(last_.path, {last_.key, at, now_.time_since_epoch()}, now_);
    }

    void result(ConnectionId, const protocol::ProbeResult& r) override {
        fuzz::require(r.rtt.value >= Nanoseconds::zero());
        session_->send(r, now_);
    }
    void ended(ConnectionId, const protocol::Ended& e) override { session_->send(e, now_); }
    void extensions(ConnectionId, const protocol::Extensions& e) override {
        session_->send(e, now_);
    }

    fuzz::Input input_;
    MonoTime now_{std::chrono::hours{1}};
    ConnectionId id_{1};
    std::uint64_t cookie_ = 0;
    Departure last_;
    Prober prober_;
    std::optional<Session> session_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    World({data, size}).run();
    return 0;
}
