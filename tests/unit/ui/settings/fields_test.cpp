#include "agent/ui/settings/fields.h"
#include "agent/translations/translate.h"

#include <doctest/doctest.h>

#include <cctype>
#include <set>

#include "agent/config/parse.h"
#include "agent/ui/settings/test_text.h"

using namespace traypulse;
using namespace traypulse::ui;
using config::Value;

namespace {

/// The letters of these fields that lead to them, of those that can be seen together.
std::vector<char> mnemonics(const std::vector<FieldGroup>& groups, CheckKind kind) {
    std::vector<char> out;
    for (const auto& group : groups)
        for (const auto& field : group.fields) {
            if (!belongs(field, kind)) continue;
            // An https target has more fields than there are letters: these share theirs with
            // others, and GTK goes from one to the next.
            if (std::set<std::string>{"proxy", "ca_file", "client_certificate", "client_key"}
                    .contains(field.key))
                continue;
            const auto at = field.label.find('&');
            REQUIRE_MESSAGE(at != std::string::npos, field.label);
            out.push_back(
                static_cast<char>(std::tolower(static_cast<unsigned char>(field.label[at + 1]))));
        }
    return out;
}

void check_each_once(std::vector<char> letters, const std::string& others) {
    letters.insert(letters.end(), others.begin(), others.end());
    std::set<char> seen;
    for (const char letter : letters) {
        CAPTURE(letter);
        CHECK(seen.insert(letter).second);
    }
}

}  // namespace

TEST_CASE("every field has a letter of its own among those that are seen together") {
    const auto icmp = CheckKind::icmp;
    // Apply; Add, Edit, Remove of maintenances; Add, Edit, Remove of hooks
    check_each_once(mnemonics(alert_fields(), icmp), "yaevkhm");
    check_each_once(mnemonics(display_fields(), icmp), "y");
    check_each_once(mnemonics(history_fields(), icmp), "y");
    check_each_once(mnemonics(advanced_fields(), icmp), "yf");  // Open configuration file
    check_each_once(mnemonics(maintenance_fields(), icmp), "");
    check_each_once(mnemonics(hook_fields(), icmp), "");
    const SettingsDraft nothing;
    for (int kind = 0; kind <= static_cast<int>(CheckKind::dns); ++kind)
        // Name, Kind, Address, Test now
        check_each_once(mnemonics(target_fields(nothing, {}), static_cast<CheckKind>(kind)),
                        "mkae");
}

TEST_CASE("every field is a key that the file's reader knows") {
    const auto try_fields = [](const std::vector<FieldGroup>& groups, const std::string& check) {
        for (const auto& group : groups)
            for (const auto& field : group.fields) {
                config::Written one;
                const bool listed =
                    std::set<std::string>{"target", "maintenance", "hook"}.contains(group.table);
                auto& keys =
                    listed ? one.lists[group.table].emplace_back() : one.tables[group.table];
                if (group.table == "target") keys["check"] = check;
                keys[field.key] = Value("?");
                for (const auto& problem : config::judge(one).problems)
                    CHECK_MESSAGE(problem.reason.find("unknown key") == std::string::npos,
                                  problem.reason);
            }
    };
    for (const auto& groups : {alert_fields(), display_fields(), history_fields(),
                               advanced_fields(), maintenance_fields(), hook_fields()})
        try_fields(groups, "");
    const SettingsDraft nothing;
    try_fields(target_fields(nothing, {}), "https://x.example/");
}

