#include "agent/cli/doctor.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "agent/runtime/control_socket.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::cli;

using traypulse::test::TempDir;

namespace {

/// A machine on which everything is well, by way of a spawned helper.
DoctorFacts sound_machine() {
    DoctorFacts f;
    f.helper_socket = "/run/traypulse/helper.sock";
    f.helper_path = "/usr/libexec/traypulse/traypulse-helper";
    f.helper_present = true;
    f.helper_capability = true;
    f.ping_group_range = {1, 0};
    f.groups = {1000};
    f.ping_command = true;
    f.config_file = "/c/config.toml";
    f.config_present = true;
    f.targets = 4;
    f.log_file = "/s/traypulse.log";
    f.log_writable = true;
    f.runtime_path = "/run/user/1000/traypulse";
    f.agent_running = true;
    f.session_bus = true;
    f.display = "X11";
    f.tray_host = true;
    f.notification_daemon = true;
    return f;
}

bool doctor_says(const DoctorFacts& f, std::string_view words) {
    const auto text = diagnosis_text(diagnose(f));
    INFO(text);
    CHECK(text.find(words) != std::string::npos);
    return true;
}

}  // namespace

TEST_CASE("what the agent cannot serve or deliver is amiss") {
    auto f = sound_machine();
    f.agent_problems = {"the figures cannot be served at 127.0.0.1:9847"};
    CHECK(doctor_says(f, "note  the figures cannot be served at 127.0.0.1:9847\n"));
    CHECK(diagnose(f).exit_status == 1);
}

TEST_CASE("the best rung is found for each machine") {
    auto f = sound_machine();
    CHECK(diagnose(f).rung == Rung::spawned);
    CHECK(diagnose(f).exit_status == 0);
    f.service = SocketState::connectable;
    CHECK(diagnose(f).rung == Rung::service);
    f.service = SocketState::refused;
    CHECK(diagnose(f).rung == Rung::spawned);

    f.helper_capability = false;
    f.ping_group_range = {0, 2147483647};
    CHECK(diagnose(f).rung == Rung::datagram);
    CHECK(diagnose(f).exit_status == 1);
    doctor_says(f, "→ `sudo setcap cap_net_raw=p /usr/libexec/traypulse/traypulse-helper`");
    f.ping_group_range = {1001, 2000};
    CHECK(diagnose(f).rung == Rung::command);
    doctor_says(f, "ping_group_range: 1001 to 2000");
    f.ping_command = false;
    CHECK(diagnose(f).rung == Rung::none);
    CHECK(diagnose(f).exit_status == 2);
    doctor_says(f, "BAD   echo requests can't be sent in any way");
    f.root = true;
    CHECK(diagnose(f).rung == Rung::spawned);
    f.helper_present = false;
    CHECK(diagnose(f).rung == Rung::none);
}

TEST_CASE("a privilege that counts for nothing is seen through") {
    auto f = sound_machine();
    f.helper_nosuid = true;
    CHECK(diagnose(f).rung == Rung::command);
    doctor_says(f, "nosuid");
    f.helper_nosuid = false;
    f.no_new_privileges = true;
    CHECK(diagnose(f).rung == Rung::command);
    doctor_says(f, "no_new_privs");
    f.no_new_privileges = false;
    f.helper_capability = false;
    f.helper_setuid_root = true;
    CHECK(diagnose(f).rung == Rung::spawned);
}

TEST_CASE("files and desktop have their findings") {
    auto f = sound_machine();
    f.config_problems = {"config.toml:1:1: x."};
    CHECK(diagnose(f).exit_status == 2);
    doctor_says(f, "BAD   config.toml:1:1: x.\n      → edit /c/config.toml");
    f = sound_machine();
    f.config_present = false;
    CHECK(diagnose(f).exit_status == 0);
    doctor_says(f, "the first start writes one");
    f = sound_machine();
    f.log_writable = false;
    CHECK(diagnose(f).exit_status == 1);
    doctor_says(f, "--state-dir");
    f = sound_machine();
    f.runtime_path.clear();
    f.runtime_remark = "why";
    CHECK(diagnose(f).exit_status == 2);
    f = sound_machine();
    f.display.clear();
    doctor_says(f, "--headless");
    f = sound_machine();
    f.session_bus = false;
    doctor_says(f, "no D-Bus session");
    f = sound_machine();
    f.tray_host = false;
    f.notification_daemon = false;
    doctor_says(f, "AppIndicator");
    doctor_says(f, "nothing shows notifications");
    CHECK(diagnose(f).exit_status == 0);
}

TEST_CASE("every finding that is not good has a remedy") {
    const DoctorFacts nothing;
    for (const auto& finding : diagnose(nothing).findings)
        if (finding.level != Finding::Level::good)
            CHECK_MESSAGE(!finding.remedy.empty(), finding.what);
}

TEST_CASE("facts are gathered from this machine") {
    const TempDir dir;
    PathFacts paths;
    paths.uid = ::geteuid();
    paths.home = dir.path().string();
    paths.temporary = dir.path().string();
    paths.run_user = dir.path().string() + "/none";
    paths.variable = [&](const char* name) -> std::optional<std::string> {
        if (std::string_view(name) == "XDG_RUNTIME_DIR") return dir.path().string();
        return std::nullopt;
    };
    const auto helper = dir.path().string() + "/helper";
    std::ofstream(helper) << "x";
    DoctorOptions options;
    options.helper_socket = dir.path().string() + "/helper.sock";

    auto f = gather_doctor_facts(options, helper, paths);
    CHECK(f.service == SocketState::absent);
    CHECK_FALSE(f.helper_present);
    CHECK_FALSE(f.helper_capability);
    CHECK_FALSE(f.config_present);
    CHECK(f.log_writable);
    CHECK(f.log_file == dir.path().string() + "/.local/state/traypulse/traypulse.log");
    CHECK(f.runtime_path == dir.path().string() + "/traypulse");
    CHECK_FALSE(f.agent_running);
    CHECK_FALSE(f.session_bus);
    CHECK(f.display.empty());
    CHECK_FALSE(f.groups.empty());

    REQUIRE(::chmod(helper.c_str(), 0755) == 0);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto address = unix_address(options.helper_socket);
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0);
    CHECK(gather_doctor_facts(options, helper, paths).service == SocketState::refused);
    REQUIRE(::listen(fd.get(), 1) == 0);
    options.config_file = dir.path().string() + "/c.toml";
    std::ofstream(options.config_file) << "x = 1\n";
    f = gather_doctor_facts(options, helper, paths);
    CHECK(f.service == SocketState::connectable);
    CHECK(f.helper_present);
    CHECK(f.config_problems == std::vector<std::string>{"c.toml:1:1: unknown key \"x\"."});
}
