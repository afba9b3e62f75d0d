// The last rung: /usr/bin/ping, one process a request, its output parsed. Needs nothing, costs a
// process.
#pragma once

#include <uv.h>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/probes/icmp_channel.h"
#include "shared/uv_handle.h"

namespace traypulse {

struct PingCommandOptions {
    std::string path = "/usr/bin/ping";  ///< absolute; never looked for in PATH
    std::vector<std::string>
        extra_args;             ///< one argument each, handed on as they are; there is no shell
    unsigned max_workers = 10;  ///< processes at once; what is due meanwhile waits its turn
};

/// See IcmpChannel for threads and events. Late replies and duplicates cannot be told on this rung,
/// nor a local firewall's refusal from silence: iputils 20221126 keeps sendto's EPERM to itself.
class PingCommandChannel : public IcmpChannel {
 public:
    PingCommandChannel(uv_loop_t* loop, PingCommandOptions options);
    ~PingCommandChannel() override;
    void open(ChannelEvents events) override;
    void start(const protocol::Start& request) override;
    void stop(ProbeId probe) override;

    /// The arguments for one request, without the program's name.
    static std::vector<std::string> arguments(const protocol::Start& request,
                                              const std::vector<std::string>& extra);

 private:
    class Worker;
    struct Stream {
        protocol::Start request;
        std::uint32_t next_sequence = 0;
        std::uint32_t unfinished = 0;
        uv::Timer pace;
        bool queued = false;  ///< due, and waiting for a worker: a slow machine skips beats, it
                              ///< does not pile up
    };
    void due(ProbeId probe);
    void run_queue();
    void launch(Stream& stream);
    void finished(Worker* worker);
    void say_stopped();

    uv_loop_t* loop_;
    PingCommandOptions options_;
    ChannelEvents events_;
    std::unordered_map<ProbeId, Stream> streams_;
    std::deque<ProbeId> queue_;
    std::vector<std::unique_ptr<Worker>> workers_;
    uv::Timer report_;
    std::vector<ProbeId> stopped_;  ///< whose Ended is still to be said, from the loop
};

}  // namespace traypulse
