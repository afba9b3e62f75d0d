// What the running helper can still do: as little as possible.
#include <doctest/doctest.h>

#include <sys/socket.h>
#include <sys/un.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "tests/support/helper_process.h"
#include "tests/system/helper/process_facts.h"

using namespace traypulse;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

std::map<std::string, std::string> limits_of(pid_t pid) {
    std::map<std::string, std::string> out;
    std::ifstream file("/proc/" + std::to_string(pid) + "/limits");
    for (std::string line; std::getline(file, line);) {
        if (line.size() < 46) continue;
        std::istringstream hard(line.substr(46));
        auto name = line.substr(0, 26);
        name.erase(name.find_last_not_of(' ') + 1);
        hard >> out[name];
    }
    return out;
}

}  // namespace

TEST_CASE("no capability, no new privilege, two filters, no resources are left") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    auto status = status_of(helper.pid());
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        CHECK(status[set] == "0000000000000000");
    CHECK(status["NoNewPrivs"] == "1");
    CHECK(status["Seccomp"] == "2");
    CHECK(status["Seccomp_filters"] == "2");
    CHECK(status["SigBlk"] == "0000000000000000");
    auto limits = limits_of(helper.pid());
    CHECK(limits["Max open files"] == "128");
    for (const char* limit :
         {"Max processes", "Max file size", "Max core file size", "Max locked memory"})
        CHECK_MESSAGE(limits[limit] == "0", limit);
}

TEST_CASE("connections leave no descriptor behind, nor do those that a client passes") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    auto first = helper.connect();
    first.greet();
    const auto before = descriptors_of(helper.pid());
    REQUIRE(before > 0);
    for (int i = 0; i < 300; ++i) {
        auto client = helper.connect();
        std::vector<std::uint8_t> hello;
        protocol::encode(protocol::ClientMessage{protocol::Hello{}}, hello);
        iovec data{hello.data(), hello.size()};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        const int passed = client.descriptor();
        memcpy(CMSG_DATA(header), &passed, sizeof passed);
        REQUIRE(sendmsg(client.descriptor(), &message, MSG_NOSIGNAL) > 0);
        const auto answer = client.next();
        REQUIRE(answer);
    }
    // One more that is welcomed says that all before have been dealt with.
    auto last = helper.connect();
    last.greet();
    last.close();
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (descriptors_of(helper.pid()) != before && std::chrono::steady_clock::now() < end) {
        auto probe = helper.connect();
        probe.send(protocol::Hello{});
        probe.next();
    }
    CHECK(descriptors_of(helper.pid()) <= before + 1);
}
