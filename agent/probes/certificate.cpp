#include "agent/probes/certificate.h"

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "agent/translations/translate.h"
#include "shared/ip_address.h"
#include "shared/local_time.h"

namespace traypulse {
namespace {

using Days = std::chrono::duration<std::int64_t, std::ratio<86400>>;

/// Of a distinguished name: enough for organisation, unit and a long host name.
constexpr std::size_t kNameLimit = 256;
/// Names of one certificate that are kept; a content network's may be for hundreds.
constexpr std::size_t kNames = 5;
/// A DNS name is at most 253 characters (RFC 1035).
constexpr std::size_t kDnsNameLimit = 253;

std::string name_text(const X509_NAME* name) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    if (!memory) return {};
    // RFC 2253, but with UTF-8 as it is instead of \C3\A4.
    constexpr unsigned long kForm =
        XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    X509_NAME_print_ex(memory.get(), name, 0, kForm);
    char* text = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &text);
    if (length <= 0) return {};
    return printable({text, static_cast<std::size_t>(length)}, kNameLimit);
}

WallTime time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return WallTime(std::chrono::seconds(seconds_of_utc(parts)));
}

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(std::string_view bytes) {
    IpAddress address;
    if (bytes.size() != 4 && bytes.size() != 16) return {};
    address.family = bytes.size() == 4 ? Family::ipv4 : Family::ipv6;
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address.text();
}

std::vector<std::string> alternative_names(const X509* certificate) {
    std::vector<std::string> out;
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        &GENERAL_NAMES_free);
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int i = 0; i < count && out.size() < kNames; ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        std::string text;
        if (name->type == GEN_DNS)
            text = printable(bytes_of(name->d.dNSName), kDnsNameLimit);
        else if (name->type == GEN_IPADD)
            text = address_text(bytes_of(name->d.iPAddress));
        if (!text.empty()) out.push_back(std::move(text));
    }
    return out;
}

std::string count_of_days(std::int64_t days) {
    if (days == 0) return tr("less than a day");
    return days == 1 ? tr("1 day") : tr("{0} days", days);
}

// Bytes of the well-formed UTF-8 character that begins here; 0 where none does (RFC 3629).
std::size_t utf8_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = at(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((at(i) & 0xc0U) != 0x80) return 0;
    if (length > 2) {
        const unsigned second = at(1);
        if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
            (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
            return 0;
    }
    // C1 controls steer terminals as well as C0 do.
    return length == 2 && first == 0xc2 && at(1) < 0xa0 ? 0 : length;
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
    std::string out;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t length = first < 0x20 || first == 0x7f ? 0 : utf8_length(text);
        const std::string_view next = length == 0 ? "?" : text.substr(0, length);
        if (out.size() + next.size() > limit) break;
        out += next;
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

Certificate read_certificate(const x509_st* certificate) {
    Certificate out;
    out.subject = name_text(X509_get_subject_name(certificate));
    out.issuer = name_text(X509_get_issuer_name(certificate));
    out.names = alternative_names(certificate);
    out.not_before = time_of(X509_get0_notBefore(certificate));
    out.not_after = time_of(X509_get0_notAfter(certificate));
    return out;
}

std::string utc_text(WallTime time) {
    const auto parts = utc_parts(time);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string expiry_warning(const Certificate& certificate, const std::string& host, WallTime now,
                           int days) {
    if (days <= 0 || certificate.not_after - now >= Days(days)) return {};
    const auto left = std::chrono::floor<Days>(certificate.not_after - now).count();
    if (left < 0) return tr("the certificate of {0} has expired", host);
    return tr("the certificate of {0} expires in {1}", host, count_of_days(left));
}

std::string certificate_fault(const Certificate& certificate, int error, int depth,
                              const std::string& host, WallTime now) {
    const std::string its = tr("the certificate of {0}", host);
    const std::string above = tr("the certificate of an authority above that of {0}", host);
    switch (error) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            if (depth > 0) return tr("{0} has expired: the server must send another chain", above);
            return tr("{0} expired {1} ago ({2}): it must be renewed there", its,
                      count_of_days(std::chrono::floor<Days>(now - certificate.not_after).count()),
                      utc_text(certificate.not_after));
        case X509_V_ERR_CERT_NOT_YET_VALID:
            if (depth > 0)
                return tr("{0} is not valid yet: see whether this machine's clock is right", above);
            return tr("{0} is not valid before {1}: see whether this machine's clock is right", its,
                      utc_text(certificate.not_before));
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return tr("{0} is signed by itself only: name it in ca_file if it is the right one",
                      its);
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return tr(
                "{0} is signed by an authority that is not trusted here ({1}): name that authority "
                "in ca_file if it is the right one",
                its, certificate.issuer);
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return wrong_host_fault(certificate, host);
        default:
            return tr("{0} was refused ({1})", its, X509_verify_cert_error_string(error));
    }
}

std::string wrong_host_fault(const Certificate& certificate, const std::string& host) {
    auto names = listed(certificate.names);
    if (names.empty()) names = certificate.subject.empty() ? tr("nobody") : certificate.subject;
    return tr("its certificate is for {0}, not for {1}", names, host);
}

}  // namespace traypulse
