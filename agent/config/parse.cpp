#include "agent/config/parse.h"

#include "agent/config/alerts.h"
#include "agent/config/check_uri.h"
#include "agent/config/hooks.h"
#include "agent/config/metrics.h"
#include "agent/config/table_reader.h"
#include "agent/config/targets.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"
#include "shared/ip_address.h"

namespace traypulse::config {
namespace {

void read_display(const toml::table& table, DisplaySettings& out, Report& report) {
    TableReader reader(table, report);
    if (const auto v = reader.word("icon", {"colour", "symbolic"}))
        out.icon = static_cast<IconStyle>(*v);
    if (const auto v = reader.boolean("number_in_icon")) out.number_in_icon = *v;
    if (const auto v = reader.word("theme", {"system", "light", "dark"}))
        out.theme = static_cast<Theme>(*v);
    reader.finish();
}

// A sign-in page cannot stand in the way of https without a false certificate, so only http tells.
void read_portal(TableReader& reader, const std::string& text, AnchorSettings& out) {
    if (text.empty()) return;  // "": never asked
    const auto url = parse_check(text);
    if (url && url.value().kind == CheckKind::http) {
        out.portal = url.value().uri();
        return;
    }
    reader.problem("portal", url ? tr("\"portal\" must be an http:// address, because a sign-in "
                                      "page can only put itself in front of one")
                                 : url.error().what + (url.error().remedy.empty() ? "" : "; ") +
                                       url.error().remedy);
}

void read_anchors(const toml::table& table, AnchorSettings& out, Report& report) {
    TableReader reader(table, report);
    if (auto v = reader.texts("addresses")) {
        for (const auto& address : *v)
            if (!IpAddress::parse(address))
                reader.problem("addresses", tr("\"{0}\" is no address; names are not allowed here, "
                                               "because the anchors must work without DNS",
                                               address));
        if (v->size() > kMostAnchors)
            reader.problem(
                "addresses",
                tr("\"addresses\" has more than {0} of them; a few stand for the internet as well",
                   kMostAnchors));
        out.addresses = std::move(*v);
        out.written = true;
    }
    if (const auto v = reader.text("name")) {
        // "": nothing but the targets' own names is looked up.
        auto name = v->empty() ? Result<std::string>(*v) : parse_host_name(*v);
        if (name)
            out.name = std::move(name).value();
        else
            reader.problem("name", name.error().what);
    }
    if (const auto v = reader.text("portal")) read_portal(reader, *v, out);
    if (const auto v = reader.boolean("both_families")) out.both_families = *v;
    reader.finish();
}

void read_limits(const toml::table& table, LimitSettings& out, Report& report) {
    TableReader reader(table, report);
    if (const auto v = reader.number("cpu_percent", 0.1, 100.0, tr("of one processor")))
        out.cpu_percent = *v;
    if (const auto v = reader.integer("memory_mb", {20, 65536, tr("the program itself needs 20")}))
        out.memory_mb = static_cast<unsigned>(*v);
    if (const auto v = reader.boolean("slow_on_battery")) out.slow_on_battery = *v;
    if (const auto v = reader.boolean("slow_on_metered")) out.slow_on_metered = *v;
    if (const auto v = reader.integer("max_workers", {1, 64, tr("each is a process of its own")}))
        out.max_workers = static_cast<unsigned>(*v);
    reader.finish();
}

void read_ping_command(const toml::table& table, PingCommandSettings& out, Report& report) {
    constexpr std::size_t kMostArguments = 32;  // ping knows fewer options
    TableReader reader(table, report);
    if (auto v = reader.texts("extra_args")) {
        if (v->size() > kMostArguments)
            reader.problem("extra_args",
                           tr("\"extra_args\" has more than {0} arguments", kMostArguments));
        for (const auto& argument : *v)
            if (argument.empty() || argument.find('\0') != std::string::npos)
                reader.problem("extra_args",
                               tr("an argument of ping can neither be empty nor hold a zero byte"));
        out.extra_args = std::move(*v);
    }
    reader.finish();
}

void read_log(const toml::table& table, LogSettings& out, Report& report) {
    TableReader reader(table, report);
    if (const auto v = reader.word("level", {"debug", "info", "warning", "error", "critical"}))
        out.level = static_cast<LogLevel>(*v);
    reader.finish();
}

void read_history(const toml::table& table, HistorySettings& out, Report& report) {
    constexpr std::int64_t kCentury = 36'500;  // days: "for ever"
    TableReader reader(table, report);
    if (const auto v = reader.boolean("enabled")) out.enabled = *v;
    const auto days = [&](std::string_view key, unsigned& value) {
        if (const auto v = reader.integer(key, {1, kCentury, tr("in days")}))
            value = static_cast<unsigned>(*v);
    };
    days("sample_days", out.sample_days);
    days("minute_days", out.minute_days);
    days("hour_days", out.hour_days);
    if (out.sample_days > out.minute_days)
        reader.problem("sample_days", tr("\"sample_days\" is more than \"minute_days\"; minutes "
                                         "are made of samples, so they are kept at least as long"));
    if (out.minute_days > out.hour_days)
        reader.problem("minute_days", tr("\"minute_days\" is more than \"hour_days\"; hours are "
                                         "made of minutes, so they are kept at least as long"));
    if (const auto v = reader.integer(
            "max_size_mb", {16, 1'048'576, tr("the log before it is written back takes 8 of it")}))
        out.max_size_mb = static_cast<unsigned>(*v);
    reader.finish();
}

Settings read_root(const toml::table& table, Report& report) {
    Settings out;
    TableReader root(table, report);
    TargetSpec defaults;
    if (const auto* t = root.table("alerts")) read_alerts(*t, out.alerts, report);
    defaults.latency_warning = out.alerts.latency_warning;
    if (const auto* t = root.table("defaults")) {
        TableReader reader(*t, report);
        read_common(reader, defaults);
        reader.finish();
    }
    out.targets = read_targets(root, defaults, report);
    out.alerts.maintenance = read_maintenance(root, out.targets, report);
    if (const auto* t = root.table("display")) read_display(*t, out.display, report);
    if (const auto* t = root.table("anchors")) read_anchors(*t, out.anchors, report);
    if (const auto* t = root.table("limits")) read_limits(*t, out.limits, report);
    if (const auto* t = root.table("ping_command")) read_ping_command(*t, out.ping_command, report);
    if (const auto* t = root.table("history")) read_history(*t, out.history, report);
    if (const auto* t = root.table("log")) read_log(*t, out.log, report);
    if (const auto* t = root.table("metrics")) read_metrics(*t, out.metrics, report);
    out.hooks = read_hooks(root, report);
    root.finish();
    return out;
}

// toml++ says "Error while parsing key-value pair: …"; ours begin in lower case and have no full
// stop.
std::string syntax_reason(std::string_view description) {
    std::string text(description);
    if (!text.empty()) text[0] = ascii::lower(text[0]);
    while (!text.empty() && text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

Parsed parse(std::string_view text, std::string_view filename) {
    Report report{std::string(filename)};
    Parsed out;
    try {
        const toml::table table = toml::parse(text);
        out.settings = read_root(table, report);
    } catch (const toml::parse_error& error) {
        report.add(error.source(), syntax_reason(error.description()));
    }
    out.problems = report.take();
    return out;
}

}  // namespace traypulse::config
