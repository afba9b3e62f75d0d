// How work that may take over a second says how far it is, and hears that it is not wanted any
// more.
#pragma once

#include <functional>
#include <string_view>

namespace traypulse::store {

/// Told about each 100 ms at most, on the thread that works. `fraction`: 0..1, never less than
/// before; `doing`: a few words for a person ("writing samples of Router"), valid during the call.
/// False: stop, and leave nothing half done; the work then fails with ErrorCode::cancelled. Empty:
/// nobody listens.
using Progress = std::function<bool(double fraction, std::string_view doing)>;

}  // namespace traypulse::store
