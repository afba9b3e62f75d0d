// DNS: does this resolver answer this question, and as it should?
#pragma once

#include <memory>

#include "agent/probes/basic_check.h"
#include "agent/probes/dns_answer.h"
#include "agent/probes/dns_query.h"

namespace traypulse {

/// One question (RFC 1035) by c-ares, by UDP and then TCP where the answer is truncated. A literal
/// address asked for as PTR stands for its reverse name. "@resolver" without an address is the
/// first server of resolv.conf(5). Phases: "name" (of a resolver with a name), "answer". Facts:
/// "rcode"; "answer" for each record, as dig prints it; "ttl", the least in seconds; "truncated"
/// "yes" where TCP was needed; "ignored", how many answers to other questions came. A failure that
/// the resolver reports, NXDOMAIN too, is a wrong_answer with its words.
class DnsCheck final : public BasicCheck {
 public:
    DnsCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request);

 private:
    [[nodiscard]] IpAddress known_address() const override;
    void ask() override;
    void release() override;
    void give_up() override;
    void answered(const DnsQuery::Answer& answer);
    void common_facts();

    DnsAsked asked_;
    std::unique_ptr<DnsQuery> query_;
    Nanoseconds asked_at_{};
};

}  // namespace traypulse
