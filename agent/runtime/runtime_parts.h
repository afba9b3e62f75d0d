// What hangs on the runtime's loop. Internal to runtime*.cpp.
#pragma once

#include <memory>
#include <optional>

#include "agent/runtime/check_tester.h"
#include "agent/runtime/first_hops.h"
#include "agent/runtime/fleet.h"
#include "agent/runtime/history_feed.h"
#include "agent/runtime/inquirer.h"
#include "agent/runtime/network_store.h"
#include "agent/runtime/outage_store.h"
#include "agent/runtime/own_weight.h"
#include "agent/runtime/path_watch.h"
#include "agent/runtime/runtime.h"
#include "agent/runtime/system_bus.h"

namespace traypulse::runtime {

struct Runtime::OnLoop {
    explicit OnLoop(uv_loop_t* loop)
        : resolver(loop), checks(loop, resolver), deadline(loop), publish(loop), write(loop) {}
    ~OnLoop() { mux.close(); }  // the channel goes before those who ask over it
    OnLoop(const OnLoop&) = delete;
    OnLoop& operator=(const OnLoop&) = delete;
    NameResolver resolver;
    CheckMaker checks;
    IcmpMux mux;
    std::optional<Prober> prober;
    std::optional<PathWatch> paths;
    std::optional<Inquirer> inquirer;
    std::optional<FirstHops> first_hops;
    std::optional<CheckTester> tester;
    std::unique_ptr<IcmpLadder> ladder;
    std::optional<NetworkWatch> network;
    std::optional<SleepWatch> sleep;
    std::optional<OwnWeight> weight;
    std::optional<SystemBus> bus;
    std::optional<FileWatch> config_file;
    std::optional<control::ControlServer> control;
    uv::Async posted;
    uv::Signal terminate, interrupt, hang_up;
    uv::Timer deadline, publish, write;
    std::optional<OutageStore> outages;
    std::optional<NetworkStore> networks;
    std::optional<HistoryFeed> history;
    std::optional<Fleet> fleet;
};

/// What the last rung is told by the settings.
PingCommandOptions ping_options(const Settings& settings);

}  // namespace traypulse::runtime
