#include "agent/probes/http_transfer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "agent/probes/http_expectation.h"
#include "shared/ascii.h"

namespace traypulse {
namespace {

/// Of a Location header; longer ones are cut, and then lead nowhere. RFC 9110 §4.1 asks for 8,000.
constexpr std::size_t kLocationLimit = 8192;
/// Of a Server header: enough for a name and a version.
constexpr std::size_t kServerLimit = 100;
/// curl tries them one after the other, so more only wait for the timeout.
constexpr std::size_t kAddresses = 16;

/// Seconds: an authority that is added or withdrawn counts soon, without a restart.
constexpr long kAuthoritiesKept = 600;

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

long version_of(HttpVersion wish, bool secure) {
    if (wish == HttpVersion::http1) return CURL_HTTP_VERSION_1_1;
    // Without TLS nothing negotiates HTTP/2: it is spoken at once, or not at all (RFC 9113 §3.3).
    if (wish == HttpVersion::http2)
        return secure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    return secure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
}

std::string version_text(long long version) {
    if (version == CURL_HTTP_VERSION_1_0) return "1.0";
    if (version == CURL_HTTP_VERSION_1_1) return "1.1";
    if (version == CURL_HTTP_VERSION_2_0) return "2";
    return version == CURL_HTTP_VERSION_3 ? "3" : "";
}

}  // namespace

HttpTransfer::HttpTransfer(HttpClient& client, HttpOrder order,
                           std::function<void(const HttpReply&)> done)
    : order_(std::move(order)),
      started_(std::chrono::steady_clock::now()),
      share_(curl_share_init()),
      easy_(curl_easy_init()) {
    set_up();
    running_ =
        client.run(easy_, [this, done = std::move(done)](CURLcode code) { done(reply(code)); });
}

HttpTransfer::~HttpTransfer() {
    running_.stop();
    curl_easy_cleanup(easy_);
    curl_share_cleanup(share_);
}

void HttpTransfer::text(CURLoption option, const std::string& value) const {
    curl_easy_setopt(easy_, option, value.c_str());
}

void HttpTransfer::add(List& list, const std::string& item) {
    if (auto* longer = curl_slist_append(list.get(), item.c_str())) {
        (void)list.release();  // it is the head of the longer one
        list.reset(longer);
    }
}

void HttpTransfer::set_up() {
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, words_.data());
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    text(CURLOPT_URL, order_.url.text);
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
    // A connection of its own, whose times are measured.
    curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
    // The check's own timer ends it. This one only lets curl share the time among the addresses.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(order_.within).count();
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::max<std::int64_t>(left, 1)));
    set_up_way();
    set_up_tls();
    set_up_request();
}

// curl must look no name up: that would be another resolver's answer, and a thread. So every name
// has these addresses, in a cache of this transfer's own: the multi handle's is everyone's.
void HttpTransfer::set_up_way() {
    curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_easy_setopt(easy_, CURLOPT_SHARE, share_);
    std::string entry =
        "*:" + std::to_string(order_.proxy ? order_.proxy->port : order_.url.port) + ":";
    for (std::size_t i = 0; i < std::min(order_.addresses.size(), kAddresses); ++i) {
        const auto& address = order_.addresses[i];
        const bool v6 = address.family == Family::ipv6;
        entry += (i == 0 ? "" : ",") + (v6 ? "[" + address.text() + "]" : address.text());
    }
    add(resolve_, entry);
    curl_easy_setopt(easy_, CURLOPT_RESOLVE, resolve_.get());
    // Set always: curl asks the environment itself where they are not.
    text(CURLOPT_PROXY, order_.proxy ? order_.proxy->text : "");
    text(CURLOPT_NOPROXY, "");
}

void HttpTransfer::set_up_tls() {
    const auto& options = *order_.options;
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, options.verify ? 1L : 0L);
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, options.verify ? 2L : 0L);
    // A resumed session shows no certificate.
    curl_easy_setopt(easy_, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    if (!options.ca_file.empty()) text(CURLOPT_CAINFO, options.ca_file);
    // The system's authorities are hundreds, and to read them takes 25 ms: the multi handle keeps
    // them for a while, but only where they come from one file and not from a directory.
    const bool one_file =
        !options.ca_file.empty() || curl_version_info(CURLVERSION_NOW)->cainfo != nullptr;
    if (one_file) curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy_, CURLOPT_CA_CACHE_TIMEOUT, kAuthoritiesKept);
    if (!order_.other_origin) {
        if (!options.client_certificate.empty()) text(CURLOPT_SSLCERT, options.client_certificate);
        // Else OpenSSL asks the terminal for the password of an encrypted key, and waits.
        text(CURLOPT_KEYPASSWD, "");
        if (!options.client_key.empty()) text(CURLOPT_SSLKEY, options.client_key);
    }
    observer_.watch(easy_);
}

