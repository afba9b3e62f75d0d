// Random edits on files of every style: each says what was meant, and touches nothing else.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "agent/config/difference.h"
#include "agent/config/edit.h"
#include "agent/config/judge.h"
#include "agent/config/parse.h"
#include "tests/unit/config/edit_corpus.h"

using namespace traypulse;
using namespace traypulse::config;

namespace {

constexpr int kEditsEach = 120;

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) { return random() % n; }

struct KeyValue {
    std::string table;
    std::string key;
    Value value;
};

const std::vector<KeyValue>& target_values() {
    static const std::vector<KeyValue> kValues{{"target", "interval", "10s"},
                                               {"target", "interval", "1m30s"},
                                               {"target", "enabled", false},
                                               {"target", "enabled", true},
                                               {"target", "notify", false},
                                               {"target", "payload_size", std::int64_t{1000}},
                                               {"target", "ttl", std::int64_t{9}},
                                               {"target", "group", "Büro \"1\"\\ # x"},
                                               {"target", "group", ""},
                                               {"target", "watch_path", true},
                                               {"target", "latency_warning", "250ms"}};
    return kValues;
}

const std::vector<KeyValue>& table_values() {
    static const std::vector<KeyValue> kValues{
        {"alerts", "notifications", false},
        {"alerts", "latency_factor", 2.5},
        {"alerts", "latency_factor", std::int64_t{4}},
        {"alerts", "loss_warning", 0.05},
        {"alerts", "quiet_hours", "23:00-06:30"},
        {"alerts", "flap_outages", std::int64_t{5}},
        {"display", "icon", "symbolic"},
        {"display", "number_in_icon", true},
        {"history", "max_size_mb", std::int64_t{64}},
        {"anchors", "addresses", std::vector<std::string>{"192.0.2.7", "2001:db8::1"}},
        {"anchors", "addresses", std::vector<std::string>{}},
        {"log", "level", "debug"},
        {"defaults", "timeout", "900ms"},
        {"ping_command", "extra_args", std::vector<std::string>{"-m", "1", "a\"b'\t\x01"}}};
    return kValues;
}

class RandomEdits {
 public:
    explicit RandomEdits(unsigned seed) : random_(seed) {}

    Edit next(const Written& now) {
        const auto found = now.lists.find("target");
        const auto count = found == now.lists.end() ? 0 : found->second.size();
        const auto choice = below(random_, 10);
        if (choice < 2 || count == 0) return add(count);
        if (choice == 2 && count > 1) return edit::RemoveElement{"target", below(random_, count)};
        if (choice < 5)
            return edit::MoveElement{"target", below(random_, count), below(random_, count)};
        const bool target = choice < 8;
        const auto& values = target ? target_values() : table_values();
        const auto& one = values[below(random_, values.size())];
        const Place place{one.table, target ? std::optional(below(random_, count)) : std::nullopt};
        if (below(random_, 4) == 0) return edit::Remove{place, one.key};
        return edit::Set{place, one.key, one.value};
    }

 private:
    Edit add(std::size_t count) {
        edit::AddElements out{"target", below(random_, count + 1), {}};
        for (std::size_t n = 1 + below(random_, 2); n > 0; --n) {
            const auto name = "New " + std::to_string(++added_);
            out.elements.push_back(
                {{"name", name}, {"check", "192.0.2." + std::to_string(added_ % 250 + 1)}});
            if (below(random_, 2) == 0) out.elements.back()["notify"] = false;
        }
        return out;
    }
    Random random_;
    int added_ = 0;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        out.push_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

/// How many lines of `a` are left when those that both begin and end with are taken away.
std::pair<std::size_t, std::size_t> differing(const std::string& before, const std::string& after) {
    auto a = lines_of(before);
    auto b = lines_of(after);
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a.pop_back();
        b.pop_back();
    }
    std::size_t same = 0;
    while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
    return {a.size() - same, b.size() - same};
}

std::vector<std::string> sorted_lines(const std::string& text) {
    auto out = lines_of(text);
    // The last line may lack its end, and get one where it moves to.
    for (auto& line : out)
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    std::sort(out.begin(), out.end());
    return out;
}

