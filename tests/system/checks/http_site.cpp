#include "tests/system/checks/http_site.h"

#include <doctest/doctest.h>

#include "tests/support/process.h"
#include "tests/support/text.h"

namespace traypulse::test {

NamespaceSpec with_names() {
    return {
        .resolver = "127.0.0.53",
        .hosts = "127.0.0.1 shop.test other.test proxy.test both.test\n::1 both.test six.test\n"};
}

std::string curl(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv{"curl", "-sS", "-q", "-m", "20", "-o", "/dev/null"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    const auto got = run({.argv = argv, .unset = {"http_proxy", "https_proxy", "all_proxy"}});
    INFO(got.errors);
    return got.output;
}

namespace {
const std::string kRoutes = R"({
    "/": {"body": "all is well, $method $remote"},
    "/503": {"status": 503, "body": "later"},
    "/empty": {"status": 204},
    "/here": {"status": 302, "headers": {"Location": "/"}},
    "/elsewhere": {"status": 302, "headers": {"Location": "http://other.test:8080/echo"}},
    "/back": {"status": 303, "headers": {"Location": "/method"}},
    "/keep": {"status": 307, "headers": {"Location": "/method"}},
    "/method": {"body": "method $method"},
    "/echo": {"body": "key=$http_x_key auth=$http_authorization cookie=$http_cookie )"
                            R"(accept=$http_accept host=$http_host agent=$http_user_agent"},
    "/v6only": {"status": 302, "headers": {"Location": "http://six.test:8080/"}}})";
}  // namespace

const std::string kPlain = R"({"port": 8080, "routes": )" + kRoutes +
                           R"(}, {"address": "::1", "port": 8080, "routes": )" + kRoutes + "}";

/// HTTP/2 where the client wants it: nghttpd's.
const std::string kWithHttp2 = R"(, "http2": )" + std::to_string(kHttp2Port);

std::string secure(const Certificates& certificates, const std::string& name, int port,
                   const std::string& more) {
    return R"(, {"port": )" + std::to_string(port) + R"(, "certificate": ")" +
           certificates / (name + ".pem") + R"(", "key": ")" + certificates / (name + ".key") +
           R"(", "routes": {"/": {"body": "secure $version $client"},
               "/down": {"status": 302, "headers": {"Location": "http://shop.test:8080/"}}})" +
           more + "}";
}

CheckOptions trusting(const Certificates& certificates) {
    CheckOptions options;
    options.ca_file = certificates / "ca.pem";
    return options;
}

}  // namespace traypulse::test