TEST_CASE("choices are words that the file's reader takes") {
    for (const auto& groups : {display_fields(), advanced_fields()})
        for (const auto& group : groups)
            for (const auto& field : group.fields)
                for (const auto& choice : field.choices) {
                    config::Written one;
                    one.tables[group.table][field.key] = choice.value;
                    CHECK(config::judge(one).problems.empty());
                }
    const SettingsDraft nothing;
    const std::string checks[] = {"192.0.2.1", "http://x.example/", "https://x.example/"};
    for (const auto& check : checks)
        for (const auto& group : target_fields(nothing, {{"check", check}}))
            for (const auto& field : group.fields)
                for (const auto& choice : field.choices) {
                    const bool http = check.find("http") == 0;
                    if (choice.value.empty() || (!http && !field.kinds.empty())) continue;
                    config::Written one;
                    one.lists["target"] = {{{"check", check}, {field.key, choice.value}}};
                    CHECK(config::judge(one).problems.empty());
                }
}

TEST_CASE("what a hook is told of is a list in the file") {
    for (const auto& group : hook_fields())
        for (const auto& field : group.fields)
            for (const auto& choice : field.choices) {
                config::Written one;
                one.lists["hook"] = {{{"url", "http://x.example/"},
                                      {field.key, *entered(field.kind, choice.value)}}};
                const auto judged = config::judge(one);
                CHECK(judged.problems.empty());
                const auto& hook = judged.settings.hooks.at(0);
                CHECK(hook.on_outage == (choice.value.find("outage") != std::string::npos));
                CHECK(hook.on_recovery == (choice.value.find("recovery") != std::string::npos));
                const auto& keys = one.lists["hook"][0];
                CHECK(shown(&keys.at(field.key)) == choice.value);
            }
}

TEST_CASE("a hook in a list is called as the agent calls it, and shows no secret") {
    const auto row = [](const config::Keys& keys) {
        config::Written one;
        one.lists["hook"] = {keys};
        const auto judged = config::judge(one);
        CHECK(judged.problems.empty());
        auto out = hook_row(keys);
        CHECK(out.name == judged.settings.hooks.at(0).name);
        return out;
    };
    const auto web = row({{"url", "https://hooks.example.com:8443/T0/secret?key=secret"}});
    CHECK(web.where == "hooks.example.com");
    CHECK((web.name + web.kind + web.where).find("secret") == std::string::npos);
    const auto program =
        row({{"command", std::vector<std::string>{"/usr/local/bin/told", "--token=secret"}},
             {"enabled", false}});
    CHECK(program.name == "told");
    CHECK(program.where == "/usr/local/bin/told");
    CHECK(program.kind != web.kind);
    CHECK(row({{"url", "http://x.example/"}, {"name", "Pager"}}).name == "Pager");
    // What is not entered yet, or not well.
    CHECK(hook_row({}).name.empty());
}

TEST_CASE("a sentence about an element says which it is") {
    CHECK(called({"hook", 0}, {{"url", "https://a.example/x"}}) == "a.example");
    CHECK(called({"hook", 1}, {{"command", std::vector<std::string>{"/bin/told"}}}) == "told");
    CHECK(called({"hook", 1}, {{"url", "https://a.example/x"}, {"name", "Pager"}}) == "Pager");
    CHECK(called({"target", 0}, {{"check", "icmp://a.example"}}) == "icmp://a.example");
    CHECK(called({"maintenance", 0}, {}).empty());
}

TEST_CASE("what a person enters becomes the value that the file wants") {
    CHECK(entered(FieldKind::text, "  2s ") == Value("2s"));
    CHECK_FALSE(entered(FieldKind::text, "   "));
    CHECK(entered(FieldKind::number, "12") == Value(std::int64_t{12}));
    CHECK(entered(FieldKind::number, "2.5") == Value(2.5));
    CHECK(entered(FieldKind::number, "many") == Value("many"));
    CHECK(entered(FieldKind::list, " a\n\n b \r\n") == Value(std::vector<std::string>{"a", "b"}));
    CHECK(entered(FieldKind::flag, "false") == Value(false));
    CHECK(entered(FieldKind::moment, "2026-12-24T22:00:00") ==
          Value(config::Moment{"2026-12-24T22:00:00"}));
    CHECK(entered(FieldKind::moment, "tomorrow # x") == Value("tomorrow # x"));
    for (const auto& value :
         {Value("x"), Value(std::int64_t{3}), Value(std::vector<std::string>{"a", "b"})})
        CHECK_FALSE(shown(&value).empty());
    CHECK(shown(nullptr).empty());
}

