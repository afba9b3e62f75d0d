#include "agent/probes/http_client.h"

#include <unordered_map>
#include <utility>

#include "shared/uv_handle.h"

namespace traypulse {
namespace {

// Initialised once for the process and never torn down: other threads may be in it at exit.
void curl_ready() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)ready;
}

}  // namespace

class HttpClient::Core : public std::enable_shared_from_this<HttpClient::Core> {
 public:
    explicit Core(uv_loop_t* loop) : loop_(loop), timer_(loop) {
        curl_ready();
        multi_ = curl_multi_init();
        curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Core::socket_changed);
        curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Core::timer_changed);
        curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
        // Each check has a connection of its own, whose times are measured.
        curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    }
    ~Core() { close(); }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    void close() {
        if (multi_ == nullptr) return;
        for (const auto& [easy, done] : running_) curl_multi_remove_handle(multi_, easy);
        running_.clear();
        curl_multi_cleanup(std::exchange(multi_, nullptr));
        watched_.clear();
        timer_.stop();
    }

    void add(CURL* easy, std::function<void(CURLcode)> done) {
        running_[easy] = std::move(done);
        curl_multi_add_handle(multi_, easy);
    }
    void remove(CURL* easy) {
        if (multi_ != nullptr && running_.erase(easy) > 0) curl_multi_remove_handle(multi_, easy);
    }
    [[nodiscard]] uv_loop_t* loop() const { return loop_; }

 private:
    struct Watched {
        uv::Poll poll;
        int events = 0;
    };

    static int socket_changed(CURL*, curl_socket_t socket, int what, void* data, void*) {
        auto* self = static_cast<Core*>(data);
        if (what == CURL_POLL_REMOVE || what == CURL_POLL_NONE) {
            self->watched_.erase(socket);
            return 0;
        }
        auto& watched = self->watched_[socket];
        watched.events = ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) |
                         ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
        if (watched.poll)
            watched.poll.change(watched.events);
        else
            watched.poll = uv::Poll(
                self->loop_, static_cast<int>(socket), watched.events,
                [self, socket](int status, int ready) { self->ready(socket, status, ready); });
        return 0;
    }

    void ready(curl_socket_t socket, int status, int events) {
        const auto self = shared_from_this();  // a callback below may destroy the client
        // An error on the socket is libcurl's to find: it reads what came before it, and errno.
        const bool failed = status < 0;
        act(socket, (failed || (events & UV_READABLE) != 0 ? CURL_CSELECT_IN : 0) |
                        (failed || (events & UV_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0));
        // libuv has stopped watching it.
        const auto found = watched_.find(socket);
        if (failed && found != watched_.end() && found->second.poll)
            found->second.poll.change(found->second.events);
    }

    static int timer_changed(CURLM*, long milliseconds, void* data) {
        auto* self = static_cast<Core*>(data);
        if (milliseconds < 0)
            self->timer_.stop();
        else
            self->timer_.start(std::chrono::milliseconds(milliseconds),
                               [self] { self->act(CURL_SOCKET_TIMEOUT, 0); });
        return 0;
    }

    void act(curl_socket_t socket, int flags) {
        const auto self = shared_from_this();  // a callback below may destroy the client
        int running = 0;
        if (multi_ != nullptr) curl_multi_socket_action(multi_, socket, flags, &running);
        int left = 0;
        while (multi_ != nullptr) {
            const CURLMsg* message = curl_multi_info_read(multi_, &left);
            if (message == nullptr) return;
            if (message->msg != CURLMSG_DONE) continue;
            CURL* easy = message->easy_handle;
            const CURLcode code = message->data.result;
            const auto found = running_.find(easy);
            if (found == running_.end()) continue;
            const auto done = std::move(found->second);
            remove(easy);
            done(code);
        }
    }

    uv_loop_t* loop_;
    CURLM* multi_ = nullptr;
    uv::Timer timer_;
    std::unordered_map<curl_socket_t, Watched> watched_;
    std::unordered_map<CURL*, std::function<void(CURLcode)>> running_;
};

HttpClient::HttpClient(uv_loop_t* loop, ProxyEnvironment proxies)
    : core_(std::make_shared<Core>(loop)), proxies_(std::move(proxies)) {}
HttpClient::~HttpClient() { core_->close(); }

HttpClient::Running HttpClient::run(CURL* easy, std::function<void(CURLcode)> done) {
    core_->add(easy, std::move(done));
    return {core_, easy};
}
uv_loop_t* HttpClient::loop() const { return core_->loop(); }

HttpClient::Running::Running(Running&& other) noexcept
    : core_(std::move(other.core_)), easy_(std::exchange(other.easy_, nullptr)) {}
HttpClient::Running& HttpClient::Running::operator=(Running&& other) noexcept {
    if (this != &other) {
        stop();
        core_ = std::move(other.core_);
        easy_ = std::exchange(other.easy_, nullptr);
    }
    return *this;
}
void HttpClient::Running::stop() {
    CURL* easy = std::exchange(easy_, nullptr);
    const auto core = core_.lock();
    if (easy != nullptr && core) core->remove(easy);
}

}  // namespace traypulse
