#include "tests/support/namespace.h"
#include "tests/support/system_failure.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace traypulse::test {
namespace {

void write_proc(const std::string& path, const std::string& text) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool good =
        fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int error = errno;
    if (fd >= 0) close(fd);
    errno = error;
    if (!good) system_failure("cannot write '" + text + "' to " + path);
}

void enter() {
    constexpr int kSpaces = CLONE_NEWNET | CLONE_NEWNS;
    if (geteuid() == 0 && unshare(kSpaces) == 0) return;
    const auto uid = geteuid();
    const auto gid = getegid();
    if (unshare(CLONE_NEWUSER | kSpaces) != 0)
        system_failure(
            "no namespace of its own for this test",
            "run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, "
            "user.max_user_namespaces above 0), before the process has threads");
    write_proc("/proc/self/setgroups", "deny");
    write_proc("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1");
    write_proc("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1");
}

void loopback_up() {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    const int result = ioctl(fd, SIOCSIFFLAGS, &request);
    close(fd);
    if (result != 0) system_failure("cannot set the loopback interface up");
}

void cover(const std::string& own, const char* path) {
    if (mount(own.c_str(), path, nullptr, MS_BIND, nullptr) != 0)
        system_failure(std::string("cannot put an own file over ") + path,
                       "it must exist, as it does in Debian");
}

std::string resolv_conf(const std::string& resolver) {
    return "nameserver " + resolver + "\noptions timeout:1 attempts:1\n";
}

}  // namespace

Namespace::Namespace(const NamespaceSpec& spec) {
    enter();
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        system_failure("cannot make the mounts private");
    loopback_up();
    cover(files_.write("resolv.conf", resolv_conf(spec.resolver)), "/etc/resolv.conf");
    cover(files_.write("hosts", "127.0.0.1 localhost\n::1 localhost\n" + spec.hosts), "/etc/hosts");
    cover(files_.write("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
          "/etc/nsswitch.conf");
    // /sys/class/net shows the namespace that mounted it, and a name service cache would answer
    // from outside. Neither is there in every container, and then neither is in the way.
    mount("sysfs", "/sys", "sysfs", 0, nullptr);
    mount("tmpfs", "/run/nscd", "tmpfs", 0, nullptr);
    // A fresh namespace lets no group.
    if (spec.datagram_icmp)
        write_proc("/proc/sys/net/ipv4/ping_group_range",
                   only_namespace_root() ? "0 0" : "0 2147483647");
}

Namespace::~Namespace() {
    // The kernel refuses to mount over a file that is gone, and a next test case of this process
    // would.
    for (const char* path : {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"})
        umount2(path, MNT_DETACH);
}

void Namespace::set_resolver(const std::string& address) const {
    // Written in place: what is mounted over /etc/resolv.conf is the file itself, not its name.
    files_.write("resolv.conf", resolv_conf(address));
}

bool only_namespace_root() {
    std::ifstream map("/proc/self/uid_map");
    unsigned long inside = 0;
    unsigned long outside = 0;
    unsigned long count = 0;
    map >> inside >> outside >> count;
    return count == 1;
}

}  // namespace traypulse::test
