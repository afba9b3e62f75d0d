// Steps 2, 4 and 5 of the start: privilege is held only around socket(2), and then never again.
#pragma once

#include "shared/result.h"

namespace traypulse::helper {

/// Permitted becomes what is there of CAP_NET_RAW (and CAP_NET_ADMIN, for a larger receive buffer);
/// effective becomes empty.
[[nodiscard]] Status keep_only_needed_capabilities();

/// Makes a capability effective while it lives, where it is permitted; else does nothing, and the
/// call that needs it fails on its own.
class RaisedCapability {
 public:
    enum Which { net_raw, net_admin };
    explicit RaisedCapability(Which which);
    ~RaisedCapability();
    RaisedCapability(const RaisedCapability&) = delete;
    RaisedCapability& operator=(const RaisedCapability&) = delete;
};

/// Real, effective and saved ids become the caller's; every capability set becomes empty; then
/// reads them back and tries to regain what was dropped, which must fail.
[[nodiscard]] Status drop_privileges();

/// PR_SET_NO_NEW_PRIVS. Whoever needs the privileges of a program that it starts must not call
/// this.
[[nodiscard]] Status forbid_new_privileges();

}  // namespace traypulse::helper
