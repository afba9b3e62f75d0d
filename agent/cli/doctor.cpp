#include "agent/cli/doctor.h"

#include <algorithm>

#include "agent/translations/columns.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

using Level = Finding::Level;

bool in_ping_range(const DoctorFacts& f) {
    if (!f.ping_group_range) return false;
    const auto range = *f.ping_group_range;
    return std::any_of(f.groups.begin(), f.groups.end(),
                       [range](std::uint64_t g) { return g >= range.first && g <= range.second; });
}

bool helper_has_privilege(const DoctorFacts& f) {
    if (!f.helper_present) return false;
    if (f.root) return true;
    return (f.helper_capability || f.helper_setuid_root) && !f.helper_nosuid &&
           !f.no_new_privileges;
}

Finding service_finding(const DoctorFacts& f) {
    switch (f.service) {
        case SocketState::connectable:
            return {Level::good, tr("the helper service listens at {0}", f.helper_socket), {}};
        case SocketState::refused:
            return {Level::note, tr("the helper service at {0} lets nobody in", f.helper_socket),
                    tr("start it with `sudo systemctl restart traypulse-helper.socket`")};
        case SocketState::absent:
            break;
    }
    return {Level::note, tr("there is no helper service at {0}", f.helper_socket),
            tr("the package brings it: `sudo systemctl enable --now traypulse-helper.socket`")};
}

Finding helper_finding(const DoctorFacts& f) {
    if (!f.helper_present)
        return {Level::note, tr("there is no helper at {0}", f.helper_path),
                tr("install or build it")};
    if (f.root) return {Level::good, tr("the helper can be started, as root"), {}};
    const bool marked = f.helper_capability || f.helper_setuid_root;
    const std::string mark = f.helper_capability ? tr("its capability") : tr("being setuid root");
    if (marked && f.helper_nosuid)
        return {Level::note,
                tr("{0} is on a file system mounted nosuid, where {1} counts for nothing",
                   f.helper_path, mark),
                tr("install it elsewhere")};
    if (marked && f.no_new_privileges)
        return {Level::note,
                tr("this session may gain no privileges (no_new_privs), so {0} counts for nothing",
                   mark),
                tr("start from an ordinary session")};
    if (marked) return {Level::good, tr("the helper can be started, privileged by {0}", mark), {}};
    return {Level::note, tr("the helper at {0} has no privilege", f.helper_path),
            "`sudo setcap cap_net_raw=p " + f.helper_path + "`"};
}

Finding datagram_finding(const DoctorFacts& f) {
    if (in_ping_range(f)) return {Level::good, tr("unprivileged ICMP sockets are open to you"), {}};
    const std::string range =
        f.ping_group_range ? tr("{0} to {1}", f.ping_group_range->first, f.ping_group_range->second)
                           : std::string(tr("unknown"));
    return {
        Level::note,
        tr("unprivileged ICMP sockets are not open to your groups (net.ipv4.ping_group_range: {0})",
           range),
        "`sudo sysctl net.ipv4.ping_group_range='0 2147483647'`"};
}

Finding ping_finding(const DoctorFacts& f) {
    if (f.ping_command)
        return {Level::good, tr("/usr/bin/ping is there, for when nothing else works"), {}};
    return {Level::note, tr("there is no /usr/bin/ping to fall back on"),
            "`sudo apt install iputils-ping`"};
}

Rung best_rung(const DoctorFacts& f) {
    if (f.service == SocketState::connectable) return Rung::service;
    if (helper_has_privilege(f)) return Rung::spawned;
    if (f.helper_present && in_ping_range(f)) return Rung::datagram;
    return f.ping_command ? Rung::command : Rung::none;
}

Finding verdict(Rung rung) {
    switch (rung) {
        case Rung::service:
            return {Level::good, tr("echo requests go by the helper service, the best way"), {}};
        case Rung::spawned:
            return {Level::good, tr("echo requests go by a helper that the agent starts"), {}};
        case Rung::datagram:
            return {Level::note, tr("echo requests go by the helper without privilege"),
                    tr("it can't see every ICMP error; a privileged helper can")};
        case Rung::command:
            return {Level::note, tr("echo requests go by the ping command, the last resort"),
                    tr("few targets, coarse times; mend one of the above for a better way")};
        case Rung::none:
            break;
    }
    return {Level::bad, tr("echo requests can't be sent in any way"), tr("mend one of the above")};
}

