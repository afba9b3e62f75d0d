#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "helper/privileges.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

// nobody (-2), by number: a name would be asked of the directory service, which is another process.
constexpr uid_t kNobody = static_cast<uid_t>(-2);
constexpr gid_t kNoGroup = static_cast<gid_t>(-2);

Error denied(const std::string& what) { return system_error(what, ErrorCode::permission); }

Error regained(const std::string& what) {
    return {ErrorCode::permission, "dropped privileges could be regained by " + what,
            "this system cannot run the helper safely"};
}

// As root real, effective and saved ids are set at once (setuid(2)).
Status become(uid_t user, gid_t group) {
    // Of root's groups none may be left. An empty list is taken for that of the group 0.
    if (geteuid() == 0 && setgroups(1, &group) != 0) return denied("cannot leave the groups");
    if (setgid(group) != 0) return denied("cannot set the group ids");
    if (setuid(user) != 0) return denied("cannot set the user ids");
    if (getuid() != user || geteuid() != user || getgid() != group || getegid() != group)
        return Error{ErrorCode::permission, "the ids are not what they were set to", ""};
    return ok();
}

// What must be impossible now. Each attempt that succeeds ends the helper.
Status try_to_regain(bool was_root) {
    if (was_root && (setuid(0) == 0 || seteuid(0) == 0)) return regained("setuid");
    if (was_root && (setgid(0) == 0 || setegid(0) == 0)) return regained("setgid");
    for (const int family : {AF_INET, AF_INET6}) {
        const int protocol = family == AF_INET ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
        const int fd = socket(family, SOCK_RAW, protocol);
        if (fd < 0) continue;
        close(fd);
        return regained("opening a raw socket");
    }
    return ok();
}

}  // namespace

// There are no capabilities: who may open raw sockets is root and may do everything, until
// drop_privileges(). launchd starts the helper so; set-uid it need not be.
Status keep_only_needed_capabilities() { return ok(); }

Status drop_privileges() {
    const bool was_root = geteuid() == 0;
    const bool caller_is_root = getuid() == 0;
    if (auto status =
            become(caller_is_root ? kNobody : getuid(), caller_is_root ? kNoGroup : getgid());
        !status)
        return status;
    return try_to_regain(was_root);
}

// Nothing takes away what a set-uid program would give; limit_resources() and restrict_files()
// leave little to start one with.
Status forbid_new_privileges() { return ok(); }

}  // namespace traypulse::helper
