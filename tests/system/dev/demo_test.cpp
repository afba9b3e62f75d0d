// The demo's network and its faults, seen by a stand-in for the agent: ping, which notices what it
// loses.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/support/process.h"

using namespace std::chrono_literals;
using traypulse::test::eventually;
using traypulse::test::Namespace;
using traypulse::test::Process;
using traypulse::test::run;
using traypulse::test::TempDir;

TEST_CASE("the demo breaks the network now and then, mends it, and leaves nothing behind") {
    Namespace space;
    TempDir build;
    constexpr mode_t kExecutable = 0755;
    chmod(build
              .write("agent/traypulse",
                     "#!/bin/bash\necho \"$@\"\nexec ping -n -i 0.1 -O shop.test\n")
              .c_str(),
          kExecutable);
    std::filesystem::create_directories(build.path() / "tests/support");
    std::filesystem::create_directory_symlink(TRAYPULSE_SIMNET_DIR,
                                              build.path() / "tests/support/simnet");
    Process demo({.argv = {"bash", TRAYPULSE_SOURCE_DIR "/tests/support/demo/demo.sh",
                           build.path().string()},
                  .environment = {{"DEMO_CALM", "1"}, {"DEMO_FAULT", "1"}},
                  .unset = {"DISPLAY", "WAYLAND_DISPLAY"}});
    const auto said = [&](const char* text) {
        return demo.errors().find(text) != std::string::npos;
    };
    const auto seen = [&](const char* text) {
        return demo.output().find(text) != std::string::npos;
    };
    CHECK(eventually(20s, [&] {
        return said("no display") && seen("--headless") && seen("64 bytes from 10.99.20.1");
    }));
    CHECK(eventually(20s, [&] {
        return said("for 1 s, the shop's server stops answering") && seen("no answer yet");
    }));
    CHECK(eventually(20s, [&] { return said("mended") && said("for 1 s, the provider"); }));
    demo.signal(SIGTERM);
    CHECK_MESSAGE(demo.wait(10s) == 143, demo.errors());
    CHECK(eventually(10s, [] {
        return run({.argv = {"ip", "link", "show", "sim0"}}).status != 0;
    }));
}
