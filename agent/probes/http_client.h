// libcurl on the loop: one multi handle, whose sockets and timer libuv watches (libcurl-multi(3),
// the multi_socket interface).
#pragma once

#include <curl/curl.h>
#include <uv.h>

#include <functional>
#include <memory>

#include "agent/probes/proxy_environment.h"

namespace traypulse {

/// Loop thread only. Destroying it ends all that runs; no callback follows, and what still holds a
/// Running may go later. The process must ignore SIGPIPE.
class HttpClient {
    class Core;

 public:
    explicit HttpClient(uv_loop_t* loop, ProxyEnvironment proxies = ProxyEnvironment::of_process());
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// One transfer under way; ends it when it goes.
    class Running {
     public:
        Running() = default;
        Running(std::weak_ptr<Core> core, CURL* easy) : core_(std::move(core)), easy_(easy) {}
        Running(Running&& other) noexcept;
        Running& operator=(Running&& other) noexcept;
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        ~Running() { stop(); }
        void stop();

     private:
        std::weak_ptr<Core> core_;
        CURL* easy_ = nullptr;
    };

    /// Begins; `done` follows once, never from inside this. `easy` stays the caller's, outlives the
    /// Running, and is out of libcurl's hands when `done` is called.
    [[nodiscard]] Running run(CURL* easy, std::function<void(CURLcode)> done);

    [[nodiscard]] uv_loop_t* loop() const;
    [[nodiscard]] const ProxyEnvironment& proxies() const { return proxies_; }

 private:
    std::shared_ptr<Core> core_;
    ProxyEnvironment proxies_;
};

}  // namespace traypulse
