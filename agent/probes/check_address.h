// Where a check's host is: given, a literal, or looked up.
#pragma once

#include <functional>
#include <memory>

#include "agent/probes/check.h"

namespace traypulse {

/// Loop thread only. Destroying it drops the look-up; no callback follows.
class CheckAddress {
 public:
    using Callback = std::function<void(Result<IpAddress>)>;
    explicit CheckAddress(NameResolver& names) : names_(names) {}

    /// `request.address` if it is set, else what `request.spec.host` says, in the wished family; of
    /// several addresses the first (RFC 6724). Errors: those of NameResolver::lookup;
    /// invalid_argument for a literal of the other family; unavailable for "@router" and the like
    /// without an address. The callback may come before this returns.
    void find(const CheckRequest& request, Callback done);
    void cancel() { waiting_.reset(); }

 private:
    NameResolver& names_;
    std::shared_ptr<Callback> waiting_;
};

/// What a failed find() means for the check: DNS's trouble, or a question that cannot be asked.
CheckStatus status_of_name_error(const Error& error);

}  // namespace traypulse
