#include "tests/system/ladder/ladder_rig.h"

#include <algorithm>
#include <chrono>
#include <csignal>

namespace traypulse::test {

using namespace std::chrono_literals;

LadderRig::LadderRig(LadderOptions options) {
    std::signal(SIGPIPE,
                SIG_IGN);  // as the program does: a helper may end before it reads our hello
    uv_loop_init(&loop_);
    tick_.emplace(&loop_);
    ladder_.emplace(&loop_, std::move(options), [this](Rung rung, const Error& error) {
        failed.push_back(std::string(to_string(rung)) + ": " + error.text());
    });
    ChannelEvents e;
    e.ready = [this](const ChannelAbilities& a) {
        ready.push_back(a.rung);
        start();
    };
    e.result = [this](const protocol::ProbeResult& r) { results.push_back(r); };
    e.ended = [this](const protocol::Ended& end) { ended.push_back(end); };
    e.rejected = [this](ProbeId, const Error& error) { rejected.push_back(error.text()); };
    e.lost = [this](const Error& error) { lost.push_back(error.text()); };
    ladder_->open(std::move(e));
}

LadderRig::~LadderRig() {
    ladder_.reset();
    tick_.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
}

bool LadderRig::until(const std::function<bool()>& condition, std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    // Only so that the loop turns now and then while nothing else happens.
    tick_->start(
        20ms, [] {}, 20ms);
    while (!condition() && std::chrono::steady_clock::now() < end) uv_run(&loop_, UV_RUN_ONCE);
    tick_->stop();
    return condition();
}

void LadderRig::ask(const protocol::Start& start_request) {
    wish_ = start_request;
    if (!ready.empty()) start();
}

void LadderRig::start() {
    if (!wish_) return;
    wish_->probe = ProbeId(next_probe_++);
    ladder_->start(*wish_);
}

bool LadderRig::replies(std::size_t n) {
    const auto count = [this] {
        return static_cast<std::size_t>(
            std::count_if(results.begin(), results.end(),
                          [](const auto& r) { return r.outcome == protocol::Outcome::reply; }));
    };
    const auto wanted = count() + n;
    return until([&] { return count() >= wanted; });
}

protocol::Start stream_to(const std::string& address) {
    protocol::Start s;
    s.address = *IpAddress::parse(address);
    s.interval = 250ms;
    s.timeout = 1s;
    return s;
}

}  // namespace traypulse::test
