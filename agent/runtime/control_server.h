// The agent's end of the control socket.
#pragma once

#include <uv.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "agent/engine/command.h"
#include "agent/engine/snapshot.h"
#include "agent/runtime/control_render.h"
#include "shared/result.h"

namespace traypulse::control {

/// More at once than any person and desktop need; each costs a descriptor.
inline constexpr std::size_t kMostClients = 16;
/// A client that neither asks nor reads for so long is let go.
inline constexpr std::chrono::seconds kClientPatience{30};

/// What the server asks of the agent. All called on the loop's thread.
struct ServerHandler {
    std::function<std::shared_ptr<const Snapshot>()> snapshot;  ///< null before the first one
    std::function<void(Command)> command;
    std::function<void()> show_window;  ///< a second start asks for the window
    Phrases phrases;
    std::string version;
};

/// Loop thread only. Serves many clients; one answer at a time each, the next request is read when
/// the answer is written, so that a client which does not read holds one answer of memory and no
/// more.
class ControlServer {
 public:
    ControlServer(uv_loop_t* loop, ServerHandler handler);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    /// Makes the socket, 0600. A file of that name is removed: the caller holds the instance lock,
    /// so it was left by one that died. Only our own user and root are answered.
    Status listen(const std::string& path);
    [[nodiscard]] std::size_t clients() const;

 private:
    class Client;
    struct State;
    std::unique_ptr<State> state_;
};

/// The whole answer to one line; pure but for what the handler does.
std::string answer_to(std::string_view line, const ServerHandler& handler);

}  // namespace traypulse::control
