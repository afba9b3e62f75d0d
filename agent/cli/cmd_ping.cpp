#include <csignal>
#include <optional>

#include "agent/cli/on_loop.h"
#include "agent/cli/ping_report.h"
#include "agent/cli/ping_session.h"
#include "agent/cli/ping_targets.h"
#include "agent/cli/wiring.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::cli {
namespace {

/// One `traypulse ping`, from names to the summary. Everything on one loop.
class Ping {
 public:
    Ping(uv_loop_t* loop, const PingOptions& options, std::vector<PingTarget> targets,
         const Wiring& wiring, int& status)
        : loop_(loop),
          options_(options),
          targets_(std::move(targets)),
          wiring_(wiring),
          status_(status),
          report_({options.json, options.summary}),
          addresses_(targets_.size()),
          waiting_(targets_.size()) {}

    void start() {
        interrupt_ = uv::Signal(loop_, SIGINT, [this](int) { interrupted(); });
        terminate_ = uv::Signal(loop_, SIGTERM, [this](int) { interrupted(); });
        for (const auto& target : targets_) report_.add(target.written);
        resolve_ = wiring_.make_resolve(loop_);
        for (std::size_t i = 0; i < targets_.size(); ++i)
            resolve_(targets_[i].check,
                     [this, i](Result<IpAddress> found) { resolved(i, std::move(found)); });
    }

 private:
    void resolved(std::size_t i, Result<IpAddress> found) {
        if (over_) return;
        if (found)
            addresses_[i] = std::move(found).value();
        else
            failed(i, found.error());
        if (--waiting_ == 0) begin();
    }

    void begin() {
        std::vector<PingSession::Stream> streams;
        for (std::size_t i = 0; i < targets_.size(); ++i) {
            if (!addresses_[i]) continue;
            streams.push_back({i, *addresses_[i]});
            print(report_.begin(i, *addresses_[i], options_.payload_size));
        }
        PingSession::Events events;
        events.result = [this](std::size_t i, const protocol::ProbeResult& r) {
            print(report_.result(i, r));
        };
        events.failed = [this](std::size_t i, const Error& e) { failed(i, e); };
        events.missed = [this](std::uint64_t n) { missed_ += n; };
        events.finished = [this](const Status& how) { finished(how); };
        session_ = std::make_unique<PingSession>(
            loop_, wiring_.make_channel(loop_, options_), streams,
            PingParameters{options_.count, options_.interval, options_.timeout,
                           options_.payload_size, options_.ttl},
            std::move(events));
        session_->start();
        if (deaf_) session_->stop();  // nobody has read even the first line
    }

    void failed(std::size_t i, const Error& error) {
        print(report_.failed(i, error));
        complain(wiring_, {error.code, targets_[i].written + ": " + error.what, error.remedy});
    }

    void interrupted() {
        if (session_ != nullptr)
            session_->stop();
        else
            finished(ok());  // still looking names up
    }

    void finished(const Status& how) {
        if (over_) return;
        over_ = true;
        if (missed_ != 0)
            wiring_.err("traypulse: " +
                        trn("{0} result was dropped on this machine and is not in the summary: ask "
                            "for less at once",
                            "{0} results were dropped on this machine and are not in the summary: "
                            "ask for less at once",
                            missed_) +
                        "\n");
        if (!how) complain(wiring_, how.error());
        print(report_.summaries());
        status_ = !how ? kExitWrong : report_.all_reachable() ? kExitWell : kExitNotWell;
        interrupt_.reset();
        terminate_.reset();
        resolve_ = nullptr;
        session_.reset();
    }

    void print(const std::string& text) {
        if (text.empty() || deaf_) return;
        deaf_ = !wiring_.out(text);
        if (deaf_ && session_ != nullptr) session_->stop();  // `| head`
    }

    uv_loop_t* loop_;
    const PingOptions& options_;
    std::vector<PingTarget> targets_;
    const Wiring& wiring_;
    int& status_;
    PingReport report_;
    std::vector<std::optional<IpAddress>> addresses_;
    std::size_t waiting_;
    std::uint64_t missed_ = 0;
    bool over_ = false;
    bool deaf_ = false;
    Resolve resolve_;
    std::unique_ptr<PingSession> session_;
    uv::Signal interrupt_;
    uv::Signal terminate_;
};

}  // namespace

int run_ping(const PingOptions& options, const Wiring& wiring) {
    std::string file_text;
    if (!options.file.empty()) {
        auto text = wiring.read_input(options.file);
        if (!text) {
            complain(wiring, text.error());
            return kExitWrong;
        }
        file_text = std::move(text).value();
    }
    auto targets = ping_targets(options, file_text);
    if (!targets) {
        complain(wiring, targets.error());
        return kExitWrong;
    }
    return run_on_loop(wiring, [&](uv_loop_t* loop, int& status) {
        auto ping =
            std::make_shared<Ping>(loop, options, std::move(targets).value(), wiring, status);
        ping->start();
        return ping;
    });
}

}  // namespace traypulse::cli
