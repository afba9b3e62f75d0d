// What a TLS server's certificate says, and what is wrong with it in words. Pure: time comes in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/types.h"

struct x509_st;

namespace traypulse {

/// Plain value, any thread. Its texts come from a stranger and are made printable and short.
struct Certificate {
    std::string subject;             ///< "CN=example.com,O=Example" (RFC 2253)
    std::string issuer;              ///< the same of who signed it
    std::vector<std::string> names;  ///< DNS names and addresses that it is for; the first few
    WallTime not_before{};
    WallTime not_after{};
};
Certificate read_certificate(const x509_st* certificate);

/// "2026-11-30T12:00:00Z" (RFC 3339, UTC, whole seconds).
std::string utc_text(WallTime time);
/// What a stranger wrote, fit for a line: no control characters, valid UTF-8, at most `limit`
/// bytes.
std::string printable(std::string_view text, std::size_t limit);

/// "the certificate of example.com expires in 9 days" where that is in fewer than `days`; else
/// empty. `days` 0 never warns.
std::string expiry_warning(const Certificate&, const std::string& host, WallTime now, int days);

/// Why the certificate was refused, and what to do. `error` is OpenSSL's X509_V_ERR_… and `depth`
/// where in the chain it is: 0 is the server's own.
std::string certificate_fault(const Certificate&, int error, int depth, const std::string& host,
                              WallTime now);
/// Well signed, but for others: "its certificate is for other.example, not for example.com".
std::string wrong_host_fault(const Certificate&, const std::string& host);

}  // namespace traypulse
