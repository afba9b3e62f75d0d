#include "agent/config/hooks.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "agent/config/check_uri.h"
#include "agent/config/header.h"
#include "agent/config/host.h"
#include "agent/config/nearest.h"
#include "agent/config/parse.h"
#include "agent/config/table_reader.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::config {
namespace {

constexpr DurationBounds kAttempt{std::chrono::milliseconds(100), std::chrono::minutes(1),
                                  for_translation("of one attempt; the next message waits for it")};
constexpr std::size_t kMostWords = 64;        // of a command; more belong into a script
constexpr std::size_t kMostHookHeaders = 32;  // as of a check

bool without_controls(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
}

void read_url(TableReader& reader, HookSettings& out) {
    auto url = reader.text("url");
    if (!url) return;
    const auto scheme = ascii::lower(std::string_view(*url).substr(0, url->find("://")));
    if (scheme != "http" && scheme != "https")
        return reader.problem("url", tr("\"url\" must begin with https:// or http://"));
    const auto authority = url->substr(scheme.size() + 3);
    if (authority.substr(0, authority.find_first_of("/?#")).find('@') != std::string::npos)
        return reader.problem("url", tr("\"url\" holds a user or a password, which is not sent; "
                                        "write it as \"headers\" = [\"Authorization: …\"]"));
    const auto parsed = parse_check(*url);
    // The parser's own words quote the address.
    if (!parsed || is_symbolic(parsed.value().host) || !without_controls(*url))
        return reader.problem("url", tr("\"url\" is no address of a web server that can be asked"));
    out.url = std::move(*url);
    if (out.name.empty()) out.name = usual_hook_name(out.url, {});
}

void read_hook_headers(TableReader& reader, HookSettings& out) {
    const auto lines = reader.texts("headers");
    if (!lines) return;
    if (lines->size() > kMostHookHeaders)
        reader.problem("headers", tr("there are more than {0} headers", kMostHookHeaders));
    for (std::size_t i = 0; i < lines->size(); ++i) {
        if (auto header = parse_header((*lines)[i]))
            out.headers.push_back(std::move(*header));
        else
            reader.problem(
                "headers",
                tr("number {0} of \"headers\" is no header, write \"Name: value\"", i + 1));
    }
}

void read_command(TableReader& reader, HookSettings& out) {
    auto words = reader.texts("command");
    if (!words) return;
    if (words->empty() || words->front().empty() || words->front().front() != '/')
        return reader.problem("command",
                              tr("\"command\" must begin with the whole path of a program, like "
                                 "[\"/usr/local/bin/told\", \"--quietly\"]; there is no shell"));
    if (words->size() > kMostWords)
        reader.problem("command", tr("\"command\" has more than {0} words; put them into a script",
                                     kMostWords));
    for (const auto& word : *words)
        if (word.find('\0') != std::string::npos)
            reader.problem("command", tr("a word of \"command\" cannot hold a zero byte"));
    const auto& program = words->front();
    if (out.name.empty()) out.name = usual_hook_name({}, program);
    out.command = std::move(*words);
}

void read_events(TableReader& reader, HookSettings& out) {
    const auto words = reader.texts("events");
    if (!words) return;
    static const std::vector<std::string> kEvents{"outage", "recovery"};
    const auto has = [&](const std::string& word) {
        return std::find(words->begin(), words->end(), word) != words->end();
    };
    out.on_outage = has(kEvents[0]);
    out.on_recovery = has(kEvents[1]);
    for (const auto& word : *words)
        if (std::find(kEvents.begin(), kEvents.end(), word) == kEvents.end())
            reader.problem("events", tr("{0} is no event; write outage or recovery{1}",
                                        in_quotes(word), did_you_mean(word, kEvents)));
    if (words->empty())
        reader.problem("events", tr("\"events\" names none, so this hook would never be called"));
}

void read_certificates(TableReader& reader, HookSettings& out) {
    auto path = reader.text("ca_file");
    if (!path) return;
    if (path->empty() || path->front() != '/')
        reader.problem("ca_file",
                       tr("{0} must be a whole path that begins with /", in_quotes("ca_file")));
    out.ca_file = std::move(*path);
}

HookSettings read_hook(const toml::table& table, Report& report) {
    HookSettings out;
    TableReader reader(table, report);
    if (auto name = reader.text("name")) {
        if (name->empty() || name->size() > kLongestTargetName || !without_controls(*name))
            reader.problem("name",
                           tr("the hook's name must have 1 to {0} bytes and no control character",
                              kLongestTargetName));
        out.name = std::move(*name);
    }
    const bool url = reader.raw("url") != nullptr;
    const bool command = reader.raw("command") != nullptr;
    read_url(reader, out);
    read_hook_headers(reader, out);
    read_certificates(reader, out);
    read_command(reader, out);
    if (url == command)
        reader.problem(
            url ? "command" : "name",
            url ? tr("a hook has either \"url\" or \"command\", not both; write two hooks")
                : tr("this hook does not say what to call; write \"url\" or \"command\""));
    if (command)
        for (const char* key : {"headers", "ca_file"})
            if (reader.raw(key) != nullptr)
                reader.problem(key,
                               tr("{0} belongs to \"url\"; a command has none", in_quotes(key)));
    read_events(reader, out);
    if (const auto v = reader.duration("timeout", kAttempt)) out.timeout = *v;
    if (const auto v = reader.boolean("enabled")) out.enabled = *v;
    reader.finish();
    return out;
}

}  // namespace

std::string usual_hook_name(const std::string& url, const std::string& program) {
    if (!url.empty())
        if (const auto parsed = parse_check(url)) return parsed.value().host;
    return program.substr(program.rfind('/') + 1);
}

std::vector<HookSettings> read_hooks(TableReader& root, Report& report) {
    const auto* node = root.raw("hook");
    if (node == nullptr) return {};
    const auto* array = node->as_array();
    if (array == nullptr) {
        root.problem("hook", tr("a hook begins with [[hook]], in double brackets"));
        return {};
    }
    std::vector<HookSettings> out;
    for (const auto& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) {
            report.add(element.source(), tr("every hook must be a table of its own: [[hook]]"));
            continue;
        }
        if (out.size() == kMostHooks) {
            report.add(
                element.source(),
                tr("there are more than {0} hooks; let one of them tell the others", kMostHooks));
            break;
        }
        auto hook = read_hook(*table, report);
        // What was sent to whom is remembered by the name.
        const bool taken =
            std::any_of(out.begin(), out.end(), [&](const auto& h) { return h.name == hook.name; });
        if (taken && !hook.name.empty())
            report.add(element.source(),
                       tr("another hook is called {0}; give each a \"name\" of its own",
                          in_quotes(hook.name)));
        out.push_back(std::move(hook));
    }
    return out;
}

}  // namespace traypulse::config
