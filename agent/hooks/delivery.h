// One attempt to deliver one message, by HTTP or by a program.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "agent/config/settings.h"
#include "agent/hooks/outbox.h"
#include "agent/probes/http_client.h"
#include "agent/probes/name_resolver.h"

namespace traypulse::hooks {

/// Loop thread only. Destroying it ends it: the connection is closed, the program killed.
class Delivery {
 public:
    virtual ~Delivery() = default;
    Delivery() = default;
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;
};

/// Follows once, never from inside the call that begins; may destroy the Delivery.
using Delivered = std::function<void(const Attempt&)>;

/// POST of the payload. 2xx is delivered; 408, 425, 429 and 5xx, like every failure on the way, are
/// to be repeated; any other answer refuses it, a redirect too: it would lead the message to
/// somebody that the person has not named. All of it is over within the hook's timeout.
std::unique_ptr<Delivery> post(HttpClient& client, NameResolver& resolver, const HookSettings& hook,
                               std::string payload, std::string id, Delivered done);

/// Runs the program with the payload on its standard input and the variables beside the agent's
/// own. Exit status 0 is delivered, anything else to be repeated. When the timeout is over it is
/// killed with all that it has started.
std::unique_ptr<Delivery> execute(uv_loop_t* loop, const HookSettings& hook, std::string payload,
                                  std::vector<std::pair<std::string, std::string>> variables,
                                  Delivered done);

}  // namespace traypulse::hooks
