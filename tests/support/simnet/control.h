// The control language of the simulated network (README.md): a line in, a line out. Pure but for
// the records' file and the descriptors behind Link. One thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tests/support/simnet/dns.h"
#include "tests/support/simnet/world.h"

namespace traypulse::simnet {

class Control {
 public:
    /// What the model can't do itself. Each returns an error's text, or nothing. The records'
    /// functions may be absent.
    struct Shell {
        std::function<std::string(bool up)> link;     ///< ip link set up | down
        std::function<std::string(bool on)> carrier;  ///< the cable
        std::function<std::string(std::size_t n)>
            record;  ///< keep the last n echoes' true times; 0: none
        std::function<std::string(const std::string&)>
            dump;  ///< write them to that file, and start anew
        std::function<std::string()> quit;
    };

    Control(World& world, NameServer& dns, Shell shell)
        : world_(world), dns_(dns), shell_(std::move(shell)) {}

    /// "ok …" or "error: …", without a line's end.
    std::string execute(std::string_view line, MonoTime now);

 private:
    World& world_;
    NameServer& dns_;
    Shell shell_;
};

}  // namespace traypulse::simnet
