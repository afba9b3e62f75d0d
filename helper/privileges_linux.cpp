#include "helper/privileges.h"
#include "shared/system_error.h"

#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace traypulse::helper {
namespace {

// The sets of this thread, as 64-bit masks. capget(2) has no wrapper in the C library.
struct Capabilities {
    std::uint64_t effective = 0;
    std::uint64_t permitted = 0;
    std::uint64_t inheritable = 0;
};

constexpr std::uint64_t bit(int capability) { return std::uint64_t{1} << capability; }

bool read(Capabilities& out) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    if (syscall(SYS_capget, &header, data.data()) != 0) return false;
    const auto join = [](std::uint32_t low, std::uint32_t high) {
        return std::uint64_t{high} << 32 | low;
    };
    out = {join(data[0].effective, data[1].effective), join(data[0].permitted, data[1].permitted),
           join(data[0].inheritable, data[1].inheritable)};
    return true;
}

bool write(const Capabilities& in) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    for (unsigned i = 0; i < data.size(); ++i) {
        data[i].effective = static_cast<std::uint32_t>(in.effective >> (32 * i));
        data[i].permitted = static_cast<std::uint32_t>(in.permitted >> (32 * i));
        data[i].inheritable = static_cast<std::uint32_t>(in.inheritable >> (32 * i));
    }
    return syscall(SYS_capset, &header, data.data()) == 0;
}

Error denied(const std::string& what) { return system_error(what, ErrorCode::permission); }

Error regained(const std::string& what) {
    return {ErrorCode::permission, "dropped privileges could be regained by " + what,
            "this system cannot run the helper safely"};
}

Status become_caller() {
    const auto user = getuid();
    const auto group = getgid();
    if (setresgid(group, group, group) != 0) return denied("cannot set the group ids");
    if (setresuid(user, user, user) != 0) return denied("cannot set the user ids");
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    if (getresuid(&real, &effective, &saved) != 0 || real != user || effective != user ||
        saved != user)
        return Error{ErrorCode::permission, "the user ids are not what they were set to", ""};
    return ok();
}

// What must be impossible now. Each attempt that succeeds ends the helper.
Status try_to_regain(bool was_set_uid) {
    if (was_set_uid && (setuid(0) == 0 || seteuid(0) == 0)) return regained("setuid");
    if (write({bit(CAP_NET_RAW), bit(CAP_NET_RAW), 0})) return regained("capset");
    for (const int family : {AF_INET, AF_INET6}) {
        const int protocol = family == AF_INET ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
        const int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) continue;
        close(fd);
        return regained("opening a raw socket");
    }
    return ok();
}

int number(RaisedCapability::Which which) {
    return which == RaisedCapability::net_raw ? CAP_NET_RAW : CAP_NET_ADMIN;
}

}  // namespace

Status keep_only_needed_capabilities() {
    Capabilities held;
    if (!read(held)) return denied("cannot read the capabilities");
    const auto needed = held.permitted & (bit(CAP_NET_RAW) | bit(CAP_NET_ADMIN));
    if (!write({0, needed, 0})) return denied("cannot reduce the capabilities");
    return ok();
}

RaisedCapability::RaisedCapability(Which which) {
    Capabilities held;
    if (!read(held)) return;
    held.effective = held.permitted & bit(number(which));
    write(held);
}

RaisedCapability::~RaisedCapability() {
    Capabilities held;
    if (!read(held)) return;
    held.effective = 0;
    write(held);
}

Status drop_privileges() {
    const bool set_uid = getuid() != geteuid() && getuid() != 0;
    if (auto status = become_caller(); !status) return status;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        return denied("cannot clear the ambient capabilities");
    if (!write({})) return denied("cannot drop the capabilities");
    Capabilities left;
    if (!read(left)) return denied("cannot read the capabilities");
    if ((left.effective | left.permitted | left.inheritable) != 0)
        return Error{ErrorCode::permission, "capabilities are left after dropping them", ""};
    return try_to_regain(set_uid);
}

Status forbid_new_privileges() {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return denied("cannot forbid new privileges");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        return Error{ErrorCode::permission, "new privileges are still possible", ""};
    return ok();
}

}  // namespace traypulse::helper
