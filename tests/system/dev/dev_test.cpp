// What ./dev installs, and how it asks for it. apt-get, sudo and dpkg-query are stand-ins that
// write down their calls: a test installs nothing.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "tests/support/process.h"

using traypulse::test::Finished;
using traypulse::test::read_file;
using traypulse::test::run;
using traypulse::test::TempDir;

namespace {

class Machine {
 public:
    // `missing`: a package that is not installed; `uid`: who runs ./dev.
    Machine(const std::string& missing, const std::string& uid) {
        script("dpkg-query", "[ \"$3\" = '" + missing + "' ] || printf installed");
        script("id", "echo " + uid);
        script("apt-get", "echo \"apt-get $*\" >>" + (dir_ / "calls"));
        // Only what ./dev itself needs, so that a sudo or a compiler of this machine is not found.
        for (const char* tool : {"bash", "env", "dirname", "readlink", "cat"})
            std::filesystem::create_symlink(std::string("/usr/bin/") + tool,
                                            dir_.path() / "bin" / tool);
    }
    void add_sudo() { script("sudo", "echo sudo >>" + (dir_ / "calls") + "; exec \"$@\""); }
    Finished dev(const std::string& command) {
        return run({.argv = {TRAYPULSE_SOURCE_DIR "/dev", command},
                    .environment = {{"PATH", dir_ / "bin"}}});
    }
    std::string calls() { return read_file(dir_ / "calls"); }

 private:
    void script(const std::string& name, const std::string& body) {
        constexpr mode_t kExecutable = 0755;
        chmod(dir_.write("bin/" + name, "#!/bin/bash\n" + body + "\n").c_str(), kExecutable);
    }
    TempDir dir_;
};

const std::string kInstall = "apt-get install -q -y --no-install-recommends cmake\n";

}  // namespace

TEST_CASE("nothing is asked of apt where nothing is missing") {
    Machine machine("none", "1000");
    CHECK(machine.dev("install").status == 0);
    CHECK(machine.calls().empty());
}

TEST_CASE("root installs exactly what is missing and says so") {
    Machine machine("cmake", "0");
    machine.add_sudo();
    const auto done = machine.dev("install");
    CHECK(done.status == 0);
    CHECK(done.errors.find("installing 1 Debian packages: cmake") != std::string::npos);
    CHECK(machine.calls() == "apt-get update -q\n" + kInstall);
}

TEST_CASE("another user installs through sudo") {
    Machine machine("cmake", "1000");
    machine.add_sudo();
    CHECK(machine.dev("install").status == 0);
    CHECK(machine.calls() == "sudo\napt-get update -q\nsudo\n" + kInstall);
}

TEST_CASE("without root and sudo it says what to run") {
    Machine machine("cmake", "1000");
    const auto done = machine.dev("run");
    CHECK(done.status == 1);
    CHECK(done.errors ==
          "dev: missing packages, and neither root nor sudo: run as root: apt-get install cmake\n");
    CHECK(machine.calls().empty());
}

TEST_CASE("a command that does not exist is answered by the ones that do") {
    Machine machine("none", "1000");
    const auto done = machine.dev("dance");
    CHECK(done.status == 1);
    CHECK(done.errors.find("usage: ./dev COMMAND") == 0);
    CHECK(done.errors.find("dev: unknown command 'dance'\n") != std::string::npos);
}
