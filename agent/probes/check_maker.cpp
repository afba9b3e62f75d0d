#include "agent/probes/check_maker.h"

#include <utility>

#include "agent/probes/check_dns.h"
#include "agent/probes/check_http.h"
#include "agent/probes/check_tcp.h"
#include "agent/probes/check_udp.h"

namespace traypulse {

CheckMaker::CheckMaker(uv_loop_t* loop, NameResolver& resolver)
    : loop_(loop), resolver_(resolver), http_(loop) {}

std::unique_ptr<Check> CheckMaker::make(CheckRequest request) {
    switch (request.spec.kind) {
        case CheckKind::udp:
            return std::make_unique<UdpCheck>(loop_, resolver_, std::move(request));
        case CheckKind::http:
        case CheckKind::https:
            return std::make_unique<HttpCheck>(http_, resolver_, std::move(request));
        case CheckKind::dns:
            return std::make_unique<DnsCheck>(loop_, resolver_, std::move(request));
        default:
            return std::make_unique<TcpCheck>(loop_, resolver_, std::move(request));
    }
}

}  // namespace traypulse
