#include "agent/probes/ping_command_channel.h"
#include "tests/support/doctest_strings.h"

using namespace traypulse;
using namespace std::chrono_literals;

TEST_CASE("ping's arguments: the request, then the person's own, then the address behind --") {
    protocol::Start s;
    s.address = *IpAddress::parse("192.0.2.1");
    s.timeout = 1500ms;
    s.ttl = Ttl(5);
    s.dont_fragment = true;
    CHECK(PingCommandChannel::arguments(s, {"-I", "eth0; rm -rf /"}) ==
          std::vector<std::string>{"-n", "-c", "1", "-W", "1.500", "-s", "56", "-4", "-t", "5",
                                   "-M", "do", "-I", "eth0; rm -rf /", "--", "192.0.2.1"});
}
