#include "agent/probes/check_udp.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// No reply of a known protocol is longer; of another only its coming counts.
constexpr std::size_t kLongestReply = 4096;
/// Datagrams in one turn of the loop: a peer that floods us must not hold up the others.
constexpr int kReadsPerTurn = 64;

}  // namespace

UdpCheck::UdpCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request)
    : BasicCheck(loop, names, std::move(request)) {}

std::string UdpCheck::nobody() const {
    return tr("nobody serves UDP port {0}", request_.spec.port);
}

void UdpCheck::ask() {
    exchange_ = make_udp_exchange(request_.options.payload, request_.spec.port);
    if (const int error = socket_.connect(outcome_.address, request_.spec.port, SOCK_DGRAM);
        error != 0) {
        if (error == ECONNREFUSED) return finish(CheckStatus::refused, nobody());
        return finish(local_trouble(error));
    }
    asked_ = now();
    if (send_on(socket_.fd(), exchange_.request.data(), exchange_.request.size()) < 0)
        return finish(local_trouble(errno == EAGAIN ? ENOBUFS : errno));
    watch();
}

void UdpCheck::watch() {
    poll_ =
        uv::Poll(loop_, socket_.fd(), UV_READABLE, [this](int status, int) { ready(status < 0); });
    if (!poll_) finish(local_trouble(EMFILE));
}

void UdpCheck::ready(bool failed) {
    read();
    if (finished() || !failed) return;
    // libuv stops watching a socket that has an error. One that is only in the queue is found here.
    if (const auto trouble = socket_.trouble(0, nobody())) return finish(*trouble);
    watch();
}

void UdpCheck::read() {
    for (int i = 0; i < kReadsPerTurn && !finished(); ++i) {
        std::array<std::uint8_t, kLongestReply> buffer{};
        const auto n = receive_on(socket_.fd(), buffer.data(), buffer.size());
        if (n >= 0) {
            judge(Octets(buffer).first(static_cast<std::size_t>(n)));
            continue;
        }
        const int error = errno;
        if (error == EINTR) continue;
        if (error == EAGAIN || error == EWOULDBLOCK) return;
        if (const auto trouble = socket_.trouble(error, nobody())) return finish(*trouble);
    }
}

void UdpCheck::judge(Octets reply) {
    auto verdict = exchange_.judge(reply);
    if (verdict.kind == ReplyVerdict::Kind::ignored) {
        ++ignored_;
        return;
    }
    outcome_.took = now() - asked_;
    phase("reply", outcome_.took);
    outcome_.facts = std::move(verdict.facts);
    if (ignored_ > 0) fact("ignored", std::to_string(ignored_));
    const bool good = verdict.kind == ReplyVerdict::Kind::good;
    finish(good ? CheckStatus::ok : CheckStatus::wrong_answer, std::move(verdict.reason));
}

void UdpCheck::give_up() {
    read();
    if (finished()) return;
    if (ignored_ == 0) return finish(CheckStatus::timeout, late(tr("no answer")));
    fact("ignored", std::to_string(ignored_));
    finish(CheckStatus::timeout, late(tr("only answers to other questions")));
}

void UdpCheck::release() {
    poll_ = {};
    socket_.close();
}

}  // namespace traypulse