void check_untouched(const Edit& edit, const std::string& before, const std::string& after,
                     bool in_sections) {
    const auto [was, is] = differing(before, after);
    if (std::holds_alternative<edit::Set>(edit)) {
        CHECK(was <= 2);  // the line itself; the last line may get its end
        // A new section: its header, its key and a blank line.
        CHECK(is <= 4);
    } else if (std::holds_alternative<edit::Remove>(edit)) {
        CHECK(was <= 2);
        CHECK(is <= 1);  // of an inline table
    } else if (std::holds_alternative<edit::MoveElement>(edit) && in_sections) {
        CHECK(sorted_lines(before) == sorted_lines(after));
    } else if (const auto* add = std::get_if<edit::AddElements>(&edit)) {
        CHECK(was <= 1);
        CHECK(is <= 6 * add->elements.size() + 2);
    } else if (std::holds_alternative<edit::RemoveElement>(edit)) {
        CHECK(is <= 1);
    }
}

}  // namespace

TEST_CASE("random edits say what was meant and leave the rest alone") {
    unsigned seed = 1;
    for (const auto& first : test::edit_corpus()) {
        CAPTURE(first);
        auto text = first;
        auto model = read_written(text).value();
        RandomEdits edits(++seed);
        const bool in_sections = first.find("target = [") == std::string::npos &&
                                 first.find("target=[") == std::string::npos;
        for (int i = 0; i < kEditsEach; ++i) {
            const auto edit = edits.next(model);
            CAPTURE(text);
            CAPTURE(edit.index());
            const auto after = edited(text, {&edit, 1});
            REQUIRE_MESSAGE(after.ok(), (after.ok() ? "" : after.error().text()));
            apply(model, edit);
            CAPTURE(after.value());
            REQUIRE(read_written(after.value()).value() == model);
            check_untouched(edit, text, after.value(), in_sections);
            const auto says = parse(after.value(), "f");
            if (!says.ok()) {  // ttl of a service, and the like: two edits right only together
                model = read_written(text).value();
                continue;
            }
            const auto meant = judge(model);
            REQUIRE(meant.problems.empty());
            REQUIRE(says.settings.targets == meant.settings.targets);
            REQUIRE(says.settings.history == meant.settings.history);
            REQUIRE(says.settings.alerts.latency_factor == meant.settings.alerts.latency_factor);
            text = after.value();
        }
    }
}

TEST_CASE("the difference between any two states leads from one to the other") {
    Random random(7);
    for (const auto& text : test::edit_corpus()) {
        CAPTURE(text);
        const auto before = read_written(text).value();
        for (int round = 0; round < 20; ++round) {
            auto after = before;
            auto& targets = after.lists["target"];
            Origin origin;
            for (std::size_t i = 0; i < targets.size(); ++i) origin.emplace_back(i);
            for (std::size_t n = below(random, 6); n > 0; --n) {
                const auto count = targets.size();
                const auto at = below(random, count + 1);
                const auto place = static_cast<std::ptrdiff_t>(at);
                const auto name = "N" + std::to_string(round) + "-" + std::to_string(n);
                if (below(random, 3) == 0 || at == count) {
                    targets.insert(targets.begin() + place,
                                   Keys{{"name", name}, {"check", "192.0.2.4"}});
                    origin.insert(origin.begin() + place, std::nullopt);
                } else if (below(random, 3) == 0) {
                    targets.erase(targets.begin() + place);
                    origin.erase(origin.begin() + place);
                } else {
                    const auto other = below(random, count);
                    std::swap(targets[at], targets[other]);
                    std::swap(origin[at], origin[other]);
                    targets[at]["notify"] = false;
                }
            }
            if (targets.empty()) after.lists.erase("target");
            after.tables["display"]["icon"] = round % 2 == 0 ? "symbolic" : "colour";
            const auto edits = difference(before, after, {{"target", origin}});
            const auto out = edited(text, edits);
            REQUIRE_MESSAGE(out.ok(), (out.ok() ? "" : out.error().text()));
            CHECK(read_written(out.value()).value() == after);
        }
    }
}
