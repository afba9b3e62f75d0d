#include "agent/moving/blackbox_http.h"

#include <algorithm>

#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving::blackbox {
namespace {

std::vector<std::string> texts_of(const YamlNode& probe, std::string_view key) {
    std::vector<std::string> out;
    const auto* list = probe.find(key);
    if (list == nullptr) return out;
    for (const auto& item : list->items)
        if (item->kind == YamlNode::Kind::scalar) out.push_back(item->text);
    return out;
}

bool follows(const YamlNode& probe) {
    return truth_of(probe.text_of("follow_redirects")).value_or(true) &&
           !truth_of(probe.text_of("no_follow_redirects")).value_or(false);
}

void take_version(Entry& entry, const YamlNode& probe) {
    const auto versions = texts_of(probe, "valid_http_versions");
    const auto begins = [&](std::string_view start) {
        return std::any_of(versions.begin(), versions.end(),
                           [&](const auto& v) { return v.starts_with(start); });
    };
    const bool one = begins("HTTP/1");
    const bool two = begins("HTTP/2");
    if (one != two) entry.keys["http_version"] = std::string(one ? "1" : "2");
}

void take_headers(Entry& entry, const YamlNode& probe) {
    if (const auto* headers = probe.find("headers"))
        for (const auto& [name, value] : headers->entries)
            if (value->kind == YamlNode::Kind::scalar) add_header(entry, name, value->text);
    if (const auto* login = probe.find("basic_auth"); login != nullptr)
        if (const auto password = login->text_of("password"); !password.empty())
            set_password(entry, login->text_of("username"), password);
    auto token = probe.text_of("bearer_token");
    std::string scheme = "Bearer";
    if (const auto* authorization = probe.find("authorization")) {
        token = authorization->text_of("credentials");
        if (auto type = authorization->text_of("type"); !type.empty()) scheme = std::move(type);
    }
    if (!token.empty()) add_header(entry, "Authorization", scheme + " " + token);
}

void take_tls(Entry& entry, const YamlNode& probe) {
    const auto* tls = probe.find("tls_config");
    if (tls == nullptr) return;
    if (truth_of(tls->text_of("insecure_skip_verify")).value_or(false))
        entry.keys["verify"] = false;
    for (const auto& [theirs, ours] :
         {std::pair{"ca_file", "ca_file"}, std::pair{"cert_file", "client_certificate"},
          std::pair{"key_file", "client_key"}})
        if (auto file = tls->text_of(theirs); file.starts_with('/'))
            entry.keys[ours] = std::move(file);
}

}  // namespace

void take_http(Entry& entry, const YamlNode* probe, const std::string& target,
               const std::string& family) {
    // As blackbox_exporter does it: without a scheme it is http.
    const auto url = target.find("://") == std::string::npos ? "http://" + target : target;
    entry.keys["check"] = url;
    if (!family.empty()) entry.keys["family"] = family;
    if (probe == nullptr) return;
    if (!probe->text_of("body").empty() || probe->find("body_file") != nullptr) {
        entry.problem = tr("its module sends a body, which Traypulse's checks can't");
        return;
    }
    if (probe->find("oauth2") != nullptr) {
        entry.problem = tr("its module signs in by OAuth, which Traypulse can't");
        return;
    }
    const bool tls = kind_of_check(url) == CheckKind::https;
    if (!tls && follows(*probe) == false &&
        truth_of(probe->text_of("fail_if_not_ssl")).value_or(false)) {
        entry.problem = tr("it fails wherever the page is not encrypted, and this one is not");
        return;
    }
    if (const auto method = probe->text_of("method"); !method.empty() && method != "GET")
        entry.keys["method"] = method;
    if (truth_of(probe->text_of("accept_any_response")).value_or(false))
        entry.keys["status"] = std::vector<std::string>{"100-599"};
    else if (auto status = texts_of(*probe, "valid_status_codes"); !status.empty())
        entry.keys["status"] = std::move(status);
    else if (!follows(*probe))
        entry.keys["status"] = std::vector<std::string>{"2xx"};
    if (!follows(*probe)) entry.keys["redirects"] = std::string("refuse");
    take_version(entry, *probe);
    take_headers(entry, *probe);
    if (tls) take_tls(entry, *probe);
    if (const auto wanted = texts_of(*probe, "fail_if_body_not_matches_regexp"); !wanted.empty())
        entry.keys["body_matches"] = wanted.front();
}

void unkept_http(const YamlNode& probe, std::vector<std::string>& out) {
    if (texts_of(probe, "fail_if_body_not_matches_regexp").size() > 1)
        out.emplace_back(
            tr("{0}: only the first one is checked", "fail_if_body_not_matches_regexp"));
    for (const auto* key :
         {"fail_if_body_matches_regexp", "fail_if_header_matches", "fail_if_header_not_matches",
          "fail_if_body_json_matches_cel", "fail_if_body_json_not_matches_cel", "proxy_url",
          "compression", "bearer_token_file", "http_headers"})
        if (const auto* found = probe.find(key);
            found != nullptr &&
            !(found->text.empty() && found->items.empty() && found->entries.empty()))
            out.push_back(tr("{0} is not kept", key));
    for (const auto* key : {"fail_if_ssl", "fail_if_not_ssl"})
        if (truth_of(probe.text_of(key)).value_or(false))
            out.push_back(tr("{0} is not kept: the scheme of the address says it", key));
    if (const auto* login = probe.find("basic_auth");
        login != nullptr && login->find("password_file") != nullptr)
        out.emplace_back(tr("{0}: the password in a file is not kept", "basic_auth"));
    if (const auto* tls = probe.find("tls_config"); tls != nullptr) {
        if (!tls->text_of("server_name").empty())
            out.emplace_back(tr("{0}: {1} is not kept", "tls_config", "server_name"));
        for (const auto* key : {"ca_file", "cert_file", "key_file"})
            if (const auto file = tls->text_of(key); !file.empty() && !file.starts_with('/'))
                out.push_back(tr("{0}: {1} is not kept: it is no whole path", "tls_config", key));
    }
}

}  // namespace traypulse::moving::blackbox