void add_files(const DoctorFacts& f, std::vector<Finding>& out) {
    if (!f.config_problems.empty()) {
        for (const auto& problem : f.config_problems)
            out.push_back({Level::bad, problem, tr("edit {0}", f.config_file)});
    } else if (!f.config_present) {
        out.push_back({Level::note, tr("there is no configuration at {0} yet", f.config_file),
                       tr("the first start writes one")});
    } else {
        out.push_back(
            {Level::good,
             trn("the configuration {1} has no problem, {0} target",
                 "the configuration {1} has no problem, {0} targets", f.targets, f.config_file),
             {}});
    }
    if (f.log_writable)
        out.push_back({Level::good, tr("the log goes to {0}", f.log_file), {}});
    else
        out.push_back({Level::note, tr("the log {0} can't be written", f.log_file),
                       tr("make its directory writable for you, or use --state-dir")});
    if (f.runtime_path.empty())
        out.push_back({Level::bad,
                       tr("there is no place for the control socket: {0}", f.runtime_remark),
                       tr("set XDG_RUNTIME_DIR to a directory of your own")});
    else if (!f.runtime_remark.empty())
        out.push_back({Level::note, f.runtime_remark,
                       tr("log in by a session manager that sets XDG_RUNTIME_DIR (pam_systemd)")});
    else
        out.push_back({Level::good, tr("the control socket is in {0}", f.runtime_path), {}});
    out.push_back(f.agent_running ? Finding{Level::good, tr("the agent is running"), {}}
                                  : Finding{Level::note, tr("the agent is not running"),
                                            tr("start `traypulse`")});
    for (const auto& problem : f.agent_problems) out.push_back({Level::note, problem, {}});
}

void add_desktop(const DoctorFacts& f, std::vector<Finding>& out) {
    if (f.display.empty()) {
        out.push_back(
            {Level::note, tr("there is no display"), tr("`traypulse --headless` needs none")});
        return;
    }
    out.push_back({Level::good, tr("the display is {0}", f.display), {}});
    if (!f.session_bus) {
        out.push_back(
            {Level::note, tr("there is no D-Bus session, so no notifications"),
             tr("start the desktop by `dbus-run-session`, or set DBUS_SESSION_BUS_ADDRESS")});
        return;
    }
    if (f.tray_host)
        out.push_back({Level::good, tr("the panel shows tray icons (StatusNotifier)"), {}});
    else
        out.push_back({Level::note, tr("no panel shows StatusNotifier icons"),
                       tr("GNOME needs the AppIndicator extension; other panels a tray plug-in. "
                          "Until then an older tray or a small window is used")});
    if (f.notification_daemon)
        out.push_back({Level::good, tr("notifications are shown"), {}});
    else
        out.push_back({Level::note, tr("nothing shows notifications"),
                       tr("install one, like `sudo apt install dunst`")});
}

}  // namespace

Diagnosis diagnose(const DoctorFacts& facts) {
    Diagnosis out;
    out.rung = best_rung(facts);
    out.findings = {service_finding(facts), helper_finding(facts), datagram_finding(facts),
                    ping_finding(facts), verdict(out.rung)};
    add_files(facts, out.findings);
    add_desktop(facts, out.findings);
    const bool bad = std::any_of(out.findings.begin(), out.findings.end(),
                                 [](const auto& f) { return f.level == Level::bad; });
    // A better rung makes the lesser ones a matter of taste; what is amiss is what limits the
    // agent.
    const bool amiss = out.rung == Rung::command || out.rung == Rung::datagram ||
                       !facts.log_writable || !facts.runtime_remark.empty() ||
                       !facts.agent_problems.empty();
    out.exit_status = bad ? kExitWrong : amiss ? kExitNotWell : kExitWell;
    return out;
}

std::string diagnosis_text(const Diagnosis& diagnosis) {
    constexpr std::size_t kWidth = 6;
    std::string out;
    for (const auto& finding : diagnosis.findings) {
        const auto* word = finding.level == Level::good   ? tr("ok")
                           : finding.level == Level::note ? tr("note")
                                                          : tr("BAD");
        out += padded_right(std::string(word) + " ", kWidth) + finding.what + "\n";
        if (!finding.remedy.empty()) out += "      → " + finding.remedy + "\n";
    }
    return out;
}

}  // namespace traypulse::cli
