// What services say, come and go, and what they should not say.
#include "agent/runtime/system_bus.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

#include "shared/uv_handle.h"
#include "tests/support/eventually.h"
#include "tests/system/bus/bus_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

namespace {

constexpr auto kTidings = 30s;

/// A loop with a SystemBus on it, and what it has told: "sleep", "wake", "battery yes" …
class Listener {
 public:
    explicit Listener(const std::string& address) {
        setenv("DBUS_SYSTEM_BUS_ADDRESS", address.c_str(), 1);
        uv_loop_init(&loop_);
        runtime::SystemBusEvents events;
        events.about_to_sleep = [this] { heard_.emplace_back("sleep"); };
        events.woke = [this] { heard_.emplace_back("wake"); };
        events.battery = [this](bool on) {
            heard_.emplace_back(on ? "battery yes" : "battery no");
        };
        events.metered = [this](bool on) {
            heard_.emplace_back(on ? "metered yes" : "metered no");
        };
        events.remark = [this](LogLevel, const std::string& text) { remarks_.push_back(text); };
        bus_ = std::make_unique<runtime::SystemBus>(&loop_, std::move(events));
    }
    ~Listener() { end(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void end() {
        if (!bus_) return;
        bus_.reset();
        uv_run(&loop_, UV_RUN_DEFAULT);
        CHECK(uv_loop_close(&loop_) == 0);
    }
    [[nodiscard]] bool until(const std::function<bool()>& condition) {
        return eventually(kTidings, [&] {
            uv_run(&loop_, UV_RUN_NOWAIT);
            return condition();
        });
    }
    [[nodiscard]] bool hears(const Texts& all) {
        const bool so = until([&] { return heard_.size() >= all.size(); });
        CHECK(heard_ == all);
        return so;
    }
    [[nodiscard]] bool remarks(const std::string& part) {
        return until([&] { return count(part) > 0; });
    }
    [[nodiscard]] int count(const std::string& part) const {
        int out = 0;
        for (const auto& text : remarks_) out += text.find(part) != std::string::npos ? 1 : 0;
        return out;
    }

 private:
    uv_loop_t loop_{};
    Texts heard_, remarks_;
    std::unique_ptr<runtime::SystemBus> bus_;
};

}  // namespace

TEST_CASE("battery and metered are told when they change") {
    SystemBusRig rig;
    rig.tell("own upower");
    rig.tell("own manager");
    rig.tell("set upower true");
    Listener it(rig.address());
    CHECK(it.hears({"battery yes"}));
    rig.tell("set manager uint32 2");
    rig.tell("set manager uint32 3");
    CHECK(it.hears({"battery yes", "metered yes"}));
    rig.tell("set manager uint32 1");  // for certain now; the same
    rig.tell("set upower true");
    rig.tell("become manager uint32 4");
    CHECK(it.hears({"battery yes", "metered yes", "metered no"}));
    rig.tell("set upower false");
    CHECK(it.hears({"battery yes", "metered yes", "metered no", "battery no"}));
}

TEST_CASE("services that come later and go are heard while they are there") {
    SystemBusRig rig;
    Listener it(rig.address());
    CHECK(it.remarks("org.freedesktop.UPower is not on the system bus"));
    rig.tell("set upower true");
    rig.tell("own upower");
    CHECK(it.hears({"battery yes"}));
    rig.tell("release upower");
    CHECK(it.hears({"battery yes", "battery no"}));
    rig.tell("own upower");
    CHECK(it.hears({"battery yes", "battery no", "battery yes"}));
    CHECK(it.count("org.freedesktop.UPower is not on the system bus") == 1);
}

TEST_CASE("sleep is delayed until it was told, and the next one again") {
    SystemBusRig rig;
    rig.tell("own logind");
    Listener it(rig.address());
    REQUIRE(it.until([&] { return rig.said("locked") == 1; }));
    rig.tell("signal logind PrepareForSleep (true,)");
    CHECK(it.hears({"sleep"}));
    CHECK(it.until([&] { return rig.said("unlocked") == 1; }));
    rig.tell("signal logind PrepareForSleep (false,)");
    CHECK(it.hears({"sleep", "wake"}));
    CHECK(it.until([&] { return rig.said("locked") == 2; }));
    it.end();
    CHECK(eventually(kTidings, [&] { return rig.said("unlocked") == 2; }));
}

TEST_CASE("without the lock sleep is told all the same") {
    SystemBusRig rig;
    rig.tell("refuse on");
    rig.tell("own logind");
    Listener it(rig.address());
    CHECK(it.remarks("grants no delay"));
    rig.tell("signal logind PrepareForSleep (true,)");
    rig.tell("signal logind PrepareForSleep (false,)");
    CHECK(it.hears({"sleep", "wake"}));
    CHECK(rig.said("locked") == 0);
}

TEST_CASE("nonsense is no yes, and is said once") {
    SystemBusRig rig;
    rig.tell("set upower 'nonsense'");
    rig.tell("set manager true");
    for (const char* who : {"logind", "upower", "manager"}) rig.tell(std::string("own ") + who);
    Listener it(rig.address());
    CHECK(it.remarks("OnBattery in the type s"));
    CHECK(it.remarks("Metered in the type b"));
    for (int i = 0; i < 3; ++i) {
        rig.tell("set upower [1, 2]");
        rig.tell("signal logind PrepareForSleep ('now', 3)");
        rig.tell("signal upower PropertiesChanged (true,)");
    }
    CHECK(it.remarks("PrepareForSleep in the form (si)"));
    CHECK(it.remarks("PropertiesChanged in the form (b)"));
    rig.tell("set upower true");
    CHECK(it.hears({"battery yes"}));
    CHECK(it.count("OnBattery in the type ai") == 1);
    CHECK(it.count("PrepareForSleep in the form") == 1);
    rig.tell("set upower 'again'");
    CHECK(it.hears({"battery yes", "battery no"}));
}

TEST_CASE("no bus at all is said once, and a bus that goes takes what it said with it") {
    {
        Listener it("unix:path=/nonexistent/bus");
        CHECK(it.remarks("no system bus"));
    }
    Listener nonsense("not an address");
    CHECK(nonsense.remarks("no system bus"));

    SystemBusRig rig;
    rig.tell("set upower true");
    rig.tell("own upower");
    Listener it(rig.address());
    CHECK(it.hears({"battery yes"}));
    rig.end();
    CHECK(it.hears({"battery yes", "battery no"}));
    CHECK(it.remarks("the system bus went away"));
}

TEST_CASE("it ends at any moment") {
    SystemBusRig rig;
    for (const char* who : {"logind", "upower", "manager"}) rig.tell(std::string("own ") + who);
    for (int turns = 0; turns < 20; ++turns) {
        Listener it(rig.address());
        int left = turns;
        CHECK(it.until([&] { return left-- <= 0; }));
    }
}