TEST_CASE("a date that is none is said, and breaks nothing") {
    config::Written one;
    one.lists["maintenance"] = {
        {{"begin", *entered(FieldKind::moment, "2026-99-99")}, {"end", Value("soon")}}};
    CHECK_FALSE(config::judge(one).problems.empty());
}

TEST_CASE("what is usual for a target follows from its kind and the defaults") {
    const SettingsDraft draft(
        config::read_written("[defaults]\ntimeout = \"20s\"\nnotify = false\n").value());
    const auto usual = [&](const std::string& check, const std::string& key) {
        for (const auto& group : target_fields(draft, {{"check", check}}))
            for (const auto& field : group.fields)
                if (field.key == key) return field.usual;
        return std::string("?");
    };
    CHECK(usual("192.0.2.1", "interval") == "2s");
    CHECK(usual("https://x.example", "interval") == "1m");
    CHECK(usual("https://x.example", "timeout") == "20s");
    CHECK(usual("192.0.2.1", "notify") == "false");
}

TEST_CASE("a maintenance in one line") {
    const auto days = std::vector<std::string>{"sat", "sun"};
    CHECK(maintenance_text(
              {{"name", "Backups"}, {"days", days}, {"from", "02:00"}, {"to", "04:00"}}) ==
          "Backups: sat, sun, 02:00 to 04:00");
    CHECK(maintenance_text({{"begin", config::Moment{"2026-12-24T22:00:00"}},
                            {"end", config::Moment{"2026-12-25T02:00:00"}},
                            {"targets", std::vector<std::string>{"Shop"}}}) ==
          "2026-12-24T22:00:00 to 2026-12-25T02:00:00 (Shop)");
}

TEST_CASE("what came of a test, in words") {
    CheckOutcome outcome;
    outcome.status = CheckStatus::ok;
    outcome.took = std::chrono::milliseconds(12);
    outcome.address = *IpAddress::parse("192.0.2.1");
    outcome.phases = {{"first_byte", std::chrono::milliseconds(3)}};
    outcome.facts = {{"http_status", "200"},
                     {"certificate_issuer", "X"},
                     {"responder", "192.0.2.9"},
                     {"server", "a\nb\x1b[1m"}};
    CHECK(test_text(outcome) ==
          "It answers.\nLatency: 12 ms\nAddress: 192.0.2.1\nFirst byte: 3 ms\nHTTP status: 200\n"
          "Certificate by: X\nResponder: 192.0.2.9\nServer: a b [1m");
    Catalogue french;  // the words of what was learnt are the person's, too
    french.lookup = [](const char* /*context*/, const char* one, const char* /*many*/,
                       unsigned long /*n*/) {
        return std::string_view(one) == "reply bytes" ? "octets de la réponse" : one;
    };
    use_catalogue(french);
    outcome.facts = {{"reply_bytes", "48"}};
    CHECK(test_text(outcome).ends_with("\nOctets de la réponse: 48"));
    use_catalogue({});
    outcome = {};
    outcome.status = CheckStatus::refused;
    outcome.reason = "connection refused";
    CHECK(test_text(outcome) == "It refuses the connection.\nReason: connection refused");
}

TEST_CASE("a decimal comma is a person's way to write a number, not the file's") {
    Catalogue german;
    german.decimal_point = ",";
    use_catalogue(german);
    CHECK(entered(FieldKind::number, "0,25") == config::Value(0.25));
    CHECK(entered(FieldKind::number, "0.25") == config::Value(0.25));
    CHECK(entered(FieldKind::number, "1,2,3") == config::Value(std::string("1,2,3")));
    const config::Value quarter(0.25);
    CHECK(shown(&quarter) == "0,25");
    use_catalogue({});
    CHECK(shown(&quarter) == "0.25");
}
