#include "agent/report/html.h"

#include <doctest/doctest.h>

#include "agent/report/words.h"

using namespace traypulse;
using namespace traypulse::report;

TEST_CASE("what comes from outside is text, whatever it looks like") {
    CHECK(escaped(R"(<a href="x" id='y'>&</a>)") ==
          "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
    CHECK(escaped("שרת 東京 🌍") == "שרת 東京 🌍");
    CHECK(isolated("a<b") == "<bdi>a&lt;b</bdi>");
}

TEST_CASE("bytes that are no UTF-8, and characters that XML has not, are replaced one by one") {
    CHECK(escaped("a\xff\xfe z") == "a\xef\xbf\xbd\xef\xbf\xbd z");
    CHECK(escaped("\xc0\xaf") == "\xef\xbf\xbd\xef\xbf\xbd");                  // overlong
    CHECK(escaped("\xed\xa0\x80").find('\xed') == std::string::npos);          // a surrogate
    CHECK(escaped("\xf4\x90\x80\x80").find('\xf4') == std::string::npos);      // beyond U+10FFFF
    CHECK(escaped("\xef\xbf\xbf").find("\xef\xbf\xbf") == std::string::npos);  // U+FFFF
    CHECK(escaped("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");                  // cut off
    CHECK(escaped(std::string_view("\x00\x07\x1b", 3)) == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(escaped("a\tb\nc") == "a\tb\nc");
}

TEST_CASE("numbers are the same in every locale") {
    CHECK(fixed(1.005, 1) == "1.0");
    CHECK(fixed(0, 2) == "0.00");
    CHECK(coordinate(12.04) == "12");
    CHECK(coordinate(-0.01) == "0");
    CHECK(coordinate(12.25) != "12");
    CHECK(grouped(7) == "7");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1234567) == "1,234,567");
}

TEST_CASE("100 % is said only where nothing was missing, 0 % only where nothing was lost") {
    const std::string no_break = "\xc2\xa0";
    CHECK(percent_up(1.0) == "100" + no_break + "%");
    CHECK(percent_up(0.99999) == "99.99" + no_break + "%");
    CHECK(percent_up(0.9999) == "99.99" + no_break + "%");
    CHECK(percent_up(0.0) == "0.00" + no_break + "%");
    CHECK(percent_up(std::nullopt) == "–");
    CHECK(percent_lost(0, 10) == "0" + no_break + "%");
    CHECK(percent_lost(1, 1'000'000) == "under 0.01" + no_break + "%");
    CHECK(percent_lost(1, 300) == "0.33" + no_break + "%");
    CHECK(percent_lost(1, 1) == "100.0" + no_break + "%");
    CHECK(percent_lost(0, 0) == "–");
    CHECK(milliseconds(Nanoseconds(1'234'567)) == "1.23" + no_break + "ms");
    CHECK(milliseconds(Nanoseconds(12'345'678)) == "12.3" + no_break + "ms");
    CHECK(milliseconds(Nanoseconds(1'234'500'000)) == "1234" + no_break + "ms");
}