void HttpTransfer::set_up_request() {
    const auto& options = *order_.options;
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION,
                     version_of(options.http_version, order_.url.secure()));
    text(CURLOPT_USERAGENT, "traypulse/" TRAYPULSE_VERSION);
    if (order_.method == "HEAD")
        curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    else if (order_.method != "GET")
        text(CURLOPT_CUSTOMREQUEST, order_.method);
    bool length_said = false;
    for (const auto& header : order_.headers) {
        // curl's own form of a header that is there and empty.
        add(headers_, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
        length_said = length_said || ascii::same_word(header.name, "Content-Length");
    }
    // RFC 9110 §8.6: a method that expects a body says so where there is none; some servers answer
    // 411 else.
    const bool with_body =
        order_.method == "POST" || order_.method == "PUT" || order_.method == "PATCH";
    if (!order_.body.empty()) {
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(order_.body.size()));
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, order_.body.c_str());
        add(headers_, "Expect:");  // else curl waits for a server's word before it sends the body
    } else if (with_body && !length_said) {
        add(headers_, "Content-Length: 0");
    }
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_.get());
}

std::size_t HttpTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<HttpTransfer*>(self)->take_header({data, size * count}) ? size * count : 0;
}
std::size_t HttpTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<HttpTransfer*>(self)->take_body({data, size * count}) ? size * count : 0;
}

bool HttpTransfer::take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > kHeaderLimit) {
        got_.headers_cut = true;
        return false;
    }
    if (headers_done_) return true;  // a trailer
    if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        const auto name = line.substr(0, colon);
        const auto value = ascii::trimmed(line.substr(colon + 1));
        if (ascii::same_word(name, "Location")) got_.location = value.substr(0, kLocationLimit);
        if (ascii::same_word(name, "Server")) got_.server = printable(value, kServerLimit);
    }
    if (!ascii::trimmed(line).empty()) return true;
    got_.status = static_cast<int>(info(CURLINFO_RESPONSE_CODE));
    if (!is_redirect(got_.status)) got_.location.clear();
    if (got_.status < 200) return true;  // an interim answer: another one follows
    headers_done_ = true;
    enough_ = order_.follow && !got_.location.empty();
    return !enough_;
}

bool HttpTransfer::take_body(std::string_view bytes) {
    const std::size_t room = kBodyLimit - got_.body.size();
    got_.body.append(bytes.substr(0, room));
    got_.body_cut = bytes.size() > room;
    enough_ = got_.body_cut;
    return !enough_;
}

long long HttpTransfer::info(CURLINFO which) const {
    if ((which & CURLINFO_TYPEMASK) == CURLINFO_OFF_T) {
        curl_off_t value = 0;
        curl_easy_getinfo(easy_, which, &value);
        return value;
    }
    long value = 0;
    curl_easy_getinfo(easy_, which, &value);
    return value;
}

HttpReply HttpTransfer::reply(CURLcode code) const {
    HttpReply out = got_;
    out.code = code == CURLE_WRITE_ERROR && enough_ ? CURLE_OK : code;
    out.words = words_.data();
    out.os_error = static_cast<int>(info(CURLINFO_OS_ERRNO));
    out.proxy_status = static_cast<int>(info(CURLINFO_HTTP_CONNECTCODE));
    if (headers_done_) out.version = version_text(info(CURLINFO_HTTP_VERSION));
    out.seen = observer_.seen();
    const char* peer = nullptr;
    if (curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &peer) == CURLE_OK && peer != nullptr)
        if (const auto address = IpAddress::parse(peer)) out.peer = *address;

    const auto at = [this](CURLINFO which) { return std::chrono::microseconds(info(which)); };
    const auto since = [](auto later, auto earlier) {
        return later > earlier ? Nanoseconds(later - earlier) : Nanoseconds{};
    };
    const auto named = at(CURLINFO_NAMELOOKUP_TIME_T);
    // libcurl tells both times only when TLS is ready too. That it began was seen.
    const auto& began = observer_.seen().began;
    const bool in_tls = order_.url.secure() && began && info(CURLINFO_APPCONNECT_TIME_T) == 0;
    if (in_tls) {
        out.connect = since(*began, started_);
        out.tls = since(std::chrono::steady_clock::now(), *began);
        out.stage = HttpStage::tls;
        return out;
    }
    const auto connected = at(CURLINFO_CONNECT_TIME_T);
    const auto secured = order_.url.secure() ? at(CURLINFO_APPCONNECT_TIME_T) : connected;
    const auto first = at(CURLINFO_STARTTRANSFER_TIME_T);
    out.connect = since(connected, named);
    out.tls = since(secured, connected);
    if (first.count() != 0) out.first_byte = since(first, secured);
    if (headers_done_) out.body_time = since(at(CURLINFO_TOTAL_TIME_T), first);
    out.stage = connected.count() == 0                     ? HttpStage::connect
                : secured.count() == 0                     ? HttpStage::tls
                : headers_done_                            ? HttpStage::body
                : first.count() != 0 || header_bytes_ != 0 ? HttpStage::headers
                                                           : HttpStage::waiting;
    return out;
}

}  // namespace traypulse
