#include "agent/probes/basic_check.h"

#include <algorithm>
#include <utility>

#include "agent/engine/words.h"
#include "agent/translations/translate.h"

namespace traypulse {

using namespace std::chrono_literals;

BasicCheck::BasicCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request)
    : loop_(loop), request_(std::move(request)), address_(names), deadline_(loop), end_(loop) {}

Nanoseconds BasicCheck::now() { return Nanoseconds(static_cast<std::int64_t>(uv_hrtime())); }

void BasicCheck::start(std::function<void()> done) {
    done_ = std::move(done);
    // libuv's timers count from the loop's last look at the clock, which may be long ago.
    uv_update_time(loop_);
    const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(request_.timeout);
    deadline_.start(std::max(most, 1ms), [this] { expired(); });
    began_ = now();
    request_.address = known_address();
    looking_up_ = true;
    address_.find(request_, [this](Result<IpAddress> found) { address_found(std::move(found)); });
}

void BasicCheck::address_found(Result<IpAddress> found) {
    looking_up_ = false;
    // A name takes time, and a literal or a given address has no such phase.
    if (request_.address.is_unspecified() && !IpAddress::parse(request_.spec.host))
        phase("name", now() - began_);
    if (!found.ok()) return finish(status_of_name_error(found.error()), found.error().what);
    outcome_.address = found.value();
    ask();
}

void BasicCheck::expired() {
    if (looking_up_)
        return finish(CheckStatus::name_failed,
                      late(tr("no DNS resolver answers for {0}", request_.spec.host)));
    give_up();
}

void BasicCheck::finish(CheckStatus status, std::string reason) {
    if (finished_) return;
    finished_ = true;
    outcome_.status = status;
    outcome_.reason = std::move(reason);
    deadline_.stop();
    address_.cancel();
    release();
    end_.start(0ms, [this] {
        // Moved out: it may destroy this.
        const auto done = std::move(done_);
        done();
    });
}

void BasicCheck::finish(SocketTrouble trouble) {
    if (finished_) return;
    outcome_.error = trouble.error;
    finish(trouble.status, std::move(trouble.reason));
}

void BasicCheck::cancel() {
    finished_ = true;
    deadline_.stop();
    end_.stop();
    address_.cancel();
    release();
    done_ = nullptr;
}

void BasicCheck::phase(std::string name, Nanoseconds took) {
    outcome_.phases.push_back({std::move(name), std::max(took, Nanoseconds::zero())});
}

void BasicCheck::fact(std::string name, std::string value) {
    outcome_.facts.push_back({std::move(name), std::move(value)});
}

std::string BasicCheck::late(const std::string& what) const {
    return tr("{0} within {1}", what, words::latency(Rtt(request_.timeout)));
}

}  // namespace traypulse
