#include "agent/probes/http_failure.h"

#include <cerrno>
#include <system_error>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// Of libcurl's and OpenSSL's words in a reason.
constexpr std::size_t kWordsLimit = 120;

std::string door(const HttpPeer& peer) {
    if (peer.proxy) return tr("the proxy {0}:{1}", peer.proxy->host, peer.proxy->port);
    return tr("port {0}", peer.url.port);
}

HttpFailure wrong(std::string reason) { return {CheckStatus::wrong_answer, std::move(reason)}; }

std::string error_text(int error) { return std::generic_category().message(error); }

HttpFailure no_connection(const HttpReply& reply, const HttpPeer& peer) {
    switch (reply.os_error) {
        case ECONNRESET:  // accepted first; a port that nobody serves refuses
            return wrong(tr("the connection is reset at once"));
        case ECONNREFUSED:
            return {CheckStatus::refused, peer.proxy ? tr("connection refused by {0}", door(peer))
                                                     : tr("connection refused on {0}", door(peer))};
        case ETIMEDOUT:
            return {CheckStatus::timeout, tr("no connection to {0}", door(peer))};
        case EHOSTUNREACH:
        case ENETUNREACH:
        case EACCES:  // ICMPv6 "administratively prohibited"; of our own rules local_route.h knows
            return {CheckStatus::unreachable,
                    tr("no way to {0} ({1})", (peer.proxy ? door(peer) : peer.url.host),
                       error_text(reply.os_error))};
        case EPERM:
            return {CheckStatus::not_sent,
                    tr("this machine forbids the connection: see its firewall"), reply.os_error};
        default:
            return {CheckStatus::not_sent,
                    tr("this machine cannot connect ({0})", error_text(reply.os_error)),
                    reply.os_error};
    }
}

std::optional<HttpFailure> alert(const HttpReply& reply) {
    const auto& text = reply.seen.alert;
    if (text.empty()) return std::nullopt;
    if (text == "certificate required" || text == "bad certificate" || text == "unknown CA" ||
        text == "certificate unknown")
        return wrong(
            tr("the server does not accept this client's certificate ({0}): see client_certificate",
               text));
    return wrong(tr("the server ends TLS ({0})", text));
}

// Nothing was reported by TLS itself: the connection went, or what came is not TLS.
HttpFailure no_tls(const HttpReply& reply, const HttpPeer& peer) {
    if (const auto told = alert(reply)) return *told;
    const auto& words = reply.words;
    const bool closed = words.find("SYSCALL") != std::string::npos ||
                        words.find("unexpected eof") != std::string::npos ||
                        words.find("reset") != std::string::npos;
    if (closed) return wrong(tr("the connection is closed while TLS is negotiated"));
    return wrong(tr("what answers on port {0} does not speak TLS ({1})", peer.url.port,
                    printable(words, kWordsLimit)));
}

HttpFailure broken_off(const HttpReply& reply, const HttpPeer& peer) {
    if (const auto told = alert(reply)) return *told;
    switch (reply.stage) {
        case HttpStage::connect:
            if (peer.proxy) return wrong(tr("{0} breaks off before it connects", door(peer)));
            return wrong(tr("the connection is reset at once"));
        case HttpStage::tls:
            return wrong(tr("the connection is closed while TLS is negotiated"));
        case HttpStage::waiting:
            if (reply.seen.http2) return wrong(tr("HTTP/2 breaks off before an answer"));
            return wrong(tr("the server closes the connection without an answer"));
        case HttpStage::headers:
            return wrong(tr("the connection breaks off in the headers"));
        case HttpStage::body:
            break;
    }
    return wrong(tr("the connection breaks off in the body, after {0} bytes", reply.body.size()));
}

HttpFailure bad_certificate(const HttpReply& reply, const HttpPeer& peer, WallTime now) {
    const auto& seen = reply.seen;
    if (!seen.certificate) return wrong(tr("the server shows no certificate"));
    if (seen.error == 0) return wrong(wrong_host_fault(*seen.certificate, peer.url.host));
    return wrong(certificate_fault(*seen.certificate, seen.error, seen.depth, peer.url.host, now));
}

HttpFailure endless_headers() {
    return wrong(
        tr("the server sends headers without end (more than {0} KiB)", kHeaderLimit / 1024));
}

}  // namespace

