// The one door between the engine's thread and the windows' thread: values go across, nothing else.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "agent/engine/command.h"
#include "agent/engine/notice.h"
#include "agent/engine/snapshot.h"
#include "agent/ui/display.h"

namespace traypulse::ui {

/// Thread-safe. The engine side publishes; the windows' side takes and sends.
class Bridge {
 public:
    // ---- windows' thread ----
    /// Called when something is to be taken: at most once until the next take(), on the thread that
    /// published, and at once if something waits already. Called under the bridge's lock, so after
    /// on_dirty({}) none is on its way any more; it must only post an event.
    void on_dirty(std::function<void()> wake);
    struct Taken {
        std::shared_ptr<const Snapshot> snapshot;  ///< the newest; null before the first
        std::vector<Notice> notices;               ///< in order, each taken once
        bool show_window = false;                  ///< a second start asked for the window
        std::optional<DisplayOptions> display;     ///< the newest wish since the last take()
        std::vector<TestedCheck> tested;           ///< answers to TestCheck, each taken once
        bool quit = false;                         ///< the engine ends (SIGTERM, `Quit`)
    };
    Taken take();
    /// To the engine. Dropped once the engine has stopped.
    void send(Command command);

    // ---- engine's thread ----
    void publish(std::shared_ptr<const Snapshot> snapshot);
    void notify(Notice notice);
    void show_window();
    /// The configuration's [display] changed.
    void display(DisplayOptions options);
    /// What came of a command::TestCheck.
    void tested(TestedCheck what);
    void quit();
    /// Where commands go; an empty function disconnects. The receiver must be safe from any thread.
    void connect(std::function<void(Command)> receiver);

 private:
    void wake_once();
    std::mutex mutex_;
    std::function<void()> wake_;
    std::function<void(Command)> receiver_;
    Taken pending_;
    bool waiting_ = false;  ///< something was put in since the last take()
};

}  // namespace traypulse::ui
