#include "agent/moving/text.h"

#include <doctest/doctest.h>

#include "agent/config/parse.h"
#include "agent/moving/entry.h"
#include "agent/moving/json_places.h"

using namespace traypulse;
using namespace traypulse::moving;

TEST_CASE("lines end in all three ways") {
    const auto lines = lines_of("a\r\nb\rc\n\nd");
    REQUIRE(lines.size() == 5);
    CHECK(lines[1].text == "b");
    CHECK(lines[2].text == "c");
    CHECK(lines[3].text.empty());
    CHECK(lines[4].number == 5);
}

TEST_CASE("a comment begins with a word") {
    CHECK(without_comment("http://a/#top # really") == "http://a/#top");
    CHECK(without_comment("# all of it").empty());
    CHECK(without_comment("  a  ") == "a");
}

TEST_CASE("bytes that are not UTF-8 are replaced, and where the first one is, is known") {
    std::optional<std::size_t> bad;
    CHECK(to_utf8("K\xC3\xBC"
                  "che \xF0\x9F\x96\xA8",
                  bad) ==
          "K\xC3\xBC"
          "che \xF0\x9F\x96\xA8");
    CHECK_FALSE(bad);
    // Latin-1, a letter that breaks off, one written too long, half of a surrogate pair.
    for (const std::string text : {"K\xFC"
                                   "che",
                                   "K\xE2\x82", "K\xC0\xAF", "K\xED\xA0\x80"}) {
        bad.reset();
        CHECK(to_utf8(text, bad).starts_with("K\xEF\xBF\xBD"));
        CHECK(bad == 1);
    }
}

TEST_CASE("a name fits into a menu, and no letter of it is cut in two") {
    CHECK(clean_name(" a\tb\x1b[1m ") == "a b [1m");
    std::string wide;
    for (int i = 0; i < 60; ++i) wide += "\xC3\xA4";
    const auto name = clean_name(wide);
    CHECK(name.size() == config::kLongestTargetName);
    std::optional<std::size_t> bad;
    CHECK(to_utf8(name, bad) == name);
    CHECK_FALSE(bad);
}

TEST_CASE("numbers and truth") {
    CHECK(number_of(" 1.5 ") == 1.5);
    CHECK_FALSE(number_of("1.5s"));
    CHECK_FALSE(number_of("inf"));
    CHECK_FALSE(number_of(""));
    CHECK(truth_of("Yes") == true);
    CHECK(truth_of("0") == false);
    CHECK_FALSE(truth_of("perhaps"));
}

TEST_CASE("base64 by the examples of RFC 4648") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xFF\xFE\xFD") == "//79");
}

TEST_CASE("a regular expression that is nothing but a text") {
    CHECK(literal_of("^SSH-2.0-") == "SSH-2.0-");
    CHECK(literal_of("a\\.b") == "a.b");
    CHECK_FALSE(literal_of("^220 .*"));
    CHECK_FALSE(literal_of("a|b"));
    CHECK_FALSE(literal_of("\\d"));
    CHECK_FALSE(literal_of("^"));
}

TEST_CASE("hosts with their ports") {
    CHECK(authority("2001:db8::1", 22) == "[2001:db8::1]:22");
    CHECK(authority("nas", 22) == "nas:22");
    CHECK(authority("192.0.2.1") == "192.0.2.1");
    CHECK(split_port("[2001:db8::1]:22").host == "2001:db8::1");
    CHECK(split_port("[2001:db8::1]:22").port == 22);
    CHECK(split_port("2001:db8::1").port == 0);
    CHECK(split_port("nas:445").host == "nas");
    CHECK(split_port("nas:0").host == "nas:0");
    CHECK(split_port("nas:70000").port == 0);
}

TEST_CASE("where the objects of a list stand in a JSON text") {
    const auto places = json_places(
        "{\"a\": [{}, {}],\n \"list\": [\n {\"b\": {\"c\": \"}{\\\"\"}},\n {}],\n \"d\": [{}]}",
        "list", 100);
    REQUIRE(places.elements.size() == 2);
    CHECK(places.elements[0].line == 3);
    CHECK(places.elements[1].line == 4);
    CHECK(places.deepest == 4);
    const auto keyed =
        json_places("{\"list\": {\"7\": {},\n\"3\": {\"list\": [{}]}}}", "list", 100);
    REQUIRE(keyed.elements.size() == 2);
    CHECK(keyed.elements[1].key == "3");
    CHECK(keyed.elements[1].line == 2);
    CHECK(json_places("[{},{}]", "list", 100).elements.size() == 2);
    CHECK(json_places("[{},{},{}]", "list", 1).elements.size() == 2);
}
