// DNS checks against dnsmasq, beside dig on the same names, and every way in which none answers.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "agent/probes/check_dns.h"
#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/support/process.h"
#include "tests/system/checks/check_rig.h"
#include "tests/system/checks/dns_messages.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

// dnsmasq on both loopbacks, with a record of every kind it can be told.
class Dnsmasq {
 public:
    Dnsmasq() : process_(spec()) {
        // It is ready when it answers.
        const auto up = [] {
            return run({.argv = {"dig", "+short", "+time=1", "+tries=1", "@127.0.0.1", "a.test"}})
                       .output.find("192.0.2.1") != std::string::npos;
        };
        if (!eventually(20s, up)) throw std::runtime_error("dnsmasq: " + process_.errors());
    }

 private:
    static ProcessSpec spec() {
        std::string digest;
        for (int i = 0; i < 32; ++i) digest += "5a";  // of SHA-256
        const std::string numbers = "7856341200000e1000000e1000000e1000000e10";
        ProcessSpec out;
        out.argv = {"dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv",
                    "--listen-address=127.0.0.1,::1", "--bind-interfaces", "--local=/test/",
                    "--local=/2.0.192.in-addr.arpa/", "--local=/8.b.d.0.1.0.0.2.ip6.arpa/",
                    "--local-ttl=77", "--auth-ttl=77", "--host-record=a.test,192.0.2.1,2001:db8::1",
                    "--host-record=two.test,192.0.2.2", "--host-record=two.test,192.0.2.3",
                    "--cname=alias.test,a.test", "--mx-host=mail.test,mx.test,10",
                    "--srv-host=_sip._tcp.test,sip.test,5060,1,2",
                    "--txt-record=txt.test,v=spf1 -all,a \"quoted\" one",
                    "--caa-record=caa.test,0,issue,ca.test",
                    "--naptr-record=naptr.test,100,10,S,SIP+D2U,,sip.test",
                    "--dns-rr=https.test,65,0001000001000302683300040004c0000201",
                    "--dns-rr=odd.test,65280,0a000001", "--dns-rr=sshfp.test,44,0402" + digest,
                    "--dns-rr=ds.test,43,30390d02" + digest,
                    "--dns-rr=tlsa.test,52,030101" + digest, "--dns-rr=ns.test,2,016e047465737400",
                    "--dns-rr=soa.test,6,016e04746573740003612e6200" + numbers,
                    "--dns-rr=hinfo.test,13,03412022056c696e7578",
                    "--dns-rr=uri.test,256,000a000168747470733a2f2f61",
                    // Longer than a datagram without EDNS.
                    "--txt-record=long.test," + std::string(250, 'x') + "," +
                        std::string(250, 'y') + "," + std::string(250, 'z')};
        return out;
    }
    Process process_;
};

std::vector<std::string> lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) out.push_back(line);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("dns: every record type says what dig says of it, over IPv4 and IPv6") {
    Namespace space;
    Dnsmasq server;
    CheckRig rig;
    struct Row {
        std::string name, type;
    };
    for (const auto& row : std::vector<Row>{{"a.test", "A"},
                                            {"a.test", "AAAA"},
                                            {"two.test", "A"},
                                            {"alias.test", "CNAME"},
                                            {"mail.test", "MX"},
                                            {"_sip._tcp.test", "SRV"},
                                            {"txt.test", "TXT"},
                                            {"caa.test", "CAA"},
                                            {"naptr.test", "NAPTR"},
                                            {"https.test", "HTTPS"},
                                            {"odd.test", "TYPE65280"},
                                            {"sshfp.test", "SSHFP"},
                                            {"ds.test", "DS"},
                                            {"ns.test", "NS"},
                                            {"soa.test", "SOA"},
                                            {"hinfo.test", "HINFO"},
                                            {"tlsa.test", "TLSA"},
                                            {"uri.test", "URI"},
                                            {"1.2.0.192.in-addr.arpa", "PTR"}}) {
        CAPTURE(row.name);
        CAPTURE(row.type);
        for (const auto& host : kLoopbacks) {
            const auto dig = run({.argv = {"dig", "+short", "+noedns", "+ignore", "+nosplit",
                                           "@" + host, row.name, row.type}});
            REQUIRE(dig.status == 0);
            REQUIRE_FALSE(dig.output.empty());
            const auto o = rig.run<DnsCheck>(dns(host, 53, row.name, row.type));
            CHECK(o.status == CheckStatus::ok);
            CHECK(fact(o, "rcode") == "NOERROR");
            CHECK(fact(o, "ttl") != "-");
            CHECK(phases(o) == "answer");
            CHECK(o.took > 0ns);
            CHECK(o.address.text() == host);
            auto answers = facts(o, "answer");
            std::sort(answers.begin(), answers.end());
            CHECK(answers == lines(dig.output));
        }
    }
    const auto o = rig.run<DnsCheck>(dns("127.0.0.1", 53, "a.test", "A"));
    CHECK(fact(o, "ttl") == "77");
    // An alias leads to the answer and is none of the answers.
    const auto followed = rig.run<DnsCheck>(dns("127.0.0.1", 53, "alias.test", "A"));
    CHECK(facts(followed, "answer") == Replies{"192.0.2.1"});
    for (const std::string address : {"192.0.2.1", "2001:db8::1"})
        CHECK(fact(rig.run<DnsCheck>(dns("127.0.0.1", 53, address, "PTR")), "answer") == "a.test.");
}

