#include "agent/ui/settings/target_fields.h"

#include <algorithm>
#include <array>

#include "agent/config/check_uri.h"
#include "agent/config/duration.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::ui {
namespace {

constexpr auto kTick = FieldKind::flag;
constexpr auto kPick = FieldKind::choice;
constexpr auto kLine = FieldKind::text;
constexpr auto kCount = FieldKind::number;
constexpr auto kLines = FieldKind::list;

struct Kind {
    const char* scheme;
    const char* label;
    std::uint16_t port;  ///< one that is usual, where there must be one
};
// In the order of CheckKind.
constexpr std::array<Kind, 8> kKinds{{{"icmp", for_translation("Ping"), 0},
                                      {"icmp4", for_translation("Ping over IPv4"), 0},
                                      {"icmp6", for_translation("Ping over IPv6"), 0},
                                      {"tcp", for_translation("TCP connection"), 443},
                                      {"udp", for_translation("UDP request"), 123},
                                      {"http", for_translation("Web page (http)"), 0},
                                      {"https", for_translation("Web page (https)"), 0},
                                      {"dns", for_translation("DNS question"), 0}}};

const Kind& kind_at(CheckKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

const std::vector<CheckKind> kPings{CheckKind::icmp, CheckKind::icmp4, CheckKind::icmp6};
const std::vector<CheckKind> kTcp{CheckKind::tcp};
const std::vector<CheckKind> kUdp{CheckKind::udp};
const std::vector<CheckKind> kDns{CheckKind::dns};
const std::vector<CheckKind> kHttps{CheckKind::https};
const std::vector<CheckKind> kWeb{CheckKind::http, CheckKind::https};
const std::vector<CheckKind> kServices{CheckKind::tcp, CheckKind::udp, CheckKind::http,
                                       CheckKind::https};

std::string text_in(const config::Keys& keys, const std::string& key) {
    const auto it = keys.find(key);
    return it == keys.end() ? std::string() : shown(&it->second);
}

/// Everything behind "scheme://" that is host and port; of an incomplete text, too.
std::string authority_of(const std::string& check) {
    const auto colon = check.find("://");
    auto rest = colon == std::string::npos ? check : check.substr(colon + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

std::string host_of(const std::string& check) {
    if (const auto spec = config::parse_check(check)) {
        const auto& found = spec.value();
        // Of a question to this network's resolver, the name matters.
        const bool by_name = found.kind == CheckKind::dns && config::is_symbolic(found.host);
        return by_name ? found.name : found.host;
    }
    auto out = authority_of(check);
    const auto bracket = out.rfind(']');
    const auto colon = out.rfind(':');
    const bool has_port = colon != std::string::npos && out.find(':') == colon &&
                          (bracket == std::string::npos || bracket < colon);
    return has_port ? out.substr(0, colon) : out;
}

std::string bracketed(const std::string& host) {
    const bool v6 = host.find(':') != std::string::npos && !host.starts_with('[');
    return v6 ? "[" + host + "]" : host;
}

/// What holds for the target where it says nothing itself.
TargetSpec usual_target(const SettingsDraft& draft, const config::Keys& target) {
    config::Written one;
    for (const char* table : {"defaults", "alerts"})
        if (const auto& keys = draft.keys({table, {}}); !keys.empty()) one.tables[table] = keys;
    const auto kind = kind_of(text_in(target, "check")).value_or(CheckKind::icmp);
    one.lists["target"] = {{{"name", "x"}, {"check", with_kind("x.example", kind)}}};
    const auto judged = config::judge(one);
    return judged.problems.empty() && !judged.settings.targets.empty()
               ? judged.settings.targets.front()
               : TargetSpec{};
}

std::string flag_text(bool value) { return value ? "true" : "false"; }

std::string span_text(Nanoseconds value) {
    return value == Nanoseconds::zero() ? tr("never") : config::duration_text(value);
}

FieldGroup answer_fields(const CheckOptions& usual) {
    return {
        tr("A good answer"),
        "target",
        {{"status",
          kLines,
          tr("&Statuses"),
          tr("like 200, 200-299 or 2xx, one a line"),
          "2xx",
          {},
          kWeb},
         {"body_contains", kLine, tr("Page &contains"), "", "", {}, kWeb},
         {"body_matches", kLine, tr("&Page matches"), tr("a regular expression"), "", {}, kWeb},
         {"verify", kTick, tr("&Verify the certificate"), "", flag_text(usual.verify), {}, kHttps},
         {"certificate_days",
          kCount,
          tr("Warn &before it expires"),
          tr("days; 0 for never"),
          std::to_string(usual.certificate_days),
          {},
          kHttps},
         {"banner", kLine, tr("&Server greets with"), tr("a part of it"), "", {}, kTcp},
         {"expect",
          kLines,
          tr("Answers &contain"),
          tr("each of these, one a line"),
          tr("any"),
          {},
          kDns}}};
}

FieldGroup request_fields(const CheckOptions& usual) {
    return {
        tr("The request"),
        "target",
        {{"payload_size",
          kCount,
          tr("&Size"),
          tr("bytes behind the ICMP header"),
          "56",
          {},
          kPings},
         {"ttl", kCount, tr("Hop &limit"), "", tr("the system's"), {}, kPings},
         {"payload",
          kLine,
          tr("&Bytes"),
          tr("text with \\xNN, or @dns, @ntp, @stun"),
          "",
          {},
          kUdp},
         {"family",
          kPick,
          tr("Address famil&y"),
          "",
          "any",
          {{"any", tr("What comes first")}, {"ipv4", "IPv4"}, {"ipv6", "IPv6"}},
          kServices},
         {"method", kLine, tr("Meth&od"), "", usual.method, {}, kWeb},
         {"headers",
          kLines,
          tr("E&xtra headers"),
          tr("Name: value, one a line"),
          tr("none"),
          {},
          kWeb},
         {"redirects",
          kPick,
          tr("Fo&llow redirects"),
          "",
          "follow",
          {{"follow", tr("Always")},
           {"refuse", tr("Never")},
           {"same_host", tr("On the same host")}},
          kWeb},
         {"http_version",
          kPick,
          tr("&Use HTTP version"),
          "",
          "any",
          {{"any", tr("Whichever the server likes")}, {"1", "1.1"}, {"2", "2"}},
          kWeb},
         {"proxy", kTick, tr("Use the environment's pro&xy"), "", flag_text(usual.proxy), {}, kWeb},
         {"ca_file", kLine, tr("A&uthorities"), tr("PEM file"), tr("the system's"), {}, kHttps},
         {"client_certificate",
          kLine,
          tr("Client certi&ficate"),
          tr("PEM file"),
          tr("none"),
          {},
          kHttps},
         {"client_key", kLine, tr("Client &key"), tr("PEM file"), tr("none"), {}, kHttps}}};
}

}  // namespace

std::vector<FieldGroup> target_fields(const SettingsDraft& draft, const config::Keys& target) {
    const auto usual = usual_target(draft, target);
    return {{tr("When"),
             "target",
             {{"interval", kLine, tr("&Interval"), tr("like 2s"), span_text(usual.interval)},
              {"timeout", kLine, tr("&Timeout"), tr("like 1s"), span_text(usual.timeout)},
              {"latency_warning", kLine, tr("&Degraded above"), tr("like 200ms"),
               span_text(usual.latency_warning)}}},
            {tr("What"),
             "target",
             {{"enabled", kTick, tr("&Watch this target"), "", flag_text(usual.enabled)},
              {"notify", kTick, tr("&Notify when it is down"), "", flag_text(usual.notify)},
              {"watch_path", kTick, tr("&Record changes of the way there"), "",
               flag_text(usual.watch_path)}}},
            {tr("Where"),
             "target",
             {{"group", FieldKind::group, tr("&Group"), "",
               usual.group.empty() ? tr("none") : usual.group},
              {"parent", FieldKind::parent, tr("Reached t&hrough"), "", tr("none")},
              {"role",
               kPick,
               tr("Stands &for"),
               "",
               "",
               {{"", tr("What its check says")},
                {"ordinary", tr("Nothing special")},
                {"router", tr("The router")},
                {"resolver", tr("The DNS resolver")},
                {"anchor", tr("The internet")}}}}},
            answer_fields(usual.options),
            request_fields(usual.options)};
}

std::vector<std::string> kind_labels() {
    std::vector<std::string> out;
    out.reserve(std::size(kKinds));
    for (const auto& kind : kKinds) out.emplace_back(tr(kind.label));
    return out;
}

std::optional<CheckKind> kind_of(const std::string& check) {
    const auto colon = check.find("://");
    if (colon == std::string::npos) return CheckKind::icmp;
    const auto scheme = ascii::lower(check.substr(0, colon));
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (scheme == kKinds[i].scheme) return static_cast<CheckKind>(i);
    return std::nullopt;
}

std::string with_kind(const std::string& check, CheckKind kind) {
    const auto host = bracketed(host_of(check));
    const auto spec = config::parse_check(check);
    const std::string scheme = std::string(kind_at(kind).scheme) + "://";
    if (is_http(kind) && spec && is_http(spec.value().kind)) {
        const auto& path = spec.value().path;
        return scheme + authority_of(check) + (path == "/" ? "" : path);
    }
    if (kind == CheckKind::dns) return scheme + "@resolver/" + host;
    if (spec && spec.value().kind == CheckKind::dns && !is_icmp(kind) && !is_http(kind))
        return scheme + bracketed(spec.value().host) + ":53";
    if (const auto port = kind_at(kind).port; port != 0) {
        const auto own = spec ? spec.value().port : 0;
        return scheme + host + ":" + std::to_string(own != 0 ? own : port);
    }
    // A plain name is a ping already.
    return kind == CheckKind::icmp ? host : scheme + host;
}

void drop_foreign_keys(config::Keys& target, CheckKind kind) {
    for (const auto& group : {answer_fields({}), request_fields({})})
        for (const auto& field : group.fields) {
            // A size and a hop limit may stand with every kind.
            if (belongs(field, kind) || belongs(field, CheckKind::icmp)) continue;
            target.erase(field.key);
        }
}

}  // namespace traypulse::ui
