#include "agent/moving/kinds.h"

#include <doctest/doctest.h>

using namespace traypulse::moving;

TEST_CASE("each kind has a word that leads back to it, and a title") {
    for (const auto kind : kKinds) {
        CHECK(kind_of_word(word_of(kind)) == kind);
        CHECK_FALSE(title_of(kind).empty());
    }
    CHECK_FALSE(kind_of_word("nagios"));
}

TEST_CASE("what a text is, by what stands in it") {
    CHECK(recognise("{\n \"version\": \"1.23\", \"monitorList\": []}") == Kind::uptime_kuma);
    CHECK(recognise("[{\"id\": 1, \"accepted_statuscodes\": [\"200\"]}]") == Kind::uptime_kuma);
    CHECK(recognise("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<vmping/>") == Kind::vmping);
    CHECK(recognise("# comment\n*** Targets ***\n") == Kind::smokeping);
    CHECK(recognise("+ House\nmenu = House\n++ nas\nhost = nas\n") == Kind::smokeping);
    CHECK(recognise("global:\n  scrape_interval: 15s\nscrape_configs:\n") == Kind::blackbox);
    CHECK(recognise("modules:\n  icmp:\n    prober: icmp\n") == Kind::blackbox);
    CHECK(recognise("127.0.0.1 localhost\n192.0.2.1 nas\n") == Kind::hosts);
    CHECK(recognise("192.0.2.1\r\nnas\r\n") == Kind::fping);
    CHECK(recognise("192.0.2.1 is alive\n") == Kind::fping);
    CHECK(recognise("@router\n") == Kind::fping);
}

TEST_CASE("what is none of them") {
    CHECK_FALSE(recognise(""));
    CHECK_FALSE(recognise(" \n\n"));
    CHECK_FALSE(recognise("{\"a\": 1}"));
    CHECK_FALSE(recognise("<html></html>"));
    CHECK_FALSE(recognise("Dear reader,\nthis is a letter and no list.\n"));
    CHECK_FALSE(recognise("ftp://a\nftp://b\n"));
}

TEST_CASE("a history is known by its beginning") {
    CHECK(looks_like_history("{\"type\":\"export\",\"format\":1}\n"));
    CHECK(looks_like_history("{ \"type\": \"target\"}"));
    CHECK(looks_like_history("type,target,check\n"));
    CHECK_FALSE(looks_like_history("{\"version\": 1,\n\"type\":\"http\"}"));
    CHECK_FALSE(looks_like_history("types.example.org\n"));
}
