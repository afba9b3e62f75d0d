#include "tests/system/verdicts/street.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace traypulse::test {

std::string street_head(const std::string& anchors) {
    return "[defaults]\ninterval = \"200ms\"\ntimeout = \"180ms\"\n\n[anchors]\n"
           "addresses = []\nname = \"anchor.test\"\n" +
           anchors + "\n";
}

std::string street_targets() {
    return target("Router", "icmp://@router") +
           target("Anchor A", "10.99.10.1", "role = \"anchor\"") +
           target("Anchor B", "10.99.11.1", "role = \"anchor\"") + target("Shop", "10.99.20.1");
}

namespace {

Home& configured(Home& home, const std::string& config) {
    home.configure(config);
    return home;
}

}  // namespace

Story::Story(const std::string& config, const std::vector<std::string>& up)
    : agent(configured(home, config)) {
    REQUIRE(agent.become(up));
}

Said Story::verdict() const {
    const auto verdict = first(home.json({"status", "--json"}), "verdict");
    return {verdict["cause"], verdict["confidence"]};
}

std::vector<Json> Story::notices() const {
    std::vector<Json> out;
    for (const auto& e : home.log("sent")) out.push_back(e["fields"]);
    return out;
}

void Story::becomes(const std::string& cause, const std::string& confidence) {
    const bool became = eventually(2 * kPatience, [&] {
        const auto said = verdict();
        return said.cause == cause && (confidence.empty() || said.confidence == confidence);
    });
    INFO("it says " << verdict().cause << " (" << verdict().confidence
                    << "), and told: " << joined(home.notices()));
    REQUIRE(became);
    REQUIRE(eventually(kPatience, [&] { return !notices().empty(); }));
}

Json Story::record() const {
    const auto all = home.json({"why", "--json"});
    const auto newest = std::max_element(all.begin(), all.end(), [](const Json& a, const Json& b) {
        return a.value("outage", 0) < b.value("outage", 0);
    });
    if (newest == all.end() || !newest->contains("outage")) return {};
    const auto number = std::to_string((*newest)["outage"].get<int>());
    return first(home.json({"why", number, "--json"}), "outage");
}

bool Story::evidence(const std::string& what, const std::string& value) const {
    const auto lines = record()["evidence"];
    return std::any_of(lines.begin(), lines.end(), [&](const Json& line) {
        return line["what"].get<std::string>().rfind(what, 0) == 0 &&
               line["value"].get<std::string>().find(value) != std::string::npos;
    });
}

void Story::ends(const std::string& title, const std::string& before) {
    const auto told = [&] {
        const auto all = notices();
        return !all.empty() && all.back()["kind"] == "recovery";
    };
    REQUIRE(eventually(2 * kPatience, [&] { return verdict().cause == "none" && told(); }));
    std::set<int> outages;
    std::vector<std::string> titles;
    for (const auto& notice : notices()) {
        outages.insert(notice["outage"].get<int>());
        if (notice["kind"] == "outage") titles.push_back(notice["title"]);
    }
    INFO("told: " << joined(home.notices()));
    CHECK(outages.size() == 1);
    REQUIRE_FALSE(titles.empty());
    CHECK(titles.back() == title);
    titles.pop_back();
    if (!titles.empty() && titles.front() == before) titles.pop_back();
    CHECK(titles.empty());
    agent.finish();
}

}  // namespace traypulse::test
