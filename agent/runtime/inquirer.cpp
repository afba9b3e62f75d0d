#include "agent/runtime/inquirer.h"

#include <algorithm>
#include <utility>

#include "agent/runtime/clock.h"
#include "agent/translations/translate.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// What a task may be late by, on a loop that was held up.
constexpr std::chrono::seconds kGuardMargin = 2s;

std::chrono::seconds patience(Question question) {
    switch (question) {
        case Question::portal:
            return kPortalPatience;
        case Question::service:
            return kServicePatience;
        case Question::path_mtu:
            return kPathMtuPatience;
        case Question::evidence:
            break;
    }
    return std::max(kTracePatience, kResolverPatience);
}

}  // namespace

Answer no_answer(Question question, const std::string& why) {
    switch (question) {
        case Question::portal:
            return PortalAnswer{PortalAnswer::State::no_answer, why};
        case Question::service: {
            ServiceAnswer out;
            out.how = why;
            return out;
        }
        case Question::path_mtu: {
            PathMtuAnswer out;
            out.mtu.finding = MtuFinding::unavailable;
            return out;
        }
        case Question::evidence:
            break;
    }
    return EvidenceAnswer{
        {{tr("Further evidence"), tr("could not be gathered: {0}", why), now().wall}}, true};
}

Inquirer::Inquirer(InquiryTools tools, Subject subject, Answered answered)
    : tools_(std::move(tools)),
      subject_(std::move(subject)),
      answered_(std::move(answered)),
      turn_(tools_.loop) {}

Inquirer::~Inquirer() = default;

void Inquirer::ask(const effect::Inquire& question) {
    if (waiting_.size() < kMostWaiting)
        waiting_.push_back(question);
    else
        refused_.push_back(question);
    turn_.start(0ms, [this] { begin_waiting(); });
}

void Inquirer::begin_waiting() {
    ended_.clear();
    for (const auto& question : std::exchange(refused_, {}))
        answered_(question.id,
                  no_answer(question.question, tr("too many questions are open at once")));
    while (!waiting_.empty() && running_.size() < kMostAtOnce) {
        const auto next = waiting_.front();
        waiting_.pop_front();
        begin(next);
    }
}

void Inquirer::begin(const effect::Inquire& question) {
    auto task = make(question);
    if (!task)
        return answered_(question.id,
                         no_answer(question.question, question.question == Question::portal
                                                          ? tr("no address to ask is configured")
                                                          : tr("its address is not known")));
    const auto id = question.id;
    auto& running = running_[id];
    running.question = question.question;
    running.task = std::move(task);
    running.guard = uv::Timer(tools_.loop);
    running.guard.start(patience(question.question) + kGuardMargin, [this, id] {
        heard(id, no_answer(running_.at(id).question, tr("it took too long")));
    });
    running.task->start([this, id](const Answer& answer) { heard(id, answer); });
}

std::unique_ptr<InquiryTask> Inquirer::make(const effect::Inquire& question) const {
    if (question.question == Question::portal)
        return portal_.empty() ? nullptr : make_portal_inquiry(tools_, portal_);
    auto target = subject_(question.target);
    if (!target) return nullptr;
    if (question.question == Question::evidence) {
        EvidenceRequest request{std::move(*target), std::nullopt, network_, canary_};
        if (question.anchor != TargetId{} && question.anchor != question.target)
            request.anchor = subject_(question.anchor);
        return make_evidence_inquiry(tools_, std::move(request));
    }
    if (!target->address) return nullptr;
    return question.question == Question::service ? make_service_inquiry(tools_, *target)
                                                  : make_path_mtu_inquiry(tools_, *target);
}

void Inquirer::heard(InquiryId id, const Answer& answer) {
    if (running_.count(id) == 0) return;
    const auto* part = std::get_if<EvidenceAnswer>(&answer);
    if (part != nullptr && !part->last) return answered_(id, answer);
    const Answer last = answer;  // it may be the task's own
    end(id);
    answered_(id, last);
}

// Within its own report: it goes in the loop's next turn, which is also the next one's.
void Inquirer::end(InquiryId id) {
    const auto found = running_.find(id);
    ended_.push_back(std::move(found->second.task));
    running_.erase(found);
    turn_.start(0ms, [this] { begin_waiting(); });
}

}  // namespace traypulse::runtime
