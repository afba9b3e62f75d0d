// Does this network want a sign-in? An HTTP request that must be answered by 204 tells.
#include <algorithm>
#include <utility>

#include "agent/config/check_uri.h"
#include "agent/runtime/inquiry_task.h"
#include "agent/translations/translate.h"

namespace traypulse::runtime {
namespace {

constexpr int kNoContent = 204;
/// RFC 6585 §6: "Network Authentication Required".
constexpr int kSignIn = 511;

std::string fact(const CheckOutcome& outcome, std::string_view name) {
    const auto found = std::find_if(outcome.facts.begin(), outcome.facts.end(),
                                    [&](const auto& f) { return f.name == name; });
    return found == outcome.facts.end() ? std::string() : found->value;
}

PortalAnswer judge(const CheckOutcome& outcome) {
    using State = PortalAnswer::State;
    if (outcome.status == CheckStatus::ok) return {State::open, {}};
    const auto text = fact(outcome, "http_status");
    const int status = text.empty() ? 0 : std::stoi(text);
    // A server that is in trouble (4xx, 5xx), or one that does not speak HTTP, asks for nothing.
    const bool in_the_way = (status >= 200 && status < 400) || status == kSignIn;
    if (!in_the_way) return {State::no_answer, outcome.reason};
    if (const auto to = fact(outcome, "location"); !to.empty())
        return {State::captive, tr("it sends people to {0}", to)};
    if (const auto title = fact(outcome, "title"); !title.empty())
        return {State::captive, tr("its page says \"{0}\"", title)};
    return {State::captive, tr("it answers HTTP {0} where 204 was expected", text)};
}

class PortalInquiry final : public InquiryTask {
 public:
    PortalInquiry(const InquiryTools& tools, CheckSpec spec) {
        CheckRequest request;
        request.spec = std::move(spec);
        request.timeout = kPortalPatience;
        request.options.status = {{kNoContent, kNoContent}};
        request.options.redirects = Redirects::refuse;
        // A proxy would answer in the portal's stead.
        request.options.proxy = false;
        check_ = tools.make_check(std::move(request));
    }
    void start(Report report) override {
        report_ = std::move(report);
        check_->start([this] { report_(judge(check_->outcome())); });
    }

 private:
    std::unique_ptr<Check> check_;
    Report report_;
};

}  // namespace

std::unique_ptr<InquiryTask> make_portal_inquiry(const InquiryTools& tools,
                                                 const std::string& url) {
    auto spec = config::parse_check(url);
    // TLS does not let a portal answer: such a request says nothing.
    if (!spec || spec.value().kind != CheckKind::http) return nullptr;
    return std::make_unique<PortalInquiry>(tools, std::move(spec).value());
}

}  // namespace traypulse::runtime
