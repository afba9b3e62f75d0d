#include "agent/probes/certificate.h"

#include <doctest/doctest.h>
#include <openssl/x509_vfy.h>

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{std::chrono::seconds(1'700'000'000)};  // 2023-11-14T22:13:20Z

Certificate ending(std::chrono::seconds left) {
    return {"CN=shop.test", "CN=Some CA", {"shop.test", "192.0.2.7"}, kNow - 24h, kNow + left};
}

}  // namespace

TEST_CASE("a certificate that ends soon is warned of in days") {
    CHECK(expiry_warning(ending(9 * 24h + 1min), "shop.test", kNow, 14) ==
          "the certificate of shop.test expires in 9 days");
    CHECK(expiry_warning(ending(25h), "shop.test", kNow, 14) ==
          "the certificate of shop.test expires in 1 day");
    CHECK(expiry_warning(ending(1h), "shop.test", kNow, 14) ==
          "the certificate of shop.test expires in less than a day");
    CHECK(expiry_warning(ending(14 * 24h), "shop.test", kNow, 14).empty());
    CHECK_FALSE(expiry_warning(ending(14 * 24h - 1s), "shop.test", kNow, 14).empty());
    CHECK(expiry_warning(ending(1h), "shop.test", kNow, 0).empty());
}

TEST_CASE("each fault of a certificate has words of its own") {
    const auto told = [](int error, int depth = 0, std::chrono::seconds left = -49h) {
        return certificate_fault(ending(left), error, depth, "shop.test", kNow);
    };
    CHECK(told(X509_V_ERR_CERT_HAS_EXPIRED) ==
          "the certificate of shop.test expired 2 days ago (2023-11-12T21:13:20Z): it must be "
          "renewed there");
    CHECK(told(X509_V_ERR_CERT_HAS_EXPIRED, 1).find("authority above") != std::string::npos);
    CHECK(told(X509_V_ERR_CERT_NOT_YET_VALID).find("clock") != std::string::npos);
    CHECK(told(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT).find("itself only") != std::string::npos);
    CHECK(
        told(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY).find("not trusted here (CN=Some CA)") !=
        std::string::npos);
    CHECK(told(X509_V_ERR_CERT_REVOKED).find("revoked") != std::string::npos);
    CHECK(wrong_host_fault(ending(1h), "mail.test") ==
          "its certificate is for shop.test, 192.0.2.7, not for mail.test");
    CHECK(wrong_host_fault({}, "mail.test") == "its certificate is for nobody, not for mail.test");
}

TEST_CASE("what a stranger wrote is made fit for a line") {
    CHECK(printable("nginx/1.22", 100) == "nginx/1.22");
    CHECK(printable("a\x1b[31m\r\n\tb", 100) == "a?[31m???b");
    CHECK(printable("Zürich", 100) == "Zürich");
    CHECK(printable("Zürich", 2) == "Z");
    CHECK(printable("\xff\xc3_\xe0\x80\x80\xed\xa0\x80", 100) == "??_??????");
    CHECK(printable("\xc2\x9b"
                    "31m",
                    100) == "??31m");
    CHECK(printable("\xe2\x82", 100) == "??");
}
