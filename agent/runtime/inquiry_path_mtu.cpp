// Do large packets reach the target?
#include <utility>

#include "agent/probes/path_mtu.h"
#include "agent/runtime/inquiry_task.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {
namespace {

class PathMtuInquiry final : public InquiryTask {
 public:
    PathMtuInquiry(const InquiryTools& tools, const IpAddress& target)
        : target_(target), deadline_(tools.loop) {
        const auto* abilities = tools.mux->abilities();
        if (abilities != nullptr && abilities->dont_fragment)
            probe_ = make_icmp_mtu_probe(tools.loop, *tools.mux);
    }
    void start(Report report) override {
        report_ = std::move(report);
        const bool asked = probe_ != nullptr;
        deadline_.start(
            asked ? std::chrono::milliseconds(kPathMtuPatience) : std::chrono::milliseconds(0),
            [this, asked] { finish(asked ? MtuFinding::unsure : MtuFinding::unavailable); });
        if (asked)
            probe_->start(target_, [this](const Result<PathMtu>& found) {
                if (!found.ok()) return finish(MtuFinding::unavailable);
                deadline_.stop();
                report_(PathMtuAnswer{found.value()});
            });
    }

 private:
    void finish(MtuFinding finding) {
        deadline_.stop();
        PathMtuAnswer answer;
        answer.mtu.finding = finding;
        answer.mtu.family = target_.family;
        report_(answer);
    }

    IpAddress target_;
    std::unique_ptr<PathMtuProbe> probe_;
    uv::Timer deadline_;
    Report report_;
};

}  // namespace

std::unique_ptr<InquiryTask> make_path_mtu_inquiry(const InquiryTools& tools,
                                                   const InquirySubject& target) {
    return std::make_unique<PathMtuInquiry>(tools, *target.address);
}

}  // namespace traypulse::runtime
