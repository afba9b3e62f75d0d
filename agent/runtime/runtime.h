// The agent's engine thread: one libuv loop that owns everything but the windows.
#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent/config/settings.h"
#include "agent/engine/engine.h"
#include "agent/engine/throttle.h"
#include "agent/probes/check_maker.h"
#include "agent/probes/icmp_ladder.h"
#include "agent/probes/name_resolver.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/file_watch.h"
#include "agent/runtime/log.h"
#include "agent/runtime/network_watch.h"
#include "agent/runtime/prober.h"
#include "agent/runtime/sleep_watch.h"
#include "agent/runtime/system_bus.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

struct RuntimeOptions {
    std::string config_file;
    std::string state_dir;
    std::string control_socket;  ///< empty: no control socket
    std::string helper_socket = "/run/traypulse/helper.sock";
    std::string helper_path;  ///< absolute
    std::string version;
    std::optional<LogLevel> log_level;  ///< wins over the configuration's
    control::Phrases phrases;
    std::string
        config_problem;  ///< why other settings than the file's are in use; empty: they are not
};

/// Where the engine's output goes. Called on the loop's thread; an empty one is not called.
struct Outlets {
    std::function<void(std::shared_ptr<const Snapshot>)> publish;
    std::function<void(Notice)> notify;
    std::function<void(OutageId)> withdraw;
    std::function<void(const DisplaySettings&)> display;
    std::function<void()> show_window;
    std::function<void(TestedCheck)> tested;  ///< the answer to command::TestCheck
    std::function<void()> quit;
    /// One readable line per state change, for `--headless`.
    std::function<void(const std::string&)> say;
};

/// Made, run and destroyed on one thread, but for post().
class Runtime {
 public:
    Runtime(RuntimeOptions options, Settings settings, Log& log, Outlets outlets);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    /// Until Quit, SIGTERM or SIGINT. Error: the control socket cannot be made.
    Status run();
    /// Any thread, at any time between construction and destruction.
    void post(Command command);

 private:
    using Input = std::function<void(Instant)>;
    /// Hands something to the engine and carries out what it wants. Inputs that arise meanwhile
    /// wait.
    void input(Input what);
    void carry_out(const Effect& effect, Instant at);
    void after_inputs();
    void publish();
    void watch_system();
    void on_network(const NetworkFacts& facts);
    void on_woke(Nanoseconds slept);
    SystemBusEvents bus_events();
    void weighed(const ThrottleReading& reading);
    void trim();
    void begin_inquiries();
    void tell_inquirer();  ///< what the settings say to it
    /// Where the first hops lie on the way to; nullopt while something is wrong or may be.
    std::optional<IpAddress> anchor_while_calm();
    void add_remembered(Snapshot& snapshot) const;
    void restore_state(Instant at);
    void begin_fleet(Instant at);
    void keep(const OutageRecord& record);
    void keep(const NetworkMemory& memory);
    void write_soon();
    void write_state();
    void open_channel();
    ChannelEvents channel_events();
    void on_command(const Command& command);
    void drain_posted();
    void reload();
    void adopt(const Settings& settings);
    void save_enabled(const std::string& name, bool enabled);
    void save_pauses();
    void finish();
    Prober::Listener prober_listener();
    control::ServerHandler control_handler();

    RuntimeOptions options_;
    Settings settings_;
    Log& log_;
    Outlets outlets_;
    uv_loop_t loop_{};
    std::optional<Engine> engine_;
    // Everything below hangs on the loop; finish() lets go of it in order.
    struct OnLoop;
    std::unique_ptr<OnLoop> on_;

    NetworkFacts network_;
    Throttle throttle_;
    ThrottleDecision pace_;                    ///< the present one
    std::map<Rung, std::string> rung_errors_;  ///< why each last failed
    std::deque<Input> inputs_;
    bool busy_ = false;
    bool write_armed_ = false;       ///< what was kept is about to be written
    bool state_unwritable_ = false;  ///< … and could not be, the last time
    bool urgent_ = false;            ///< a state has changed: the next snapshot goes out at once
    std::uint64_t published_ = 0;
    bool publish_armed_ = false;

    std::mutex mutex_;  ///< guards posted_, accepting_ and the async handle's life
    std::deque<Command> posted_;
    bool accepting_ = true;
};

}  // namespace traypulse::runtime
