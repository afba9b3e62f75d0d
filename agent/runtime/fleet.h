// What leaves this computer for others to read: the figures for Prometheus, and the hooks.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/config/settings.h"
#include "agent/engine/effect.h"
#include "agent/engine/target_monitor.h"
#include "agent/hooks/hook_desk.h"
#include "agent/metrics/facts.h"
#include "agent/metrics/metrics_server.h"
#include "agent/probes/http_client.h"
#include "agent/probes/icmp_channel.h"
#include "agent/runtime/log.h"

namespace traypulse::runtime {

/// Loop thread only. Nothing that it does, or cannot do, holds the engine up.
class Fleet {
 public:
    struct Owner {
        std::function<Snapshot()> snapshot;
        std::function<std::vector<OutageRecord>()> open;  ///< outages that last
        std::function<Rung()> rung;
        std::function<unsigned()> pace;
        std::function<void()> changed;  ///< write() has something to do
    };
    /// `resolver` and `log` outlive it.
    Fleet(uv_loop_t* loop, NameResolver& resolver, std::string state_dir, std::string version,
          Log& log, Owner owner);

    /// What the last run left undelivered; then as configure().
    void begin(const Settings& settings, WallTime now);
    void configure(const Settings& settings);

    void result(TargetId target, ProbeSource source, const protocol::ProbeResult& result);
    void outcome(TargetId target, ProbeSource source, const CheckOutcome& outcome);
    void effect(const Effect& effect);
    void record(const OutageRecord& record);

    /// What is wrong with either, as sentences: into the snapshot that a person sees.
    void add_problems(Snapshot& snapshot) const;
    /// state_dir/hooks.json, where something has changed since the last time.
    Status write();

 private:
    void serve();
    [[nodiscard]] scrape::Facts facts();
    void say(const hooks::AttemptNews& news);

    uv_loop_t* loop_;
    std::string file_;
    std::string version_;
    Log& log_;
    Owner owner_;
    WallTime started_;
    MetricsSettings metrics_;
    std::string metrics_problem_;
    scrape::ProbeCounts probes_;
    scrape::OutageCounts outages_;
    std::uint64_t told_ = 0;
    std::uint64_t held_ = 0;
    std::optional<scrape::MetricsServer> server_;
    uv::Timer again_;  ///< the port may be free later
    std::vector<HookSettings> hook_settings_;
    std::map<std::string, std::string> checks_;  ///< of targets, by name
    HttpClient client_;
    hooks::HookDesk hooks_;
    bool changed_ = false;
};

}  // namespace traypulse::runtime