std::string patience_text(Nanoseconds timeout) {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
    return ms % 1000 == 0 ? tr("{0} s", ms / 1000) : tr("{0} ms", ms);
}

HttpFailure http_timeout(const HttpReply& reply, const HttpPeer& peer) {
    std::string reason;
    switch (reply.stage) {
        case HttpStage::connect:
            // Of a tunnel it is not known whether the proxy or what is behind it keeps us waiting.
            reason = peer.proxy && peer.url.secure() ? tr("no connection through {0}", door(peer))
                                                     : tr("no connection to {0}", door(peer));
            break;
        case HttpStage::tls:
            reason = tr("the server accepts the connection and TLS is not ready");
            break;
        case HttpStage::waiting:
            reason = tr("the server accepts the connection and says nothing");
            break;
        case HttpStage::headers:
            reason = tr("the server begins to answer and its headers do not end");
            break;
        case HttpStage::body:
            return {CheckStatus::timeout, tr("the body does not end within {0} ({1} bytes came)",
                                             patience_text(peer.timeout), reply.body.size())};
    }
    return {CheckStatus::timeout, tr("{0} within {1}", reason, patience_text(peer.timeout))};
}

HttpFailure http_failure(const HttpReply& reply, const HttpPeer& peer, const CheckOptions& options,
                         WallTime now) {
    if (reply.proxy_status != 0 && reply.proxy_status / 100 != 2)
        return wrong(
            tr("{0} answers HTTP {1} instead of connecting", door(peer), reply.proxy_status));
    if (reply.headers_cut) return endless_headers();
    switch (reply.code) {
        case CURLE_COULDNT_CONNECT:
            return no_connection(reply, peer);
        case CURLE_OPERATION_TIMEDOUT:
            return http_timeout(reply, peer);
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {CheckStatus::name_failed, tr("its name is not one that can be looked up")};
        case CURLE_PEER_FAILED_VERIFICATION:
            return bad_certificate(reply, peer, now);
        case CURLE_SSL_CACERT_BADFILE:
            return {CheckStatus::not_sent,
                    tr("ca_file {0} is not a PEM file of certificates", options.ca_file)};
        case CURLE_SSL_CERTPROBLEM:
            return {CheckStatus::not_sent,
                    tr("client_certificate {0} with the key in {1} cannot be used ({2})",
                       options.client_certificate,
                       options.client_key.empty() ? std::string(tr("the same file"))
                                                  : options.client_key,
                       printable(reply.words, kWordsLimit))};
        case CURLE_SSL_CONNECT_ERROR:
            return no_tls(reply, peer);
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            // libcurl has no words where GOAWAY is there before the request is sent.
            if (reply.words.empty()) return wrong(tr("HTTP/2 breaks off before an answer"));
            return wrong(tr("the server does not speak HTTP/2 as it should ({0})",
                            printable(reply.words, kWordsLimit)));
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
            return wrong(
                tr("what answers does not speak HTTP ({0})", printable(reply.words, kWordsLimit)));
        case CURLE_OUT_OF_MEMORY:  // of libcurl's own limit of one header
            return endless_headers();
        case CURLE_PROXY:
            return wrong(
                tr("{0} does not connect ({1})", door(peer), printable(reply.words, kWordsLimit)));
        case CURLE_GOT_NOTHING:
            if (options.http_version == HttpVersion::http2 && !peer.url.secure())
                return wrong(tr("the server does not speak HTTP/2 without TLS"));
            // Who broke it off is not told: libcurl does, too, where the frames are wrong.
            if (reply.seen.http2) return wrong(tr("HTTP/2 breaks off before an answer"));
            return wrong(tr("the server closes the connection without an answer"));
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_PARTIAL_FILE:
            if (reply.os_error == ETIMEDOUT) return http_timeout(reply, peer);
            // Closed with what we sent unread, the same comes as a reset.
            if (options.http_version == HttpVersion::http2 && !peer.url.secure() &&
                reply.stage == HttpStage::waiting && !reply.seen.http2)
                return wrong(tr("the server does not speak HTTP/2 without TLS"));
            return broken_off(reply, peer);
        default:
            break;
    }
    const std::string words =
        printable(reply.words.empty() ? curl_easy_strerror(reply.code) : reply.words, kWordsLimit);
    if (reply.stage == HttpStage::connect) return {CheckStatus::not_sent, words};
    return wrong(words);
}

}  // namespace traypulse
