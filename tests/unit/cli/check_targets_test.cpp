#include "agent/cli/check_targets.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;

namespace {

CheckArguments given(std::vector<std::string> targets, std::vector<std::string> keys = {}) {
    CheckArguments out;
    out.targets = std::move(targets);
    out.keys = std::move(keys);
    return out;
}

TargetSpec only(const CheckArguments& arguments, const std::vector<TargetSpec>& configured = {}) {
    auto targets = check_targets(arguments, configured);
    INFO((targets ? "" : targets.error().text()));
    REQUIRE(targets);
    REQUIRE(targets.value().size() == 1);
    return targets.value().front().spec;
}

std::string refusal(const CheckArguments& arguments) {
    const auto targets = check_targets(arguments, {});
    return targets ? "" : targets.error().text();
}

}  // namespace

TEST_CASE("check: URIs of every kind are taken, with their kind's own time") {
    CHECK(only(given({"192.0.2.1"})).check.uri() == "icmp://192.0.2.1");
    CHECK(only(given({"tcp://a.b:22"})).timeout == 5s);
    CHECK(only(given({"https://a.b"})).check.uri() == "https://a.b/");
    auto quick = given({"https://a.b"});
    quick.timeout = 300ms;
    CHECK(only(quick).timeout == 300ms);
}

TEST_CASE("check: keys are read as the configuration reads them") {
    const auto spec =
        only(given({"https://a.b"}, {"status=204", "headers=X: a=b \"c\" \\", "certificate_days=30",
                                     "verify=false", "body_contains=a=b", "redirects=refuse"}));
    REQUIRE(spec.options.status.size() == 1);
    CHECK(spec.options.status[0] == CheckOptions::StatusRange{204, 204});
    REQUIRE(spec.options.headers.size() == 1);
    CHECK(spec.options.headers[0].value == "a=b \"c\" \\");
    CHECK(spec.options.certificate_days == 30);
    CHECK_FALSE(spec.options.verify);
    CHECK(spec.options.body_contains == "a=b");
    CHECK(spec.options.redirects == Redirects::refuse);
    CHECK(only(given({"https://a.b"}, {"status=[\"2xx\", \"404\"]"})).options.status.size() == 2);
    CHECK(only(given({"tcp://a.b:1"}, {"banner=SSH\t"})).options.banner == "SSH\t");
}

TEST_CASE("check: what makes no sense is refused with what to write") {
    CHECK(refusal(given({"gopher://a"})).find("gopher://a: unknown kind of check") == 0);
    CHECK(refusal(given({"https://a.b"}, {"staus=200"})).find("did you mean \"status\"?") !=
          std::string::npos);
    CHECK(refusal(given({"https://a.b"}, {"status=20"})).find("no status") != std::string::npos);
    CHECK(refusal(given({"https://a.b"}, {"status"})).find("-o status=204") != std::string::npos);
    CHECK(refusal(given({"https://a.b"}, {"a\nb=c"})).find("no key") != std::string::npos);
    CHECK(refusal(given({"tcp://a.b:1"}, {"status=200"})).find("belongs to checks of kind http") !=
          std::string::npos);
}

TEST_CASE("check: a configured target stands for its check with all its keys") {
    TargetSpec shop;
    shop.name = "Shop";
    shop.check.kind = CheckKind::https;
    shop.check.host = "shop.example";
    shop.options.body_contains = "well";
    shop.timeout = 7s;
    const auto spec = only(given({"Shop"}), {shop});
    CHECK(spec == shop);
    // Only the exact name does; "shop" is a host.
    CHECK(only(given({"shop"}), {shop}).check.uri() == "icmp://shop");
}

TEST_CASE("check: -4 and -6 hold for every kind") {
    auto four = given({"example.com"});
    four.family = Family::ipv4;
    CHECK(only(four).check.kind == CheckKind::icmp4);
    auto six = given({"tcp://example.com:1"});
    six.family = Family::ipv6;
    CHECK(only(six).options.family == FamilyWish::ipv6);
}
