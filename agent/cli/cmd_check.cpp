#include <memory>
#include <optional>

#include "agent/cli/check_report.h"
#include "agent/cli/check_targets.h"
#include "agent/cli/on_loop.h"
#include "agent/cli/wiring.h"
#include "agent/config/check_uri.h"
#include "agent/config/file.h"
#include "agent/probes/check_icmp.h"
#include "agent/probes/check_maker.h"
#include "agent/runtime/clock.h"

namespace traypulse::cli {
namespace {

/// One `traypulse check`: all of them at once, reported in the order in which they were given.
class Checks {
 public:
    Checks(uv_loop_t* loop, const CheckArguments& arguments, std::vector<CheckTarget> targets,
           const Wiring& wiring, int& status)
        : arguments_(arguments),
          targets_(std::move(targets)),
          wiring_(wiring),
          status_(status),
          resolver_(loop),
          maker_(loop, resolver_),
          resolve_(wiring.make_resolve(loop)),
          runs_(targets_.size()) {
        for (std::size_t i = 0; i < targets_.size(); ++i)
            if (is_icmp(targets_[i].spec.check.kind)) ++awaiting_channel_;
        if (awaiting_channel_ != 0) {
            PingOptions options;
            options.helper_socket = arguments.helper_socket;
            channel_ = wiring.make_channel(loop, options);
        }
    }

    void start() {
        status_ = kExitWell;
        for (std::size_t i = 0; i < targets_.size(); ++i) {
            const auto& check = targets_[i].spec.check;
            runs_[i].began = runtime::now().wall;
            // The other kinds look their own names up, and time it.
            if (is_icmp(check.kind) || config::is_symbolic(check.host))
                resolve_(check, [this, i](const Result<IpAddress>& found) { resolved(i, found); });
            else
                begin(i, {});
        }
        if (channel_ == nullptr) return;
        ChannelEvents events;
        events.ready = [this](const ChannelAbilities&) { channel_ready(); };
        events.lost = [this](const Error& error) { channel_lost(error); };
        mux_.open(*channel_, std::move(events));
    }

 private:
    struct Run {
        WallTime began;
        std::optional<IpAddress> address;
        std::unique_ptr<Check> check;
        std::optional<CheckOutcome> outcome;
    };

    void resolved(std::size_t i, const Result<IpAddress>& found) {
        if (!found) {
            CheckOutcome outcome;
            outcome.status = CheckStatus::name_failed;
            outcome.reason = found.error().text();
            return ended(i, outcome);
        }
        if (!is_icmp(targets_[i].spec.check.kind)) return begin(i, found.value());
        runs_[i].address = found.value();
        if (mux_.abilities() != nullptr) begin(i, found.value());
    }

    void channel_ready() {
        for (std::size_t i = 0; i < runs_.size(); ++i)
            if (runs_[i].address && !runs_[i].check && !runs_[i].outcome)
                begin(i, *runs_[i].address);
    }

    void channel_lost(const Error& error) {
        CheckOutcome outcome;
        outcome.reason = error.text();
        for (std::size_t i = 0; i < runs_.size(); ++i)
            if (is_icmp(targets_[i].spec.check.kind) && !runs_[i].outcome) ended(i, outcome);
    }

    void begin(std::size_t i, const IpAddress& address) {
        const auto& spec = targets_[i].spec;
        CheckRequest request{spec.check, spec.options, spec.timeout, address};
        auto& check = runs_[i].check;
        if (is_icmp(spec.check.kind))
            check = std::make_unique<IcmpCheck>(mux_, std::move(request));
        else
            check = maker_.make(std::move(request));
        check->start([this, i] { ended(i, runs_[i].check->outcome()); });
    }

    void ended(std::size_t i, CheckOutcome outcome) {
        runs_[i].outcome = std::move(outcome);
        runs_[i].check.reset();
        for (; printed_ < runs_.size() && runs_[printed_].outcome; ++printed_) print(printed_);
        if (printed_ < runs_.size()) return;
        mux_.close();
        channel_.reset();
    }

    void print(std::size_t i) {
        const auto& outcome = *runs_[i].outcome;
        if (outcome.status != CheckStatus::ok) status_ = kExitNotWell;
        const auto& [written, spec] = targets_[i];
        wiring_.out(arguments_.json ? check_json(written, spec.check, runs_[i].began, outcome)
                                    : check_text(written, outcome));
    }

    const CheckArguments& arguments_;
    std::vector<CheckTarget> targets_;
    const Wiring& wiring_;
    int& status_;
    NameResolver resolver_;
    CheckMaker maker_;
    Resolve resolve_;
    std::unique_ptr<IcmpChannel> channel_;
    IcmpMux mux_;
    std::size_t awaiting_channel_ = 0;
    std::vector<Run> runs_;
    std::size_t printed_ = 0;
};

// Without a file of one's own naming, none is no fault: a URI needs none.
Result<std::vector<TargetSpec>> configured(const CheckArguments& arguments, const Wiring& wiring) {
    const auto paths = resolve_paths(wiring.paths, arguments.config_file, "/unused");
    if (!paths) {
        if (arguments.config_file.empty()) return std::vector<TargetSpec>{};
        return paths.error();
    }
    auto parsed = config::load(paths.value().config_file);
    if (!parsed.ok()) {
        if (arguments.config_file.empty()) return std::vector<TargetSpec>{};
        return Error{ErrorCode::invalid_argument, parsed.problems.front().text(), ""};
    }
    return std::move(parsed.settings.targets);
}

}  // namespace

int run_check(const CheckArguments& arguments, const Wiring& wiring) {
    auto known = configured(arguments, wiring);
    auto targets = known ? check_targets(arguments, known.value())
                         : Result<std::vector<CheckTarget>>(known.error());
    if (!targets) {
        complain(wiring, targets.error());
        return kExitWrong;
    }
    return run_on_loop(wiring, [&](uv_loop_t* loop, int& status) {
        auto checks =
            std::make_shared<Checks>(loop, arguments, std::move(targets).value(), wiring, status);
        checks->start();
        return checks;
    });
}

}  // namespace traypulse::cli
