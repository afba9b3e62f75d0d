// The site that the HTTP tests ask: names, routes and listeners, and curl(1) beside us.
#pragma once

#include <string>
#include <vector>

#include "agent/engine/check_spec.h"
#include "tests/support/namespace.h"
#include "tests/support/text.h"
#include "tests/system/checks/http_rig.h"

namespace traypulse::test {

NamespaceSpec with_names();
/// What curl says with these arguments; its own output is thrown away.
std::string curl(const std::vector<std::string>& arguments);

extern const std::string kPlain;
/// nghttpd's port; `kWithHttp2` as `more` of secure() puts it behind the listener.
constexpr int kHttp2Port = 8082;
extern const std::string kWithHttp2;
/// A listener with TLS; `more` are further settings, each after a comma.
std::string secure(const Certificates& certificates, const std::string& name, int port,
                   const std::string& more = "");
CheckOptions trusting(const Certificates& certificates);

}  // namespace traypulse::test
