// A Unix stream socket that takes lines and answers each with one. One thread, never blocks.
#pragma once

#include <poll.h>

#include <functional>
#include <list>
#include <string>
#include <vector>

#include "shared/result.h"

namespace traypulse::simnet {

class ControlServer {
 public:
    using Execute = std::function<std::string(std::string_view line)>;

    ControlServer(std::string path, Execute execute)
        : path_(std::move(path)), execute_(std::move(execute)) {}
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    Status listen();
    /// Appends what to wait for; handle() takes the same entries back after ppoll(2).
    void add_polls(std::vector<pollfd>& polls) const;
    void handle(const pollfd* polls, std::size_t count);

    /// The client's half: sends the lines, returns the answers, one a line. Blocks for at most 10
    /// s.
    static Result<std::string> ask(const std::string& path, const std::vector<std::string>& lines);

 private:
    struct Client {
        int fd = -1;
        std::string unread;
    };
    // false: the client is gone.
    bool serve(Client& client);

    std::string path_;
    Execute execute_;
    int fd_ = -1;
    std::list<Client> clients_;
};

}  // namespace traypulse::simnet
