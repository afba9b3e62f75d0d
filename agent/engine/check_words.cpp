#include "agent/engine/check_words.h"

#include <algorithm>
#include <array>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

struct CheckWord {
    std::string_view name;
    const char* spoken;
};
constexpr std::array kCheckWords{
    CheckWord{"timeout", for_translation("timed out")},
    CheckWord{"refused", for_translation("refused")},
    CheckWord{"unreachable", for_translation("unreachable")},
    CheckWord{"wrong_answer", for_translation("wrong answer")},
    CheckWord{"name_failed", for_translation("name not resolved")},
    CheckWord{"not_sent", for_translation("not sent")},
    CheckWord{"name", for_translation("name")},
    CheckWord{"connect", for_translation("connection")},
    CheckWord{"tls", "TLS"},
    CheckWord{"first_byte", for_translation("first byte")},
    CheckWord{"body", for_translation("body")},
    CheckWord{"answer", for_translation("answer")},
    CheckWord{"reply", for_translation("reply")},
    CheckWord{"banner", for_translation("banner")},
    CheckWord{"refused_by", for_translation("refused by")},
    CheckWord{"responder", for_translation("responder")},
    CheckWord{"reply_bytes", for_translation("reply bytes")},
    CheckWord{"http_status", for_translation("HTTP status")},
    CheckWord{"http_version", for_translation("HTTP version")},
    CheckWord{"server", for_translation("server")},
    CheckWord{"redirects", for_translation("redirects")},
    CheckWord{"final_url", for_translation("final URL")},
    CheckWord{"location", for_translation("location")},
    CheckWord{"title", for_translation("title")},
    CheckWord{"proxy", for_translation("proxy")},
    CheckWord{"tls_version", for_translation("TLS version")},
    CheckWord{"certificate_subject", for_translation("certificate for")},
    CheckWord{"certificate_issuer", for_translation("certificate by")},
    CheckWord{"certificate_expires", for_translation("certificate until")},
    CheckWord{"truncated", for_translation("truncated")},
    CheckWord{"ignored", for_translation("ignored")},
    CheckWord{"ttl", "TTL"},
    CheckWord{"rcode", "rcode"},
    CheckWord{"stratum", "stratum"},
    CheckWord{"reference", for_translation("reference")},
    CheckWord{"mapped_address", for_translation("own address as seen there")}};

}  // namespace

std::string spoken(std::string_view name) {
    const auto* const word = std::find_if(kCheckWords.begin(), kCheckWords.end(),
                                          [&](const CheckWord& w) { return w.name == name; });
    if (word != kCheckWords.end()) return tr(word->spoken);
    std::string out(name);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

}  // namespace traypulse
