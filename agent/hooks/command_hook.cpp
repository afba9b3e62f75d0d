#include <algorithm>
#include <string_view>
#include <utility>

#include "agent/hooks/delivery.h"
#include "agent/probes/child_process.h"
#include "agent/probes/http_failure.h"
#include "agent/probes/pipe_stream.h"
#include "agent/probes/printable.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::hooks {
namespace {

/// Of what it writes to standard error, for the log; the rest is read and thrown away.
constexpr std::size_t kMostSaid = 1024;

class CommandHook final : public Delivery {
 public:
    CommandHook(uv_loop_t* loop, const HookSettings& hook, std::string payload,
                std::vector<std::pair<std::string, std::string>> variables, Delivered done)
        : loop_(loop),
          command_(hook.command),
          payload_(std::move(payload)),
          variables_(std::move(variables)),
          timeout_(hook.timeout),
          done_(std::move(done)),
          timer_(loop) {
        timer_.start({}, [this] { begin(); });
    }
    ~CommandHook() override { process_.kill_group(); }

 private:
    void finish(Attempt attempt) {
        // Not from within a callback of a member that dies with this object.
        timer_.start({}, [this, attempt = std::move(attempt)] {
            const auto done = std::move(done_);
            done(attempt);
        });
    }

    void begin() {
        in_ = std::make_unique<PipeStream>(loop_, PipeStream::Events{});
        said_ = std::make_unique<PipeStream>(
            loop_, PipeStream::Events{.data =
                                          [this](auto data) {
                                              const auto room = kMostSaid - text_.size();
                                              text_.append(
                                                  reinterpret_cast<const char*>(data.data()),
                                                  std::min(room, data.size()));
                                          },
                                      .closed = nullptr});
        std::vector<char*> words;
        words.reserve(command_.size() + 1);
        for (auto& word : command_) words.push_back(word.data());
        words.push_back(nullptr);
        auto environment = variables();
        std::vector<char*> entries;
        entries.reserve(environment.size() + 1);
        for (auto& entry : environment) entries.push_back(entry.data());
        entries.push_back(nullptr);
        uv_stdio_container_t stdio[3] = {};
        stdio[0].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_READABLE_PIPE);
        stdio[0].data.stream = in_->stream();
        stdio[1].flags = UV_IGNORE;
        stdio[2].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_WRITABLE_PIPE);
        stdio[2].data.stream = said_->stream();
        uv_process_options_t options = {};
        options.file = command_.front().c_str();
        options.args = words.data();
        options.env = entries.data();
        options.stdio = stdio;
        options.stdio_count = 3;
        options.flags = UV_PROCESS_DETACHED;  // so that what it starts can be killed with it
        const int rc = process_.spawn(
            loop_, options, [this](std::int64_t status, int signal) { ended(status, signal); });
        if (rc != 0)
            return finish({Attempt::Result::failed,
                           tr("the program cannot be started ({0})", uv_strerror(rc))});
        said_->begin_reading();
        in_->write({payload_.begin(), payload_.end()});
        in_->end_writing();
        timer_.start(std::chrono::ceil<std::chrono::milliseconds>(timeout_), [this] {
            too_slow_ = true;
            process_.kill_group();
        });
    }

    /// The agent's own, and what this is about.
    [[nodiscard]] std::vector<std::string> variables() const {
        std::vector<std::string> out;
        uv_env_item_t* items = nullptr;
        int count = 0;
        if (uv_os_environ(&items, &count) == 0) {
            for (int i = 0; i < count; ++i)
                if (std::string_view(items[i].name).rfind("TRAYPULSE_", 0) != 0)
                    out.push_back(std::string(items[i].name) + "=" + items[i].value);
            uv_os_free_environ(items, count);
        }
        for (const auto& [name, value] : variables_)
            out.emplace_back(name).append("=").append(value);
        return out;
    }

    void ended(std::int64_t status, int signal) {
        if (status == 0 && signal == 0) return finish({Attempt::Result::delivered, {}});
        std::string why = too_slow_     ? tr("the program was killed, it was not ready within {0}",
                                             patience_text(timeout_))
                          : signal != 0 ? tr("the program was ended by signal {0}", signal)
                                        : tr("the program ended with status {0}", status);
        if (const auto line = printable_line(text_); !line.empty()) why = tr("{0}: {1}", why, line);
        finish({Attempt::Result::failed, std::move(why)});
    }

    uv_loop_t* loop_;
    std::vector<std::string> command_;
    std::string payload_;
    std::vector<std::pair<std::string, std::string>> variables_;
    Nanoseconds timeout_;
    Delivered done_;
    bool too_slow_ = false;
    std::string text_;  ///< what it said on standard error
    uv::Timer timer_;
    std::unique_ptr<PipeStream> in_, said_;
    ChildProcess process_;
};

}  // namespace

std::unique_ptr<Delivery> execute(uv_loop_t* loop, const HookSettings& hook, std::string payload,
                                  std::vector<std::pair<std::string, std::string>> variables,
                                  Delivered done) {
    return std::make_unique<CommandHook>(loop, hook, std::move(payload), std::move(variables),
                                         std::move(done));
}

}  // namespace traypulse::hooks
