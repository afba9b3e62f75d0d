// `traypulse watch`: the running agent's view, drawn again and again.
#include <algorithm>
#include <thread>

#include "agent/cli/terminal.h"
#include "agent/cli/watch_past.h"
#include "agent/cli/watch_screen.h"
#include "agent/cli/wiring.h"
#include "agent/engine/words.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/control_client.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

Result<WatchView> look(const std::string& socket) {
    control::Request request;
    request.verb = control::Verb::status;
    request.format = control::Format::json;
    const auto reply = control::ask(socket, request);
    if (!reply) return reply.error();
    return watch_view(reply.value().output);
}

/// From the top left; each line wipes what was longer before, and the end what was below.
std::string drawn(const std::vector<std::string>& lines) {
    std::string out = "\033[H";
    for (std::size_t i = 0; i < lines.size(); ++i)
        out += lines[i] + "\033[K" + (i + 1 < lines.size() ? "\r\n" : "");
    return out + "\033[J";
}

class Watch {
 public:
    Watch(const WatchOptions& options, const Wiring& wiring, std::string socket,
          std::string history_file)
        : options_(options),
          wiring_(wiring),
          socket_(std::move(socket)),
          past_(std::move(history_file)) {
        style_.unicode = speaks_utf8();
        const auto no_colour = wiring_.paths.variable("NO_COLOR");
        style_.colour = !no_colour || no_colour->empty();
    }

    /// Until somebody presses q. An agent that ends meanwhile is waited for.
    int on(Terminal& terminal) {
        const auto first_look = look(socket_);
        if (!first_look) return complain(wiring_, first_look.error()), kExitWrong;
        std::uint32_t frames = 0;
        while (true) {
            const auto size = terminal.size();
            style_.columns = size.columns;
            style_.rows = size.rows;
            if (!wiring_.out(drawn(frame()))) return kExitNotWell;
            if (options_.count != 0 && ++frames >= options_.count) return status_;
            if (!wait(terminal)) return kExitWell;
        }
    }

    /// Where nobody can press a key: one view after the other, without escape sequences.
    int as_text() {
        style_.colour = false;
        style_.columns = kTextColumns;
        for (std::uint32_t frames = 0;;) {
            auto view = look(socket_);
            if (!view) return complain(wiring_, view.error()), kExitWrong;
            style_.rows = view.value().targets.size() + kLinesAround;
            std::string out;
            auto lines = lines_of(view.value());
            lines.pop_back();  // there is no key to press
            for (const auto& line : lines) out += line + "\n";
            if (!wiring_.out(out + "\n")) return kExitNotWell;
            if (options_.count != 0 && ++frames >= options_.count) return status_;
            std::this_thread::sleep_for(options_.interval);
        }
    }

 private:
    static constexpr std::size_t kTextColumns = 100;
    static constexpr std::size_t kLinesAround = 5;

    std::vector<std::string> lines_of(WatchView& view) {
        const bool well = view.glance == Glance::up || view.glance == Glance::paused;
        status_ = well ? kExitWell : kExitNotWell;
        first_ = std::min(first_, view.targets.empty() ? 0 : view.targets.size() - 1);
        past_.fill(view, first_, first_ + style_.rows, options_.span, spark_columns(view, style_));
        return watch_screen(view, style_, runtime::local_clock_text(view.taken),
                            words::duration_short(options_.span), first_);
    }

    std::vector<std::string> frame() {
        auto view = look(socket_);
        if (!view) {
            status_ = kExitWrong;
            return {view.error().text(), "", tr("q: quit")};
        }
        targets_ = view.value().targets.size();
        return lines_of(view.value());
    }

    /// False: that is all. Scrolling is answered at once.
    bool wait(Terminal& terminal) {
        const auto page = style_.rows > kLinesAround ? style_.rows - kLinesAround : 1;
        const auto most = targets_ > page ? targets_ - page : 0;
        switch (terminal.wait(std::chrono::ceil<std::chrono::milliseconds>(options_.interval))) {
            case Key::quit:
                return false;
            case Key::up:
                first_ -= std::min<std::size_t>(first_, 1);
                break;
            case Key::down:
                first_ = std::min(first_ + 1, most);
                break;
            case Key::page_up:
                first_ -= std::min(first_, page);
                break;
            case Key::page_down:
                first_ = std::min(first_ + page, most);
                break;
            case Key::resized:
            case Key::none:
                break;
        }
        return true;
    }

    const WatchOptions& options_;
    const Wiring& wiring_;
    std::string socket_;
    WatchPast past_;
    ScreenStyle style_;
    std::size_t first_ = 0;
    std::size_t targets_ = 0;
    int status_ = kExitWell;
};

}  // namespace

int run_watch(const WatchOptions& options, const Wiring& wiring) {
    const auto dir = runtime_dir(wiring.paths);
    if (!dir) return complain(wiring, dir.error()), kExitWrong;
    const auto paths = resolve_paths(wiring.paths, {}, options.state_dir);
    if (!paths) return complain(wiring, paths.error()), kExitWrong;
    Watch watch(options, wiring, dir.value().socket(), paths.value().history_file);
    if (const auto terminal = Terminal::open()) return watch.on(*terminal);
    return watch.as_text();
}

}  // namespace traypulse::cli
