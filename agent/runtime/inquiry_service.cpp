// A target is silent to echo requests: does its TCP answer, whatever it says?
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "agent/runtime/inquiry_task.h"

#include "agent/translations/translate.h"

namespace traypulse::runtime {
namespace {

/// What most machines on the Internet or at home serve, and what their firewalls let through: a
/// website (443, 80), a login (22). Each is one connection that is closed at once; more would look
/// like a port scan to who watches the target.
constexpr std::array<std::uint16_t, 3> kPorts{443, 80, 22};
/// What public resolvers serve, which is what most anchors are: DNS over HTTPS (RFC 8484) and over
/// TLS (RFC 7858). On ports 80 and 53 many a router answers in others' names while its own way out
/// is dead. A connection is enough, so that no certificate has to name the bare address.
constexpr std::array<std::uint16_t, 2> kAnchorPorts{443, 853};

std::vector<std::uint16_t> ports_of(const InquirySubject& target) {
    if (target.anchor) return {kAnchorPorts.begin(), kAnchorPorts.end()};
    return {kPorts.begin(), kPorts.end()};
}

class ServiceInquiry final : public InquiryTask {
 public:
    ServiceInquiry(const InquiryTools& tools, const InquirySubject& target)
        : target_(target), ports_(ports_of(target)), end_(tools.loop) {
        for (const auto port : ports_) {
            CheckRequest request;
            request.spec.kind = CheckKind::tcp;
            request.spec.host = target.check.host;
            request.spec.port = port;
            request.address = *target.address;
            request.timeout = kServicePatience;
            checks_.push_back(tools.make_check(request));
        }
    }
    void start(Report report) override {
        report_ = std::move(report);
        open_ = checks_.size();
        for (std::size_t i = 0; i < checks_.size(); ++i) checks_[i]->start([this, i] { ended(i); });
    }

 private:
    void ended(std::size_t i) {
        --open_;
        const auto& outcome = checks_[i]->outcome();
        const auto port = std::to_string(ports_[i]);
        if (outcome.status == CheckStatus::ok) {
            answer_.alive = answer_.accepts = true;
            answer_.check.kind = CheckKind::tcp;
            answer_.check.host = target_.check.host;
            answer_.check.port = ports_[i];
            answer_.how = tr("its TCP port {0} accepts connections", port);
            return finish();
        }
        if (outcome.status == CheckStatus::refused && by_itself(outcome)) {
            answer_.alive = true;
            answer_.how = tr("its TCP port {0} answers, and refuses the connection", port);
        }
        if (open_ > 0) return;
        if (!answer_.alive) answer_.how = silence();
        finish();
    }
    // A firewall on the way may say "port unreachable" (RFC 1812 §5.2.7.1); that is no life sign.
    [[nodiscard]] bool by_itself(const CheckOutcome& outcome) const {
        return std::none_of(outcome.facts.begin(), outcome.facts.end(), [&](const CheckFact& f) {
            return f.name == "refused_by" && f.value != target_.address->text();
        });
    }
    [[nodiscard]] std::string silence() const {
        std::string list;
        for (std::size_t i = 0; i < ports_.size(); ++i) {
            const auto port = std::to_string(ports_[i]);
            list = i == 0                   ? port
                   : i + 1 == ports_.size() ? tr("{0} and {1}", list, port)
                                            : tr("{0}, {1}", list, port);
        }
        return tr("its TCP ports {0} do not answer either", list);
    }
    void finish() {
        for (const auto& check : checks_) check->cancel();
        end_.start(std::chrono::milliseconds(0), [this] {
            const auto report = report_;
            report(answer_);
        });
    }

    InquirySubject target_;
    std::vector<std::uint16_t> ports_;
    std::vector<std::unique_ptr<Check>> checks_;
    std::size_t open_ = 0;
    ServiceAnswer answer_;
    Report report_;
    uv::Timer end_;
};

}  // namespace

std::unique_ptr<InquiryTask> make_service_inquiry(const InquiryTools& tools,
                                                  const InquirySubject& target) {
    return std::make_unique<ServiceInquiry>(tools, target);
}

}  // namespace traypulse::runtime
