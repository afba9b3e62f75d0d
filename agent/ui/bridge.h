// The one door between the engine's thread and the windows' thread: values go across, nothing else.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "agent/engine/command.h"
#include "agent/engine/notice.h"
#include "agent/engine/snapshot.h"

namespace traypulse::ui {

/// Thread-safe. The engine side publishes; the windows' side takes and sends.
class Bridge {
 public:
    // ---- windows' thread ----
    /// Called on the engine's thread when something is to be taken: at most once until the next take().
    /// Set before the engine starts; it should only post an event.
    void on_dirty(std::function<void()> wake);
    struct Taken {
        std::shared_ptr<const Snapshot> snapshot;  ///< the newest; null before the first
        std::vector<Notice> notices;               ///< in order, each taken once
        bool show_window = false;                  ///< a second start asked for the window
        bool quit = false;                         ///< the engine ends (SIGTERM, `Quit`)
    };
    Taken take();
    /// To the engine. Dropped once the engine has stopped.
    void send(Command command);

    // ---- engine's thread ----
    void publish(std::shared_ptr<const Snapshot> snapshot);
    void notify(Notice notice);
    void show_window();
    void quit();
    /// Where commands go; an empty function disconnects. The receiver must be safe from any thread.
    void connect(std::function<void(Command)> receiver);

 private:
    void wake_once(std::unique_lock<std::mutex>& held);
    std::mutex mutex_;
    std::function<void()> wake_;
    std::function<void(Command)> receiver_;
    Taken pending_;
    bool dirty_ = false;
};

}  // namespace traypulse::ui
