// One request and its answer, without redirects: an easy handle of libcurl with every limit set.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/check_spec.h"
#include "agent/probes/http_client.h"
#include "agent/probes/http_url.h"
#include "agent/probes/tls_observer.h"
#include "shared/ip_address.h"

namespace traypulse {

/// Of all headers of an answer together, interim answers and trailers too: servers themselves take
/// 8 to 64 KiB from a client.
inline constexpr std::size_t kHeaderLimit = 64UL * 1024;

struct HttpOrder {
    HttpUrl url;
    std::vector<IpAddress> addresses;  ///< of the proxy where there is one, else of the host
    std::optional<ProxyUrl> proxy;
    std::string method;
    std::vector<HttpHeader> headers;
    std::string body;             ///< sent with it where it is not empty
    bool other_origin = false;    ///< redirected to: the client certificate is not for it
    bool follow = false;          ///< a redirect's body is not waited for
    const CheckOptions* options;  ///< the rest; outlives the transfer
    Nanoseconds within{};         ///< what is left of the check's time
};

/// How far a request came.
enum class HttpStage : std::uint8_t { connect, tls, waiting, headers, body };

struct HttpReply {
    CURLcode code = CURLE_OK;  ///< CURLE_OK also where we stopped reading because it was enough
    int os_error = 0;          ///< errno of the connection; 0 where there is none
    HttpStage stage = HttpStage::connect;
    int status = 0;
    int proxy_status = 0;  ///< the proxy's answer to CONNECT
    std::string version;   ///< "1.0", "1.1", "2"; empty before an answer
    std::string words;     ///< libcurl's own on a failure
    std::string location;  ///< of a redirect; else empty
    std::string server;
    std::string body;
    bool body_cut = false;
    bool headers_cut = false;
    IpAddress peer;  ///< who was connected to; unspecified before
    Nanoseconds connect{}, tls{}, first_byte{}, body_time{};
    TlsObserver::Seen seen;
};

/// Loop thread only. Destroying it ends it; `done` then does not follow.
class HttpTransfer {
 public:
    /// `done` follows once, never from inside this; it may destroy this.
    HttpTransfer(HttpClient& client, HttpOrder order, std::function<void(const HttpReply&)> done);
    ~HttpTransfer();
    HttpTransfer(const HttpTransfer&) = delete;
    HttpTransfer& operator=(const HttpTransfer&) = delete;
    /// What has come so far; code is CURLE_OK.
    [[nodiscard]] HttpReply so_far() const { return reply(CURLE_OK); }

 private:
    struct ListFree {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    using List = std::unique_ptr<curl_slist, ListFree>;

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    bool take_header(std::string_view line);
    bool take_body(std::string_view bytes);
    void set_up();
    void set_up_way();
    void set_up_tls();
    void set_up_request();
    void text(CURLoption option, const std::string& value) const;
    [[nodiscard]] long long info(CURLINFO which) const;
    [[nodiscard]] HttpReply reply(CURLcode code) const;
    static void add(List& list, const std::string& item);

    HttpOrder order_;
    std::chrono::steady_clock::time_point started_;
    TlsObserver observer_;
    List resolve_;
    List headers_;
    CURLSH* share_ = nullptr;
    CURL* easy_ = nullptr;
    HttpReply got_;
    std::array<char, CURL_ERROR_SIZE> words_{};
    std::size_t header_bytes_ = 0;
    bool headers_done_ = false;
    bool enough_ = false;
    HttpClient::Running running_;
};

}  // namespace traypulse
