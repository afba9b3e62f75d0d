#include "agent/metrics/metrics_server.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "agent/metrics/http_request.h"
#include "agent/metrics/page.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::scrape {
namespace {

constexpr int kBacklog = 16;
/// What a scraper still says after its answer is read and thrown away for so long, so that closing
/// does not reset the connection under the answer.
constexpr std::chrono::milliseconds kLinger{1000};

}  // namespace

struct MetricsServer::State {
    uv_loop_t* loop = nullptr;
    std::function<Facts()> gather;
    std::chrono::milliseconds answer_patience{};
    bool local_only = true;
    uv_tcp_t* listener = nullptr;  // deleted by its close callback
    std::vector<Connection*> connections;
    Counts counts;
    std::shared_ptr<const Facts> fresh;
    uv::Timer forget;
    std::deque<Connection*> waiting;  ///< for their turn
    uv::Timer turn;
    bool turning = false;

    std::shared_ptr<const Facts> facts() {
        if (fresh) return fresh;
        const auto began = uv_hrtime();
        fresh = std::make_shared<const Facts>(gather());
        ++counts.gathered;
        const std::chrono::nanoseconds took(uv_hrtime() - began);
        forget.start(std::max(kFreshFor, std::chrono::duration_cast<std::chrono::milliseconds>(
                                             kShareOfTime * took)),
                     [this] { fresh.reset(); });
        return fresh;
    }
    /// At once where nobody had a turn lately, so that a small document does not wait.
    void wants_turn(Connection& one) {
        waiting.push_back(&one);
        if (turning) return;
        turning = true;
        last_turn = uv_hrtime();
        turn.start(
            kTurnEvery, [this] { next_turn(); }, kTurnEvery);
        next_turn();
    }
    void next_turn();
    std::uint64_t last_turn = 0;  ///< nanoseconds of uv_hrtime(3)
};

/// Deletes itself when its handle is closed. `state_` is empty once the server is gone.
class MetricsServer::Connection {
 public:
    Connection(State& state) : state_(&state), timer_(state.loop) {
        uv_tcp_init(state.loop, &tcp_);
        tcp_.data = this;
        state.connections.push_back(this);
    }
    void begin(uv_stream_t* listener) {
        if (uv_accept(listener, stream()) != 0) return close();
        if (state_->connections.size() > kMostScrapers) return refuse();
        timer_.start(kRequestPatience, [this] { refuse(); });
        read();
    }
    /// One slice of the document; nothing more is made until the system has taken it.
    void slice() {
        auto body = page_->next(kSlice);
        const bool last = page_->complete();
        if (last) page_.reset();
        auto text = std::exchange(head_, {});
        if (chunked_) {
            std::array<char, 20> size{};
            std::snprintf(size.data(), size.size(), "%zx\r\n", body.size());
            text += size.data();
        }
        text += body;
        if (chunked_) text += last ? "\r\n0\r\n\r\n" : "\r\n";
        write(std::move(text));
    }
    [[nodiscard]] std::size_t held() const { return tcp_.write_queue_size; }
    void close() {
        if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&tcp_)) != 0) return;
        timer_.stop();
        if (state_ != nullptr) {
            std::erase(state_->connections, this);
            std::erase(state_->waiting, this);
            if (page_ || (answered_ && held() > 0)) ++state_->counts.cut_off;
        }
        page_.reset();
        state_ = nullptr;
        uv_close(reinterpret_cast<uv_handle_t*>(&tcp_),
                 [](uv_handle_t* h) { delete static_cast<Connection*>(h->data); });
    }

 private:
    struct Sending {
        uv_write_t request{};
        std::string text;
    };

    uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp_); }

    void refuse() {
        if (state_ != nullptr) ++state_->counts.refused;
        close();
    }

    void read() {
        uv_read_start(
            stream(),
            [](uv_handle_t* h, std::size_t, uv_buf_t* out) {
                auto& block = static_cast<Connection*>(h->data)->block_;
                *out = uv_buf_init(block.data(), static_cast<unsigned>(block.size()));
            },
            [](uv_stream_t* s, ssize_t size, const uv_buf_t* buffer) {
                auto* self = static_cast<Connection*>(s->data);
                if (size < 0) return self->ended(size == UV_EOF);
                self->got({buffer->base, static_cast<std::size_t>(size)});
            });
    }

    /// `asked_all`: it sends nothing more, and may still read.
    void ended(bool asked_all) {
        if (!answered_) return refuse();
        if (asked_all && (page_ || held() > 0))
            uv_read_stop(stream());
        else
            close();
    }

    void got(std::string_view bytes) {
        if (answered_) return;
        request_ += bytes;
        const auto end = head_end(request_);
        if (end <= kLongestHead)  // none is beyond every limit
            return answer(judge(std::string_view(request_).substr(0, end), state_->local_only));
        if (request_.size() > kLongestHead)
            answer({431, true, Format::text, "a request has at most 8 KiB\n", false});
    }

    void answer(const Answer& what) {
        answered_ = true;
        request_ = {};
        const bool good = what.status == 200;
        ++(good ? state_->counts.served : state_->counts.refused);
        timer_.start(state_->answer_patience, [this] { close(); });
        auto head = answer_head(what);
        if (!good || !what.with_body)
            return write(head + (what.with_body ? what.words : std::string()));
        head_ = std::move(head);
        chunked_ = what.chunked;
        page_.emplace(state_->facts(), what.format);
        state_->wants_turn(*this);
    }

    /// What the system does not take at once waits, and so does all that follows.
    void write(std::string text) {
        const auto size = static_cast<unsigned>(text.size());
        const auto whole = uv_buf_init(text.data(), size);
        const int took = uv_try_write(stream(), &whole, 1);
        if (took < 0 && took != UV_EAGAIN) return close();
        const auto taken = static_cast<unsigned>(std::max(took, 0));
        if (taken == size) return sent(0);
        auto* sending = new Sending{{}, std::move(text)};
        sending->request.data = sending;
        const auto rest = uv_buf_init(sending->text.data() + taken, size - taken);
        const int rc =
            uv_write(&sending->request, stream(), &rest, 1, [](uv_write_t* request, int status) {
                const std::unique_ptr<Sending> done(static_cast<Sending*>(request->data));
                static_cast<Connection*>(request->handle->data)->sent(status);
            });
        if (rc == 0) return;
        delete sending;
        close();
    }

    void sent(int status) {
        if (status != 0) return close();
        if (page_) return state_->wants_turn(*this);
        timer_.start(kLinger, [this] { close(); });
        if (uv_shutdown(&shutdown_, stream(), [](uv_shutdown_t*, int) {}) != 0) close();
    }

    State* state_;
    uv_tcp_t tcp_{};
    uv_shutdown_t shutdown_{};
    uv::Timer timer_;
    std::array<char, 4096> block_{};
    std::string request_;
    bool answered_ = false;
    std::string head_;  ///< until the first slice
    bool chunked_ = false;
    std::optional<Page> page_;  ///< while there is more of it
};

