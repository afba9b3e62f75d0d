#include "tests/system/network/network_rig.h"

#include <doctest/doctest.h>

#include <chrono>
#include <sstream>

#include "shared/uv_handle.h"
#include "tests/support/process.h"

namespace traypulse::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

Finished run_ip(const std::string& words) {
    ProcessSpec spec{{"ip"}};
    std::istringstream in(words);
    for (std::string word; in >> word;) spec.argv.push_back(word);
    return run(spec);
}

}  // namespace

void ip(const std::string& words) {
    const auto done = run_ip(words);
    REQUIRE_MESSAGE(done.status == 0, "ip " << words << ": " << done.errors);
}

void ip_batch(const std::string& lines) {
    ProcessSpec spec{{"ip", "-batch", "-"}};
    spec.input = lines;
    const auto done = run(spec);
    REQUIRE_MESSAGE(done.status == 0, done.errors);
}

void cable(const std::string& a, const std::string& b, const std::vector<std::string>& addresses) {
    ip("link add " + a + " type veth peer name " + b);
    for (const auto& address : addresses)
        ip("address add " + address + " dev " + a +
           (address.find(':') == std::string::npos ? "" : " nodad"));
    ip("link set " + b + " up");
    ip("link set " + a + " up");
}

Watched::Watched() {
    uv_loop_init(&loop_);
    watch_ = std::make_unique<runtime::NetworkWatch>(&loop_, [this](const NetworkFacts& facts) {
        last_ = facts;
        ++told_;
    });
    last_ = runtime::read_network_facts();
}

Watched::~Watched() {
    watch_.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop_) == 0);
}

bool Watched::become(const std::function<bool(const NetworkFacts&)>& condition) {
    bool late = false;
    uv::Timer patience(&loop_);
    patience.start(kPatience, [&] { late = true; });
    while (!condition(last_) && !late) uv_run(&loop_, UV_RUN_ONCE);
    patience.reset();
    return condition(last_);
}

}  // namespace traypulse::test
