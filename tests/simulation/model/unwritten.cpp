// Until the engine's own are written.
#include "agent/engine/engine.h"
namespace traypulse {
void Engine::restore_outages(Instant, std::vector<OutageRecord>, std::uint32_t) {}
void Engine::on_answer(Instant, InquiryId, const Answer&) {}
void Engine::on_addresses(Instant, TargetId, const std::vector<IpAddress>&) {}
void Engine::on_first_hops(Instant, std::vector<std::string>) {}
}  // namespace traypulse
