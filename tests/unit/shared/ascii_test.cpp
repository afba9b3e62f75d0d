#include "shared/ascii.h"

#include <doctest/doctest.h>

using namespace traypulse;

TEST_CASE("a token of HTTP") {
    CHECK(ascii::is_token("GET"));
    CHECK(ascii::is_token("X-Probe_1"));
    CHECK(ascii::is_token("!#$%&'*+-.^_`|~"));
    for (const char* text : {"", "a b", "a:", "a\t", "(a)", "a/b", "ä", "a\x7f"}) {
        CAPTURE(text);
        CHECK_FALSE(ascii::is_token(text));
    }
}
