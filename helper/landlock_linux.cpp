#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "helper/sandbox.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

// landlock(7). Spelled out because the headers of a build machine may be older than the kernel that
// runs.
struct RulesetAttributes {
    std::uint64_t handled_access_fs = 0;
    std::uint64_t handled_access_net = 0;
    std::uint64_t scoped = 0;
};
constexpr unsigned kCreateRulesetVersion = 1U << 0;
constexpr int kNetworkSince = 4;
constexpr int kScopesSince = 6;
constexpr std::uint64_t kTcpRights = 0x3;  // bind, connect
constexpr std::uint64_t kScopes = 0x3;     // abstract Unix sockets, signals

// File rights by version of the interface: 13 at first, then refer, truncate, (none), ioctl_dev.
std::uint64_t file_rights(int version) {
    constexpr std::array<unsigned, 6> kCounts{0, 13, 14, 15, 15, 16};
    const auto known =
        version < static_cast<int>(kCounts.size()) ? static_cast<std::size_t>(version) : 5;
    return (std::uint64_t{1} << kCounts[known]) - 1;
}

// Older kernels take the structure as it was then.
std::size_t attribute_size(int version) {
    if (version >= kScopesSince) return sizeof(RulesetAttributes);
    return version >= kNetworkSince ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

}  // namespace

Status restrict_files() {
    const auto version =
        static_cast<int>(syscall(SYS_landlock_create_ruleset, nullptr, 0, kCreateRulesetVersion));
    if (version < 1) return ok();  // not built in, or switched off: seccomp denies the same calls
    RulesetAttributes attributes;
    attributes.handled_access_fs = file_rights(version);
    if (version >= kNetworkSince) attributes.handled_access_net = kTcpRights;
    if (version >= kScopesSince) attributes.scoped = kScopes;
    const auto ruleset = static_cast<int>(
        syscall(SYS_landlock_create_ruleset, &attributes, attribute_size(version), 0));
    if (ruleset < 0) return system_error("cannot create a Landlock ruleset");
    const auto result = syscall(SYS_landlock_restrict_self, ruleset, 0);
    auto status = result == 0 ? ok() : Status(system_error("cannot enter the Landlock ruleset"));
    close(ruleset);
    return status;
}

}  // namespace traypulse::helper
