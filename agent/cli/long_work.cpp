#include "agent/cli/long_work.h"

#include <algorithm>
#include <chrono>

#include "agent/cli/interrupt.h"
#include "agent/config/host.h"
#include "agent/config/nearest.h"
#include "agent/runtime/clock.h"
#include "agent/translations/columns.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::cli {
namespace {

/// What is over sooner needs no line.
constexpr auto kPatience = std::chrono::seconds(1);
/// Of a line on a terminal of the usual width.
constexpr std::size_t kMostColumns = 60;

std::string cut(std::string text) {
    if (terminal_columns(text) <= kMostColumns) return text;
    return text.substr(0, bytes_in_columns(text, kMostColumns)) + "…";
}

class ProgressLine {
 public:
    ProgressLine(const Wiring& wiring, bool draw)
        : wiring_(wiring), draw_(draw), began_(std::chrono::steady_clock::now()) {}
    ~ProgressLine() {
        if (drawn_) wiring_.err("\r\033[K");
    }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void tell(double fraction, std::string_view doing) {
        if (!draw_ || std::chrono::steady_clock::now() - began_ < kPatience) return;
        const auto percent = std::to_string(static_cast<int>(fraction * 100));
        wiring_.err("\r\033[K" + std::string(4 - std::min<std::size_t>(percent.size(), 3), ' ') +
                    percent + " %  " + cut(plain(std::string(doing))));
        drawn_ = true;
    }

 private:
    const Wiring& wiring_;
    bool draw_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace

int do_long_work(const Wiring& wiring, bool draw,
                 const std::function<Status(const store::Progress&)>& work) {
    outlive_readers();  // the work ends in order
    const Interrupt interrupt;
    Status done = ok();
    {
        ProgressLine line(wiring, draw && wiring.err_is_terminal);
        done = work([&](double fraction, std::string_view doing) {
            line.tell(fraction, doing);
            return !Interrupt::came();
        });
    }
    if (done.ok()) return kExitWell;
    if (done.error().code == ErrorCode::cancelled && Interrupt::came()) {
        complain(wiring, done.error());
        return kExitInterrupted;
    }
    complain(wiring, done.error());
    return done.error().code == ErrorCode::not_found ? kExitWrong : kExitNotWell;
}

WallTime wall_now() { return runtime::now().wall; }

Result<store::TimeRange> range_of(const Moment& since, const Moment& until) {
    const auto now = wall_now();
    const store::TimeRange out{resolve(since, now), resolve(until, now)};
    if (out.from >= out.until)
        return Error{ErrorCode::invalid_argument, tr("--since is not before --until"),
                     tr("give an earlier --since")};
    return out;
}

Result<std::string> history_file(const HistoryPlace& place, const Wiring& wiring) {
    const auto paths = resolve_paths(wiring.paths, place.config_file, place.state_dir);
    if (!paths) return paths.error();
    return paths.value().history_file;
}

Result<std::vector<store::HistoryTarget>> find_targets(store::History& history,
                                                       const std::vector<std::string>& names) {
    std::vector<store::HistoryTarget> out;
    if (names.empty()) return out;
    const auto known = history.targets();
    if (!known) return known.error();
    for (const auto& name : names) {
        const auto before = out.size();
        std::vector<std::string> words;
        for (const auto& t : known.value()) {
            if (t.name == name || t.check == name) out.push_back(t.id);
            words.push_back(t.name);
        }
        if (out.size() == before)
            return Error{ErrorCode::not_found,
                         tr("the history knows no target {0}", config::in_quotes(name)) +
                             config::did_you_mean(name, words),
                         tr("`traypulse export --what targets` lists those that it knows")};
    }
    return out;
}

}  // namespace traypulse::cli
