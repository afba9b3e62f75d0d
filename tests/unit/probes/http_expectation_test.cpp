#include "agent/probes/http_expectation.h"

#include <doctest/doctest.h>

#include <chrono>

using namespace traypulse;

namespace {

HttpAnswer answer(int status, std::string_view body = {}, bool cut = false) {
    return {status, "1.1", body, cut};
}

}  // namespace

TEST_CASE("2xx is well by default, and 3xx where redirects are refused") {
    CheckOptions options;
    CHECK(judge_answer(options, answer(200)).empty());
    CHECK(judge_answer(options, answer(299)).empty());
    CHECK(judge_answer(options, answer(304)) == "HTTP 304 where 2xx was expected");
    CHECK(judge_answer(options, answer(503)) == "HTTP 503 where 2xx was expected");
    options.redirects = Redirects::same_host;
    CHECK_FALSE(judge_answer(options, answer(302)).empty());
    options.redirects = Redirects::refuse;
    CHECK(judge_answer(options, answer(302)).empty());
    CHECK(judge_answer(options, answer(404)) == "HTTP 404 where 2xx to 3xx was expected");
}

TEST_CASE("a person's ranges replace the default") {
    CheckOptions options;
    options.status = {{401, 401}, {500, 504}};
    CHECK(judge_answer(options, answer(401)).empty());
    CHECK(judge_answer(options, answer(500)).empty());
    CHECK(judge_answer(options, answer(504)).empty());
    CHECK(judge_answer(options, answer(200)) == "HTTP 200 where 401, 500 to 504 was expected");
    CHECK_FALSE(judge_answer(options, answer(505)).empty());
}

TEST_CASE("the body must contain the text and match the expression, as far as it was read") {
    CheckOptions options;
    options.body_contains = "all is well";
    CHECK(judge_answer(options, answer(200, "so all is well here")).empty());
    CHECK(judge_answer(options, answer(200, "all is bad")) ==
          "the body does not contain \"all is well\"");
    CHECK(judge_answer(options, answer(200, "all", true)) ==
          "the first 1024 KiB of the body do not contain \"all is well\"");
    options.body_contains.clear();
    options.body_matches = "^queue: [0-9]{1,2}$";
    CHECK(judge_answer(options, answer(200, "queue: 12")).empty());
    CHECK(judge_answer(options, answer(200, "queue: 123")) ==
          "the body does not match \"^queue: [0-9]{1,2}$\"");
    const std::string with_zero("a\0queue", 7);
    options.body_matches = "queue";
    CHECK(judge_answer(options, answer(200, with_zero)).empty());
}

TEST_CASE("no body makes an expression slow") {
    CheckOptions options;
    options.body_matches = "(a+)+$|(a|aa)*b|(.*)*c";
    const std::string body(kBodyLimit, 'a');
    const auto begin = std::chrono::steady_clock::now();
    CHECK(judge_answer(options, answer(200, body + "!")).empty() == false);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("HTTP/2 that is insisted on must be what is spoken") {
    CheckOptions options;
    options.http_version = HttpVersion::http2;
    CHECK(judge_answer(options, answer(200)) == "HTTP/1.1 where HTTP/2 was expected");
    CHECK(judge_answer(options, {200, "2", {}, false}).empty());
}

TEST_CASE("options that make no sense are named") {
    CheckOptions options;
    CHECK(http_options_fault(options).ok());
    options.method = "GET /";
    CHECK(http_options_fault(options).error().what == "\"GET /\" is not an HTTP method");
    options.method = "PURGE";
    CHECK(http_options_fault(options).ok());
    options.headers = {{"X-Key", "1\r\nHost: other"}};
    CHECK(http_options_fault(options).error().what ==
          "the header X-Key has a line end in its value");
    options.headers = {{"X Key", "1"}};
    CHECK_FALSE(http_options_fault(options).ok());
    options.headers = {{"X-Key", "1: 2"}};
    CHECK(http_options_fault(options).ok());
    options.body_matches = "a(";
    CHECK(http_options_fault(options).error().what.find("not a regular expression") !=
          std::string::npos);
    options.body_matches = "((a{1000}){1000}){1000}";
    CHECK_FALSE(http_options_fault(options).ok());
}
