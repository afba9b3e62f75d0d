#include "agent/probes/printable.h"

#include <doctest/doctest.h>

using namespace traypulse;

TEST_CASE("what a server says is one line of printable ASCII, whatever it says") {
    CHECK(printable_line("220 mail ready\r\nmore") == "220 mail ready");
    CHECK(printable_line("\r\n\nSSH-2.0\n") == "SSH-2.0");
    CHECK(printable_line("a\x1b[31m\x07\x7f"
                         "b\tc") == "a[31mbc");
    CHECK(printable_line("\xc3\xa9\xff") == "???");
    CHECK(printable_line("").empty());
    CHECK(printable_line("\r\n").empty());
    CHECK(printable_line(std::string(5000, 'x')).size() == 120);
}
