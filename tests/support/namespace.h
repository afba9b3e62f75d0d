// A network of the test's own: nothing that it or its children send can leave the machine.
#pragma once

#include <string>

#include "tests/support/temp_dir.h"

namespace traypulse::test {

struct NamespaceSpec {
    std::string resolver = "10.99.0.53";  ///< written into resolv.conf, with a short timeout
    std::string hosts{};                  ///< further lines of /etc/hosts
    bool datagram_icmp = true;            ///< net.ipv4.ping_group_range lets every group, else none
};

/// Moves this process into a fresh network and mount namespace (as root), or first into a user
/// namespace in which it is root (as another user). Loopback is up; /etc/resolv.conf, /etc/hosts
/// and /etc/nsswitch.conf are its own, and only `files` and `dns` resolve names. There is no way
/// back: it lasts as long as the process, so one per test case, before there is a second thread.
/// Throws std::runtime_error with a sentence saying why where the system does not allow it: a test
/// that needs a network then fails rather than being skipped.
class Namespace {
 public:
    explicit Namespace(const NamespaceSpec& spec = {});
    ~Namespace();
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;
    /// Replaces what resolv.conf says, as a network change does.
    void set_resolver(const std::string& address) const;

 private:
    TempDir files_{true};
};

/// True where this process may not become another user: it is root only inside its user namespace.
bool only_namespace_root();

}  // namespace traypulse::test
