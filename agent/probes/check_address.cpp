#include "agent/probes/check_address.h"

#include <utility>

#include "agent/translations/translate.h"

namespace traypulse {

void CheckAddress::find(const CheckRequest& request, Callback done) {
    if (!request.address.is_unspecified()) return done(request.address);
    const auto& host = request.spec.host;
    const auto wish = request.options.family;
    if (host.empty() || host.front() == '@')
        return done(Error{ErrorCode::unavailable, tr("this network has no {0}", host), {}});
    if (const auto literal = IpAddress::parse(host)) {
        const bool other = (wish == FamilyWish::ipv4 && literal->family != Family::ipv4) ||
                           (wish == FamilyWish::ipv6 && literal->family != Family::ipv6);
        if (!other) return done(*literal);
        return done(
            Error{ErrorCode::invalid_argument,
                  tr("{0} is no {1} address", host, (wish == FamilyWish::ipv4 ? "IPv4" : "IPv6")),
                  tr("leave the family out")});
    }
    waiting_ = std::make_shared<Callback>(std::move(done));
    names_.lookup(host, wish, [waiting = std::weak_ptr(waiting_)](Result<Resolved> found) {
        const auto callback = waiting.lock();
        if (!callback) return;
        // Moved out: it may destroy the object that holds it.
        const auto call = std::move(*callback);
        if (found.ok())
            call(found.value().addresses.front());
        else
            call(found.error());
    });
}

CheckStatus status_of_name_error(const Error& error) {
    switch (error.code) {
        case ErrorCode::name_not_found:
        case ErrorCode::name_server_failed:
        case ErrorCode::name_timeout:
            return CheckStatus::name_failed;
        default:
            return CheckStatus::not_sent;
    }
}

}  // namespace traypulse
