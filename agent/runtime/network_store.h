// What was learnt about networks, across a restart: state_dir/networks.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/network_memory.h"
#include "shared/result.h"

namespace traypulse::runtime {

/// The text of the file. Times are RFC 3339 in UTC, RTTs microseconds.
std::string networks_text(const std::vector<NetworkMemory>& networks);
/// Error: the text is not what networks_text() writes.
Result<std::vector<NetworkMemory>> parse_networks(const std::string& text);

/// One thread. Disk and memory say the same after write().
class NetworkStore {
 public:
    explicit NetworkStore(std::string path) : path_(std::move(path)) {}

    /// What the file knows; nothing where there is none. An Error is for the log: the file was
    /// damaged or unreadable, is set aside, and nothing is known.
    std::optional<Error> load(WallTime now);
    /// Newest last, at most kMostNetworks.
    [[nodiscard]] const std::vector<NetworkMemory>& networks() const { return networks_; }
    /// In the place of what is known of the same network. The one that was not seen for longest
    /// goes where there are too many.
    void keep(NetworkMemory memory);
    /// Replaces the file in one step where something was kept since the last time. Error: it could
    /// not; the next call tries again.
    Status write();

 private:
    std::string path_;
    std::vector<NetworkMemory> networks_;
    bool changed_ = false;
};

}  // namespace traypulse::runtime