TEST_CASE("dns: an answer that does not fit comes by TCP") {
    Namespace space;
    Dnsmasq server;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        const auto o = rig.run<DnsCheck>(dns(host, 53, "long.test", "TXT"));
        CHECK(o.status == CheckStatus::ok);
        CHECK(fact(o, "truncated") == "yes");
        CHECK(fact(o, "answer").size() == 3 * 250 + 3 * 2 + 2);
        const auto dig = run({.argv = {"dig", "+short", "+tcp", "@" + host, "long.test", "TXT"}});
        CHECK(fact(o, "answer") + "\n" == dig.output);
    }
}

TEST_CASE("dns: what is expected must be among the answers") {
    Namespace space;
    Dnsmasq server;
    CheckRig rig;
    const auto ask = [&](const std::string& name, const std::string& type, Replies expect) {
        return rig.run<DnsCheck>(dns("127.0.0.1", 53, name, type, std::move(expect)));
    };
    CHECK(ask("two.test", "A", {"192.0.2.3", "192.0.2.2"}).status == CheckStatus::ok);
    CHECK(ask("a.test", "AAAA", {"2001:DB8:0::1"}).status == CheckStatus::ok);
    CHECK(ask("mail.test", "MX", {"10  MX.Test"}).status == CheckStatus::ok);
    CHECK(ask("alias.test", "CNAME", {"A.TEST."}).status == CheckStatus::ok);
    CHECK(ask("txt.test", "TXT", {"v=spf1 -alla \"quoted\" one"}).status == CheckStatus::ok);
    auto o = ask("a.test", "A", {"192.0.2.9"});
    CHECK(o.status == CheckStatus::wrong_answer);
    CHECK(o.reason == "answers 192.0.2.1 where 192.0.2.9 was expected");
    CHECK(fact(o, "answer") == "192.0.2.1");
    o = ask("two.test", "A", {"192.0.2.2", "192.0.2.9"});
    CHECK(o.reason.find(" where 192.0.2.9 was expected") != std::string::npos);
}

TEST_CASE("dns: no such name, no such record, and every way in which a resolver declines") {
    Namespace space;
    Dnsmasq server;
    Simulation net({"dns name shop.test a 10.99.3.1"});
    CheckRig rig;
    auto o = rig.run<DnsCheck>(dns("127.0.0.1", 53, "nosuch.test", "A"));
    CHECK(o.status == CheckStatus::wrong_answer);
    CHECK(o.reason == "the name nosuch.test does not exist (NXDOMAIN)");
    CHECK(fact(o, "rcode") == "NXDOMAIN");
    CHECK(o.took > 0ns);
    o = rig.run<DnsCheck>(dns("127.0.0.1", 53, "two.test", "AAAA"));
    CHECK(o.status == CheckStatus::wrong_answer);
    CHECK(o.reason == "the name two.test has no AAAA record");
    CHECK(fact(o, "rcode") == "NOERROR");
    struct Row {
        std::string mode, reason, rcode;
    };
    for (const auto& row : std::vector<Row>{
             {"servfail", "the resolver failed on shop.test (SERVFAIL)", "SERVFAIL"},
             {"refused", "the resolver refuses to answer (REFUSED)", "REFUSED"},
             {"nxdomain", "the name shop.test does not exist (NXDOMAIN)", "NXDOMAIN"}}) {
        net.tell("dns " + row.mode + " on");
        o = rig.run<DnsCheck>(dns("10.99.0.53", 53, "shop.test", "A"));
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason == row.reason);
        CHECK(fact(o, "rcode") == row.rcode);
        net.tell("dns " + row.mode + " off");
    }
    for (const unsigned rcode : {1U, 4U, 11U}) {
        UdpServer odd("127.0.0.1", 5300, [&](const std::string& q) {
            return Replies{response(q, {}, 0x8180 | rcode)};
        });
        o = rig.run<DnsCheck>(dns("127.0.0.1", 5300, "x.test", "A"));
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(fact(o, "rcode") == (rcode == 1 ? "FORMERR" : rcode == 4 ? "NOTIMP" : "RCODE11"));
    }
    net.tell("dns silent on");
    const auto before = net.queries("shop.test");
    auto request = dns("10.99.0.53", 53, "shop.test", "A");
    request.timeout = 300ms;
    o = rig.run<DnsCheck>(request);
    CHECK(o.status == CheckStatus::timeout);
    CHECK(o.reason == "no answer within 300 ms");
    CHECK(net.queries("shop.test") == before + 1);
}

