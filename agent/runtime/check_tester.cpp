#include "agent/runtime/check_tester.h"

#include <utility>

#include "agent/probes/check_icmp.h"
#include "agent/runtime/symbolic_host.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {
namespace {

FamilyWish family_of(const TargetSpec& target) {
    if (target.check.kind == CheckKind::icmp4) return FamilyWish::ipv4;
    if (target.check.kind == CheckKind::icmp6) return FamilyWish::ipv6;
    return is_icmp(target.check.kind) ? FamilyWish::any : target.options.family;
}

bool suits(FamilyWish wish, const IpAddress& address) {
    if (wish == FamilyWish::any) return true;
    return (wish == FamilyWish::ipv6) == (address.family == Family::ipv6);
}

CheckOutcome failed(CheckStatus status, std::string reason) {
    CheckOutcome out;
    out.status = status;
    out.reason = std::move(reason);
    return out;
}

/// Of "@router" and "@resolver"; an error where this network has none.
Result<IpAddress> symbolic_address(const TargetSpec& target, const NetworkFacts& network) {
    const auto& host = target.check.host;
    for (const auto& text : meant_by(host, network))
        if (const auto address = IpAddress::parse(text);
            address && suits(family_of(target), *address))
            return *address;
    return Error{ErrorCode::unavailable, tr("this network has no {0}", host.substr(1)), {}};
}

}  // namespace

struct CheckTester::Run {
    explicit Run(uv_loop_t* loop) : later(loop) {}
    command::TestCheck what;
    std::unique_ptr<Check> check;
    uv::Timer later;  ///< so that no report comes from inside test()
};

CheckTester::CheckTester(uv_loop_t* loop, NameResolver& resolver, IcmpMux& mux, Make make,
                         Report report)
    : loop_(loop),
      resolver_(resolver),
      mux_(mux),
      make_(std::move(make)),
      report_(std::move(report)) {}

CheckTester::~CheckTester() = default;

void CheckTester::test(const command::TestCheck& what, const NetworkFacts& network) {
    const auto number = ++last_run_;
    auto& run = *(runs_[number] = std::make_unique<Run>(loop_));
    run.what = what;
    if (runs_.size() > kMostAtOnce) {
        run.later.start(std::chrono::milliseconds(0), [this, number] {
            end(number, failed(CheckStatus::not_sent,
                               tr("other tests are still under way: wait until they are done")));
        });
        return;
    }
    const auto& check = run.what.target.check;
    auto known = IpAddress::parse(check.host);
    std::optional<Result<IpAddress>> address;
    if (known)
        address = *known;
    else if (config::is_symbolic(check.host))
        address = symbolic_address(run.what.target, network);
    else if (!is_icmp(check.kind))
        address = IpAddress();  // it looks the name up itself, and times it
    if (address) {
        run.later.start(std::chrono::milliseconds(0),
                        [this, number, address = *address] { found(number, address); });
        return;
    }
    const std::weak_ptr<const bool> alive = alive_;
    resolver_.lookup(check.host, family_of(run.what.target),
                     [this, alive, number](const Result<Resolved>& names) {
                         if (alive.expired()) return;
                         // May come before lookup() returns.
                         const auto first = names ? Result<IpAddress>(names.value().addresses[0])
                                                  : Result<IpAddress>(names.error());
                         const auto it = runs_.find(number);
                         if (it == runs_.end()) return;
                         it->second->later.start(std::chrono::milliseconds(0),
                                                 [this, number, first] { found(number, first); });
                     });
}

void CheckTester::found(std::uint64_t run, const Result<IpAddress>& address) {
    if (!address) return end(run, failed(CheckStatus::name_failed, address.error().text()));
    begin(run, address.value());
}

void CheckTester::begin(std::uint64_t number, const IpAddress& address) {
    auto& run = *runs_.at(number);
    const auto& target = run.what.target;
    if (is_icmp(target.check.kind) && mux_.abilities() == nullptr)
        return end(number, failed(CheckStatus::not_sent,
                                  tr("no ping can be sent now: `traypulse doctor` says why")));
    CheckRequest request{target.check, target.options, target.timeout, address};
    if (is_icmp(target.check.kind))
        run.check = std::make_unique<IcmpCheck>(mux_, std::move(request));
    else
        run.check = make_(std::move(request));
    run.check->start([this, number] { end(number, runs_.at(number)->check->outcome()); });
}

void CheckTester::end(std::uint64_t run, CheckOutcome outcome) {
    const auto ended = runs_.extract(run);
    report_({ended.mapped()->what.number, std::move(outcome)});
}

}  // namespace traypulse::runtime
