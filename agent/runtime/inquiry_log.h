// What was asked beside the targets' streams and what came of it, as log events.
#pragma once

#include "agent/engine/effect.h"
#include "agent/runtime/log.h"

namespace traypulse::runtime {

/// "inquiry" "asked" {"inquiry","question","target"}.
void log_question(Log& log, const effect::Inquire& question, const std::string& target);
/// "inquiry" "portal", "service", "path_mtu"; of evidence one "evidence" {"what","value"} a line.
void log_answer(Log& log, InquiryId id, const Answer& answer);

}  // namespace traypulse::runtime
