// Which notification the daemon knows by which number, and what is still to be told. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/desktop/notification.h"

namespace traypulse::desktop {

/// What a daemon can do, as it says itself.
struct ServerAbilities {
    bool actions = false;
    bool body_markup = false;
};

/// Keeps a daemon's life apart from ours: it may be absent, slow, or come new with other numbers.
/// One call is under way for a key at most; what is said meanwhile replaces what waits.
/// Every input returns what is to be done now, in order.
class NotificationTable {
 public:
    struct AskAbilities {};  ///< answer with abilities() or no_server()
    struct Send {            ///< answer with sent() or failed()
        Notification notification;
        std::uint32_t replaces = 0;  ///< 0: a new one
        std::uint64_t generation = 0;
    };
    struct Withdraw {
        std::uint32_t id = 0;
    };
    using Step = std::variant<AskAbilities, Send, Withdraw>;
    using Steps = std::vector<Step>;

    Steps show(Notification notification);
    /// The condition is over and nothing is to be said about it.
    Steps withdraw(const std::string& key);
    /// All that claim something lasts: at the end of the program nobody would take it back.
    Steps withdraw_ongoing();

    Steps server_appeared();
    void server_vanished();
    Steps abilities(ServerAbilities abilities);
    /// There is none and none could be started; what waits goes to the next that appears.
    void no_server();

    /// `generation` is the Send's; answers of a daemon that has gone meanwhile change nothing.
    Steps sent(const std::string& key, std::uint32_t id, std::uint64_t generation);
    void failed(const std::string& key, std::uint64_t generation);

    /// The daemon closed it (NotificationClosed); its key if it was ours.
    std::optional<std::string> closed(std::uint32_t id);
    [[nodiscard]] std::optional<std::string> key_of(std::uint32_t id) const;
    [[nodiscard]] const ServerAbilities& server() const { return abilities_; }

    /// What waits for a daemon is bounded; the oldest is given up first.
    static constexpr std::size_t kMaxEntries = 64;

 private:
    enum class Server : std::uint8_t { unknown, asking, ready, absent };
    struct Entry {
        Notification notification;
        std::uint32_t id = 0;    ///< the daemon's number, 0 while it has none
        bool sending = false;    ///< a call is under way
        bool waiting = true;     ///< the present text has not been sent
        bool withdrawn = false;  ///< to be closed when the call under way returns
        std::uint64_t age = 0;
    };
    Steps send_waiting();
    Send start(Entry& entry) const;
    void bound();

    std::map<std::string, Entry> entries_;
    Server server_ = Server::unknown;
    ServerAbilities abilities_;
    std::uint64_t generation_ = 1;  ///< of the daemon
    std::uint64_t ages_ = 0;
};

}  // namespace traypulse::desktop
