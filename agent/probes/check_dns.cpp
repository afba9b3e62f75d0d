#include "agent/probes/check_dns.h"

#include <random>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

constexpr const char* kSystemResolver = "@resolver";

std::uint16_t random_id() {
    std::random_device device;  // the kernel's: nobody can foresee the id and answer in its stead
    return static_cast<std::uint16_t>(device());
}

}  // namespace

DnsCheck::DnsCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request)
    : BasicCheck(loop, names, std::move(request)) {}

IpAddress DnsCheck::known_address() const {
    if (!request_.address.is_unspecified() || request_.spec.host != kSystemResolver)
        return request_.address;
    return DnsQuery::system_server().value_or(IpAddress{});
}

void DnsCheck::ask() {
    const auto& spec = request_.spec;
    const auto type = dns_type_number(spec.record_type);
    if (!type)
        return finish(CheckStatus::not_sent, tr("there is no record type {0}", spec.record_type));
    asked_ = {spec.name, *type, spec.record_type, request_.options.expect};
    const auto literal = IpAddress::parse(spec.name);
    if (literal && *type == kDnsTypePtr) asked_.name = reverse_name(*literal);
    auto question = dns_question(random_id(), asked_.name, *type);
    if (!question)
        return finish(CheckStatus::not_sent,
                      tr("{0} is no name that DNS can be asked for", asked_.name));
    asked_at_ = now();
    query_ = std::make_unique<DnsQuery>(loop_, outcome_.address, spec.port, std::move(*question),
                                        [this](const DnsQuery::Answer& a) { answered(a); });
}

void DnsCheck::answered(const DnsQuery::Answer& answer) {
    if (answer.trouble) {
        common_facts();
        return finish(*answer.trouble);
    }
    outcome_.took = answer.at - asked_at_;
    phase("answer", outcome_.took);
    auto verdict = judge_dns_answer(answer.message, asked_);
    outcome_.facts = std::move(verdict.facts);
    common_facts();
    finish(verdict.status, std::move(verdict.reason));
}

void DnsCheck::common_facts() {
    if (query_->used_tcp()) fact("truncated", "yes");
    if (query_->ignored() > 0) fact("ignored", std::to_string(query_->ignored()));
}

void DnsCheck::give_up() {
    if (query_) query_->read();
    if (finished()) return;
    common_facts();
    if (query_->used_tcp())
        return finish(CheckStatus::timeout,
                      late(tr("its answer does not fit into a datagram, and by TCP none came")));
    if (query_->ignored() > 0)
        return finish(CheckStatus::timeout, late(tr("only answers to other questions")));
    finish(CheckStatus::timeout, late(tr("no answer")));
}

void DnsCheck::release() { query_.reset(); }

}  // namespace traypulse