void MetricsServer::State::next_turn() {
    if (waiting.empty()) {
        turning = false;
        return turn.stop();
    }
    const auto began = uv_hrtime();
    const auto longest = static_cast<std::uint64_t>(std::chrono::nanoseconds(kLongestTurn).count());
    const auto share = std::min((began - last_turn) / kShareOfTurn, longest);
    last_turn = began;
    do {
        auto* const next = waiting.front();
        waiting.pop_front();
        next->slice();
    } while (!waiting.empty() && uv_hrtime() - began < share);
}

MetricsServer::MetricsServer(uv_loop_t* loop, std::function<Facts()> facts,
                             std::chrono::milliseconds answer_patience)
    : state_(std::make_shared<State>()) {
    state_->loop = loop;
    state_->gather = std::move(facts);
    state_->answer_patience = answer_patience;
    state_->forget = uv::Timer(loop);
    state_->turn = uv::Timer(loop);
}

MetricsServer::~MetricsServer() {
    while (!state_->connections.empty()) state_->connections.back()->close();
    if (state_->listener == nullptr) return;
    state_->listener->data = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(state_->listener),
             [](uv_handle_t* h) { delete reinterpret_cast<uv_tcp_t*>(h); });
}

Status MetricsServer::listen(const IpAddress& address, std::uint16_t port) {
    auto& s = *state_;
    s.local_only = address.is_loopback();
    sockaddr_storage where{};
    address.to(where, port);
    s.listener = new uv_tcp_t{};
    s.listener->data = &s;
    uv_tcp_init(s.loop, s.listener);
    int rc = uv_tcp_bind(s.listener, reinterpret_cast<const sockaddr*>(&where), 0);
    if (rc == 0)
        rc = uv_listen(reinterpret_cast<uv_stream_t*>(s.listener), kBacklog,
                       [](uv_stream_t* listener, int status) {
                           auto* state = static_cast<State*>(listener->data);
                           if (status < 0 || state == nullptr) return;
                           (new Connection(*state))->begin(listener);
                       });
    if (rc == 0) return ok();
    const bool taken = rc == UV_EADDRINUSE;
    const auto text = address.family == Family::ipv6 ? "[" + address.text() + "]" : address.text();
    return Error{
        ErrorCode::unavailable,
        tr("the figures cannot be served at {0} ({1})", text + ":" + std::to_string(port),
           uv_strerror(rc)),
        taken
            ? tr("another program has that port: `ss -ltnp` says which; end it, or write another "
                 "port into [metrics] listen")
            : tr("write an address of this computer and a port above 1023 into [metrics] listen")};
}

MetricsServer::Counts MetricsServer::counts() const { return state_->counts; }

std::size_t MetricsServer::held() const {
    return std::accumulate(
        state_->connections.begin(), state_->connections.end(), std::size_t{0},
        [](std::size_t sum, const Connection* one) { return sum + one->held(); });
}

}  // namespace traypulse::scrape
