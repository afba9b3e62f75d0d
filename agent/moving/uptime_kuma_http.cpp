#include "agent/moving/uptime_kuma_http.h"

#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving::kuma {
namespace {

constexpr std::string_view kUsualStatus = "200-299";

/// `accepted_statuscodes`, or the column of the database, which is a list written as a text.
void take_status(Entry& entry, const Json& monitor) {
    auto list = monitor.value("accepted_statuscodes", Json());
    if (list.is_null())
        list = Json::parse(text_of(monitor, "accepted_statuscodes_json"), nullptr, false);
    if (!list.is_array()) return;
    std::vector<std::string> ranges;
    for (const auto& one : list)
        if (one.is_string())
            ranges.push_back(one.get<std::string>());
        else if (one.is_number_integer())
            ranges.push_back(std::to_string(one.get<std::int64_t>()));
    if (ranges.empty() || (ranges.size() == 1 && ranges[0] == kUsualStatus)) return;
    entry.keys["status"] = ranges;
}

/// An object that is written as a text.
void take_headers(Entry& entry, const Json& monitor) {
    auto headers = monitor.value("headers", Json());
    if (headers.is_string())
        headers = Json::parse(headers.get_ref<const std::string&>(), nullptr, false);
    if (!headers.is_object()) return;
    for (const auto& [name, value] : headers.items())
        if (value.is_string()) add_header(entry, name, value.get_ref<const std::string&>());
}

void take_login(Entry& entry, const Json& monitor) {
    const auto method = text_of(monitor, "authMethod");
    const auto user = text_of(monitor, "basic_auth_user");
    if ((method.empty() || method == "basic") && !user.empty())
        set_password(entry, user, text_of(monitor, "basic_auth_pass"));
    else if (!method.empty() && method != "basic")
        entry.problem = tr("it signs in by {0}, which Traypulse can't", config::in_quotes(method));
}

}  // namespace

void take_http(Entry& entry, const Json& monitor, const std::string& type) {
    const auto url = text_of(monitor, "url");
    entry.keys["check"] = url;
    if (const auto method = text_of(monitor, "method"); !method.empty() && method != "GET")
        entry.keys["method"] = method;
    if (!trimmed(text_of(monitor, "body")).empty()) {
        entry.problem = tr("it sends a body, which Traypulse's checks can't");
        return;
    }
    take_status(entry, monitor);
    take_headers(entry, monitor);
    take_login(entry, monitor);
    if (number_of(monitor, "maxredirects", 10) < 1) entry.keys["redirects"] = std::string("refuse");
    if (flag_of(monitor, "ignoreTls") && kind_of_check(url) == CheckKind::https)
        entry.keys["verify"] = false;
    if (type == "keyword") {
        const auto keyword = text_of(monitor, "keyword");
        if (flag_of(monitor, "invertKeyword"))
            entry.notes.push_back(tr("that the page does not contain {0} is not checked",
                                     config::in_quotes(keyword)));
        else
            entry.keys["body_contains"] = keyword;
    }
    if (type == "json-query")
        entry.notes.push_back(
            tr("what {0} gives is not checked", config::in_quotes(text_of(monitor, "jsonPath"))));
    if (number_of(monitor, "proxyId") > 0)
        entry.notes.emplace_back(tr("its proxy is not kept; the environment's is used"));
    if (flag_of(monitor, "cacheBust"))
        entry.notes.emplace_back(tr("the parameter that keeps caches away is not sent"));
}

}  // namespace traypulse::moving::kuma
