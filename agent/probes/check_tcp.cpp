#include "agent/probes/check_tcp.h"

#include <array>
#include <cerrno>

#include "agent/probes/printable.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// A greeting is a line or a few: RFC 5321 allows 512 bytes a line, RFC 4253 255. More is a server
/// that never ends its greeting, which must cost neither memory nor time.
constexpr std::size_t kLongestBanner = 4096;

}  // namespace

TcpCheck::TcpCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request)
    : BasicCheck(loop, names, std::move(request)) {}

void TcpCheck::ask() {
    asked_ = now();
    const int error = socket_.connect(outcome_.address, request_.spec.port, SOCK_STREAM);
    if (error == ECONNREFUSED) return finish(CheckStatus::refused, tr("connection refused"));
    if (error != 0 && error != EINPROGRESS) return finish(local_trouble(error));
    poll_ = uv::Poll(loop_, socket_.fd(), UV_WRITABLE, [this](int, int) { connected(); });
    if (!poll_) finish(local_trouble(EMFILE));
}

void TcpCheck::connected() {
    const auto took = now() - asked_;
    if (const auto trouble = socket_.trouble(socket_.pending_error(), tr("connection refused"))) {
        if (trouble->said_by) fact("refused_by", trouble->said_by->text());
        return finish(*trouble);
    }
    if (reaches_itself(socket_.fd())) return finish(CheckStatus::refused, tr("connection refused"));
    socket_.ignore_icmp_errors();
    phase("connect", took);
    outcome_.took = took;
    if (request_.options.banner.empty()) return finish(CheckStatus::ok);
    reading_ = true;
    asked_ = now();
    poll_ = {};
    poll_ = uv::Poll(loop_, socket_.fd(), UV_READABLE, [this](int, int) { read(); });
    if (!poll_) finish(local_trouble(EMFILE));
}

void TcpCheck::read() {
    while (!finished()) {
        std::array<char, kLongestBanner> buffer{};
        const auto n = receive_on(socket_.fd(), buffer.data(), kLongestBanner - said_.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        const std::string wanted = "\"" + printable_line(request_.options.banner) + "\"";
        if (n < 0)
            return end_banner(CheckStatus::wrong_answer,
                              tr("the connection was reset before {0} came", wanted));
        said_.append(buffer.data(), static_cast<std::size_t>(n));
        if (said_.find(request_.options.banner) != std::string::npos)
            return end_banner(CheckStatus::ok, {});
        if (n == 0 && said_.empty())
            return end_banner(
                CheckStatus::wrong_answer,
                tr("the connection was closed without a word where {0} was expected", wanted));
        if (n == 0 || said_.size() == kLongestBanner)
            return end_banner(CheckStatus::wrong_answer, tr("says \"{0}\" where {1} was expected",
                                                            printable_line(said_), wanted));
    }
}

void TcpCheck::end_banner(CheckStatus status, const std::string& reason) {
    phase("banner", now() - asked_);
    if (!said_.empty()) fact("banner", printable_line(said_));
    finish(status, reason);
}

void TcpCheck::give_up() {
    if (!reading_) {
        // The loop may have been held up while the answer came.
        if (poll_ && socket_.writable()) connected();
        if (!finished() && !reading_) return finish(CheckStatus::timeout, late(tr("no answer")));
    }
    if (!finished()) read();
    if (finished()) return;
    const std::string wanted = "\"" + printable_line(request_.options.banner) + "\"";
    if (said_.empty())
        return end_banner(CheckStatus::timeout,
                          late(tr("it accepts the connection and says nothing")));
    end_banner(CheckStatus::wrong_answer,
               tr("says \"{0}\" where {1} was expected", printable_line(said_), wanted));
}

void TcpCheck::release() {
    poll_ = {};
    socket_.close();
}

}  // namespace traypulse
