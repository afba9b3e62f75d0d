// One question of the engine under way, and what is needed to ask it. Internal to inquir*.cpp.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/engine/inquiry.h"
#include "agent/engine/network_facts.h"
#include "agent/probes/icmp_mux.h"
#include "agent/runtime/check_streams.h"

namespace traypulse::runtime {

/// Loop thread only. One use: start() once. Destroying it cancels it.
class InquiryTask {
 public:
    /// An EvidenceAnswer comes in parts, of which one is the last; every other answer comes once.
    /// With the last one it may be destroyed.
    using Report = std::function<void(const Answer&)>;
    virtual ~InquiryTask() = default;
    InquiryTask() = default;
    InquiryTask(const InquiryTask&) = delete;
    InquiryTask& operator=(const InquiryTask&) = delete;
    /// The whole answer follows within the question's time (below), never from inside this.
    virtual void start(Report report) = 0;
};

/// Whom a question is about.
struct InquirySubject {
    std::string name;  ///< the person's own word
    CheckSpec check;
    std::optional<IpAddress> address;  ///< in use; empty: none is known
    bool anchor = false;               ///< it stands for "the internet"
};

/// What all of them ask with; outlives them.
struct InquiryTools {
    uv_loop_t* loop = nullptr;
    IcmpMux* mux = nullptr;
    CheckStreams::Make make_check;
};

/// A portal answers at once, being on this network; a server beyond a slow line takes a second or
/// two, with a look-up and a connection.
inline constexpr std::chrono::seconds kPortalPatience{5};
/// A SYN is repeated after one second (RFC 6298 §2): one that was lost has its second chance.
inline constexpr std::chrono::seconds kServicePatience{2};
/// A search takes a round trip for each size it tries: about a dozen, of a second each where large
/// packets vanish.
inline constexpr std::chrono::seconds kPathMtuPatience{20};
/// A trace is of use while it shows what the outage is like at its beginning.
inline constexpr std::chrono::seconds kTracePatience{3};
/// As resolv.conf(5) lets a resolver have 5 s, and people do not wait so long.
inline constexpr std::chrono::seconds kResolverPatience{2};

/// `url`: an http address that answers 204 where nothing is in the way.
std::unique_ptr<InquiryTask> make_portal_inquiry(const InquiryTools& tools, const std::string& url);
std::unique_ptr<InquiryTask> make_service_inquiry(const InquiryTools& tools,
                                                  const InquirySubject& target);
std::unique_ptr<InquiryTask> make_path_mtu_inquiry(const InquiryTools& tools,
                                                   const InquirySubject& target);

struct EvidenceRequest {
    InquirySubject target;
    std::optional<InquirySubject> anchor;
    NetworkFacts network;
    std::string canary;  ///< looked up where the target has no name; empty: nothing is
};
std::unique_ptr<InquiryTask> make_evidence_inquiry(const InquiryTools& tools,
                                                   EvidenceRequest request);

}  // namespace traypulse::runtime
