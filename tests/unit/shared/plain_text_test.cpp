#include "shared/plain_text.h"

#include <doctest/doctest.h>

using namespace traypulse;

TEST_CASE("control characters do not get through") {
    CHECK(plain("a\x1b[31m\n\tb\x7f") == "a?[31m??b?");
    CHECK(plain("a\nb\x7f", ' ') == "a b ");
    CHECK(plain("größer") == "größer");
}

TEST_CASE("what is cut is cut between letters") {
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("abcd", 3) == "abc…");
    CHECK(shortened("aäb", 2) == "a…");
    CHECK(shortened("äb", 1) == "…");
    CHECK(shortened("äb", 2) == "ä…");
}

TEST_CASE("what somebody wrote stands in quotation marks, on one line") {
    CHECK(quoted_line("a\nb", 10) == "\"a?b\"");
    CHECK(quoted_line("größer", 3) == "\"gr…\"");
}

TEST_CASE("words are joined by what is to stand between them") {
    CHECK(joined({}).empty());
    CHECK(joined({"a"}, ", ") == "a");
    CHECK(joined({"a", "", "b"}) == "a  b");
    CHECK(joined({"a", "b"}, ", ") == "a, b");
}
