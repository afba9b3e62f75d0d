#include "tests/bench/rrd_peer.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace traypulse::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kLinesAtOnce = 200;  // values of one update command

/// `rrdtool -`: commands on its standard input, "OK" after each.
class Rrd {
 public:
    explicit Rrd(const std::string& folder) : folder_(folder) {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        if (pipe(in.data()) != 0 || pipe(out.data()) != 0) return;
        if (fork() == 0) {
            dup2(in[0], STDIN_FILENO);
            dup2(out[1], STDOUT_FILENO);
            for (const int fd : {in[0], in[1], out[0], out[1]}) ::close(fd);
            execlp("rrdtool", "rrdtool", "-", nullptr);
            _exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        to_.reset(fdopen(in[1], "w"));
        from_.reset(fdopen(out[0], "r"));
    }
    /// False where it has said that something was wrong.
    bool run(const std::string& command) {
        if (!to_ || !from_) return false;
        std::fprintf(to_.get(), "%s\n", command.c_str());
        std::fflush(to_.get());
        std::array<char, 4096> line{};
        while (std::fgets(line.data(), line.size(), from_.get()) != nullptr) {
            if (std::strncmp(line.data(), "OK", 2) == 0) return true;
            if (std::strncmp(line.data(), "ERROR", 5) != 0) continue;
            std::fprintf(stderr, "rrdtool: %s", line.data());
            return false;
        }
        return false;
    }
    [[nodiscard]] std::string file() const { return folder_ + "/peer.rrd"; }

 private:
    struct Close {
        void operator()(FILE* file) const { std::fclose(file); }
    };
    std::string folder_;
    std::unique_ptr<FILE, Close> to_, from_;
};

constexpr std::array kNames{"least", "p5", "p25", "median", "p75", "p95", "most"};

std::string create(const Rrd& rrd, std::int64_t begin, std::size_t minutes) {
    std::string out = "create " + rrd.file() + " --step 60 --start " + std::to_string(begin - 60);
    for (const auto* name : kNames) out += " DS:" + std::string(name) + ":GAUGE:120:0:U";
    out += " RRA:AVERAGE:0.5:1:" + std::to_string(minutes);
    return out + " RRA:AVERAGE:0.5:60:" + std::to_string(minutes / 60 + 1);
}

bool fill(Rrd& rrd, const std::vector<store::GraphPoint>& minutes) {
    std::string command;
    int lines = 0;
    const auto send = [&] {
        const bool good = lines == 0 || rrd.run("update " + rrd.file() + command);
        command.clear();
        lines = 0;
        return good;
    };
    for (const auto& p : minutes) {
        const auto at = std::chrono::floor<std::chrono::seconds>(p.from).time_since_epoch().count();
        command += " " + std::to_string(at);
        for (const auto value : {p.least, p.p5, p.p25, p.median, p.p75, p.p95, p.most})
            command += ":" + std::to_string(static_cast<double>(value.count()) / 1e6);
        if (++lines == kLinesAtOnce && !send()) return false;
    }
    return send();
}

/// Bands from least to most, from 5 to 95 and from 25 to 75 %, and the median's line.
std::string graph(const Rrd& rrd, const RrdView& view, int width, int height,
                  const std::string& picture) {
    std::string out = "graph " + picture + " --only-graph --width " + std::to_string(width) +
                      " --height " + std::to_string(height) + " --start " +
                      std::to_string(view.from) + " --end " + std::to_string(view.until);
    for (const auto* name : kNames)
        out += " DEF:" + std::string(name) + "=" + rrd.file() + ":" + name + ":AVERAGE";
    const auto band = [&](const std::string& low, const std::string& high, const char* colour) {
        out += " CDEF:" + low + high + "=" + high + "," + low + ",- AREA:" + low + " AREA:" + low +
               high + "#" + colour + "::STACK";
    };
    band("least", "most", "0000001a");
    band("p5", "p95", "0000001c");
    band("p25", "p75", "00000030");
    return out + " LINE2:median#009E73";
}

}  // namespace

bool rrd_is_there() { return std::system("command -v rrdtool >/dev/null 2>&1") == 0; }

std::vector<std::vector<double>> draw_with_rrd(const std::string& folder,
                                               const std::vector<store::GraphPoint>& minutes,
                                               const std::vector<RrdView>& views, int times,
                                               int width, int height) {
    if (minutes.empty()) return {};
    Rrd rrd(folder);
    const auto begin =
        std::chrono::floor<std::chrono::seconds>(minutes.front().from).time_since_epoch().count();
    if (!rrd.run(create(rrd, begin, minutes.size())) || !fill(rrd, minutes)) return {};
    std::vector<std::vector<double>> out;
    for (const auto& view : views) {
        std::vector<double> took;
        for (int i = 0; i < times; ++i) {
            // Another view each time, as while a person pans.
            const auto by = (view.until - view.from) / 100 * i;
            const RrdView moved{view.from - by, view.until - by};
            const auto before = Clock::now();
            if (!rrd.run(graph(rrd, moved, width, height, folder + "/peer.png"))) return {};
            took.push_back(
                std::chrono::duration<double, std::milli>(Clock::now() - before).count());
        }
        out.push_back(std::move(took));
    }
    return out;
}

}  // namespace traypulse::bench
