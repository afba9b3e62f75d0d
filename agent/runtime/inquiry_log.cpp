#include "agent/runtime/inquiry_log.h"

namespace traypulse::runtime {
namespace {

std::string_view word(Question question) {
    switch (question) {
        case Question::portal:
            return "portal";
        case Question::service:
            return "service";
        case Question::path_mtu:
            return "path_mtu";
        case Question::evidence:
            break;
    }
    return "evidence";
}

std::string_view word(PortalAnswer::State state) {
    if (state == PortalAnswer::State::open) return "open";
    return state == PortalAnswer::State::captive ? "captive" : "no_answer";
}

std::string_view word(MtuFinding finding) {
    switch (finding) {
        case MtuFinding::whole:
            return "whole";
        case MtuFinding::announced:
            return "announced";
        case MtuFinding::black_hole:
            return "black_hole";
        case MtuFinding::small_only:
            return "small_only";
        case MtuFinding::no_answer:
            return "no_answer";
        case MtuFinding::unsure:
            return "unsure";
        case MtuFinding::unavailable:
            break;
    }
    return "unavailable";
}

}  // namespace

void log_question(Log& log, const effect::Inquire& question, const std::string& target) {
    log.event(LogLevel::info, "inquiry", "asked",
              {{"inquiry", question.id.value},
               {"question", word(question.question)},
               {"target", target}});
}

void log_answer(Log& log, InquiryId id, const Answer& answer) {
    if (const auto* portal = std::get_if<PortalAnswer>(&answer))
        return log.event(
            LogLevel::info, "inquiry", "portal",
            {{"inquiry", id.value}, {"state", word(portal->state)}, {"detail", portal->detail}});
    if (const auto* service = std::get_if<ServiceAnswer>(&answer))
        return log.event(LogLevel::info, "inquiry", "service",
                         {{"inquiry", id.value},
                          {"alive", service->alive},
                          {"accepts", service->accepts},
                          {"how", service->how}});
    if (const auto* mtu = std::get_if<PathMtuAnswer>(&answer))
        return log.event(
            LogLevel::info, "inquiry", "path_mtu",
            {{"inquiry", id.value}, {"finding", word(mtu->mtu.finding)}, {"mtu", mtu->mtu.mtu}});
    for (const auto& line : std::get<EvidenceAnswer>(answer).lines)
        log.event(LogLevel::info, "inquiry", "evidence",
                  {{"inquiry", id.value}, {"what", line.what}, {"value", line.value}});
}

}  // namespace traypulse::runtime