TEST_CASE("dns: refused, unreachable and not sent are told apart") {
    Namespace space;
    Simulation net({"host 10.99.1.1", "host fd99::1:1"});
    CheckRig rig;
    for (const std::string host : {"127.0.0.1", "::1", "10.99.1.1", "fd99::1:1"}) {
        CAPTURE(host);
        const auto o = rig.run<DnsCheck>(dns(host, 53, "x.test", "A"));
        CHECK(o.status == CheckStatus::refused);
        CHECK(o.reason == "nobody serves DNS at UDP port 53");
    }
    net.tell("host 10.99.1.1 unreachable host");
    net.tell("host fd99::1:1 unreachable prohibited");
    CHECK(rig.run<DnsCheck>(dns("10.99.1.1", 53, "x.test", "A")).reason ==
          "host unreachable, says 10.99.0.1");
    const auto o = rig.run<DnsCheck>(dns("fd99::1:1", 53, "x.test", "A"));
    CHECK(o.status == CheckStatus::unreachable);
    CHECK(o.reason == "prohibited by a firewall, says fd99::1");

    must_run({"nft", "-f", "-"},
             "table inet t { chain out { type filter hook output priority 0; oif sim0 udp dport 53 "
             "drop; }; }");
    for (const std::string host : {"10.99.1.1", "fd99::1:1"}) {
        const auto dropped = rig.run<DnsCheck>(dns(host, 53, "x.test", "A"));
        CHECK(dropped.status == CheckStatus::not_sent);
        CHECK(dropped.error == EPERM);
        CHECK(dropped.reason == "blocked by this computer's own firewall");
    }
    must_run({"ip", "route", "del", "default"});
    const auto away = rig.run<DnsCheck>(dns("10.1.2.3", 53, "x.test", "A"));
    CHECK(away.status == CheckStatus::not_sent);
    CHECK(away.error == ENETUNREACH);
}

TEST_CASE("dns: the system's resolver, a resolver by name, and questions that cannot be asked") {
    Namespace space({.hosts = "10.99.0.53 resolver.test\n"});
    Simulation net({"dns name shop.test a 10.99.3.1 ttl 42"});
    CheckRig rig;
    auto o = rig.run<DnsCheck>(dns("@resolver", 53, "shop.test", "A"));
    CHECK(o.status == CheckStatus::ok);
    CHECK(o.address.text() == "10.99.0.53");
    CHECK(fact(o, "answer") == "10.99.3.1");
    CHECK(fact(o, "ttl") == "42");
    auto given = dns("@resolver", 53, "shop.test", "A");
    given.address = *IpAddress::parse("10.99.0.1");
    CHECK(rig.run<DnsCheck>(given).status == CheckStatus::refused);
    o = rig.run<DnsCheck>(dns("resolver.test", 53, "shop.test", "A"));
    CHECK(o.status == CheckStatus::ok);
    CHECK(phases(o) == "name answer");
    CHECK(rig.run<DnsCheck>(dns("nosuch.test", 53, "shop.test", "A")).status ==
          CheckStatus::name_failed);
    o = rig.run<DnsCheck>(dns("10.99.0.53", 53, "shop.test", "NONSENSE"));
    CHECK(o.status == CheckStatus::not_sent);
    CHECK(o.reason == "there is no record type NONSENSE");
    o = rig.run<DnsCheck>(dns("10.99.0.53", 53, "a..test", "A"));
    CHECK(o.status == CheckStatus::not_sent);
    CHECK(o.reason == "a..test is no name that DNS can be asked for");
}
