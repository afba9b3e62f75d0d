#include "agent/probes/check_icmp.h"

#include <utility>

#include "agent/engine/failure_text.h"
#include "agent/translations/translate.h"

namespace traypulse {

using protocol::Outcome;

IcmpCheck::IcmpCheck(IcmpMux& mux, CheckRequest request) : mux_(mux), request_(std::move(request)) {
    outcome_.address = request_.address;
    outcome_.status = CheckStatus::timeout;
    outcome_.reason = tr("no answer");
}

IcmpCheck::~IcmpCheck() { mux_.forget(*this); }

void IcmpCheck::start(std::function<void()> done) {
    done_ = std::move(done);
    protocol::Start start;
    start.address = request_.address;
    start.interval = kInterval;
    start.count = kRequests;
    start.timeout = request_.timeout;
    mux_.start(start, *this);
}

void IcmpCheck::cancel() {
    mux_.forget(*this);
    done_ = nullptr;
}

void IcmpCheck::on_result(const protocol::ProbeResult& result) {
    switch (result.outcome) {
        case Outcome::reply:
            outcome_.status = CheckStatus::ok;
            outcome_.reason.clear();
            outcome_.took = result.rtt.value;
            if (result.ttl.value != 0)
                outcome_.facts.push_back({"ttl", std::to_string(result.ttl.value)});
            return finish();
        case Outcome::send_failed:
            return not_sent(failure_text(result), static_cast<int>(result.error));
        case Outcome::unreachable:
        case Outcome::ttl_exceeded:
        case Outcome::too_big:
            outcome_.status = CheckStatus::unreachable;
            outcome_.reason = failure_text(result);
            outcome_.facts = {{"responder", result.responder.text()}};
            break;
        default:
            break;
    }
}

void IcmpCheck::on_ended(const protocol::Ended&) { finish(); }

void IcmpCheck::on_rejected(ProbeId, const Error& error) { not_sent(error.text(), 0); }

void IcmpCheck::on_channel_gone() { not_sent(tr("the helper is gone"), 0); }

void IcmpCheck::not_sent(std::string reason, int error) {
    outcome_.status = CheckStatus::not_sent;
    outcome_.reason = std::move(reason);
    outcome_.error = error;
    finish();
}

void IcmpCheck::finish() {
    mux_.forget(*this);
    if (const auto done = std::exchange(done_, nullptr)) done();
}

}  // namespace traypulse
