#include "tests/support/simnet/recorder.h"

#include <algorithm>
#include <fstream>

namespace traypulse::simnet {

std::string Recorder::dump(const std::string& path) {
    if (!on()) return "nothing is recorded: say 'record N' first";
    std::ofstream out(path, std::ios::trunc);
    const auto count = std::min<std::uint64_t>(added_, ring_.size());
    for (auto i = added_ - count; i < added_; ++i) {
        const auto& r = ring_[i % ring_.size()];
        const auto seen = r.note.seen.time_since_epoch().count();
        out << r.note.host.text() << ' ' << r.note.identifier << ' ' << r.note.sequence << ' '
            << seen << ' ' << r.written << ' ' << seen + r.real_offset << ' '
            << r.written + r.real_offset << '\n';
    }
    added_ = 0;
    out.close();
    return out ? "" : "cannot write " + path;
}

}  // namespace traypulse::simnet
