#include "agent/ui/settings/draft.h"

#include <doctest/doctest.h>

#include "agent/ui/settings/element_draft.h"

using namespace traypulse;
using namespace traypulse::ui;
using config::Keys;
using config::Place;
using config::Value;

namespace {

constexpr const char* kText = R"([defaults]
interval = "2s"
[[target]]
name = "Router"
check = "192.0.2.1"
[[target]]
name = "Shop"
check = "https://shop.example/"
parent = "Router"
verify = false
[[maintenance]]
targets = ["Shop"]
days = ["sat"]
)";

SettingsDraft draft_of(const char* text) {
    return SettingsDraft(config::read_written(text).value());
}

const Place kRouter{"target", 0};
const Place kShop{"target", 1};
const Place kDisplay{"display", {}};

}  // namespace

TEST_CASE("a draft that says what the file says is not dirty, whatever was tried") {
    auto draft = draft_of(kText);
    CHECK_FALSE(draft.dirty());
    draft.set(kShop, "notify", Value(false));
    CHECK(draft.dirty());
    CHECK(draft.changed(kShop, "notify"));
    CHECK_FALSE(draft.changed(kShop, "check"));
    draft.restore(kShop, "notify");
    CHECK_FALSE(draft.dirty());
    draft.move("target", 0, 1);
    CHECK(draft.dirty());
    draft.move("target", 1, 0);
    CHECK_FALSE(draft.dirty());
    draft.set(kDisplay, "icon", Value("symbolic"));
    draft.set(kDisplay, "icon", std::nullopt);
    CHECK_FALSE(draft.dirty());
}

TEST_CASE("what holds anyway is written only where it was written") {
    auto draft = draft_of(kText);
    draft.set_unless_usual(kDisplay, "icon", Value("symbolic"), Value("colour"));
    CHECK(draft.get(kDisplay, "icon") != nullptr);
    draft.set_unless_usual(kDisplay, "icon", Value("colour"), Value("colour"));
    CHECK(draft.get(kDisplay, "icon") == nullptr);
    draft.set_unless_usual(kShop, "verify", Value(true), Value(true));
    REQUIRE(draft.get(kShop, "verify") != nullptr);
    CHECK(*draft.get(kShop, "verify") == Value(true));
}

TEST_CASE("changes are told of the target that a person sees, wherever it has moved") {
    auto draft = draft_of(kText);
    draft.move("target", 1, 0);
    draft.set({"target", 0}, "verify", std::nullopt);
    CHECK(draft.changed({"target", 0}, "verify"));
    CHECK_FALSE(draft.changed({"target", 1}, "verify"));
    draft.restore({"target", 0}, "verify");
    CHECK(*draft.get({"target", 0}, "verify") == Value(false));
}

TEST_CASE("a target that is renamed is renamed everywhere; one that goes is nobody's parent") {
    auto draft = draft_of(kText);
    auto keys = draft.keys(kRouter);
    keys["name"] = "Box";
    draft.replace("target", 0, keys);
    CHECK(*draft.get(kShop, "parent") == Value("Box"));
    auto shop = draft.keys(kShop);
    shop["name"] = "Store";
    draft.replace("target", 1, shop);
    CHECK(*draft.get({"maintenance", 0}, "targets") == Value(std::vector<std::string>{"Store"}));
    CHECK(draft.judged().problems.empty());
    draft.remove("target", 0);
    CHECK(draft.get({"target", 0}, "parent") == nullptr);
    CHECK(draft.judged().problems.empty());
}

TEST_CASE("what is wrong is said at its key, and gone when it is mended") {
    auto draft = draft_of(kText);
    CHECK(draft.problem(kShop, "interval").empty());
    draft.set(kShop, "interval", Value("2x"));
    CHECK(draft.problem(kShop, "interval").find("\"2x\" is no duration; write it like") !=
          std::string::npos);
    draft.set(kShop, "interval", Value("2m"));
    CHECK(draft.problem(kShop, "interval").empty());
}

TEST_CASE("names that are free and groups that are known") {
    auto draft = draft_of(kText);
    CHECK(free_name(draft, "Mail") == "Mail");
    CHECK(free_name(draft, "Shop") == "Shop 2");
    draft.set(kRouter, "group", Value("Home"));
    draft.set(kShop, "group", Value("Home"));
    CHECK(groups_of(draft) == std::vector<std::string>{"Home"});
}

TEST_CASE("an element is judged as part of the whole, before it is in it") {
    const auto draft = draft_of(kText);
    ElementDraft fresh(draft, "target", std::nullopt, {{"check", ""}});
    CHECK(fresh.problem("check").find("the check is empty") == 0);
    CHECK_FALSE(fresh.target());
    fresh.set("check", Value("192.0.2.7"));
    fresh.set("name", Value("Shop"));
    CHECK(fresh.problem("name").find("is taken by the target in line") != std::string::npos);
    fresh.set("name", Value("Mail"));
    fresh.set("parent", Value("Shp"));
    CHECK(fresh.problem("parent").find("did you mean \"Shop\"?") != std::string::npos);
    fresh.set("parent", std::nullopt);
    REQUIRE(fresh.target());
    CHECK(fresh.target()->name == "Mail");
    CHECK(fresh.first_problem().empty());
}

TEST_CASE("an empty dialog is no mistake yet") {
    const auto draft = draft_of(kText);
    ElementDraft fresh(draft, "target", std::nullopt, {{"check", ""}});
    fresh.set("name", Value("Mail"));
    CHECK_FALSE(fresh.begun());
    fresh.set("check", Value("tpc://"));
    CHECK(fresh.begun());
    fresh.set("check", Value(""));
    CHECK_FALSE(fresh.begun());
    ElementDraft hook(draft, "hook", std::nullopt, {});
    CHECK_FALSE(hook.begun());
    hook.set("name", Value("Pager"));
    CHECK(hook.begun());
    // What was there before is one even where nothing is left of it.
    ElementDraft maintenance(draft, "maintenance", 0, {});
    maintenance.set("targets", std::nullopt);
    maintenance.set("days", std::nullopt);
    CHECK(maintenance.begun());
}

TEST_CASE("trying another kind of check loses nothing and writes nothing foreign") {
    const auto draft = draft_of(kText);
    ElementDraft shop(draft, "target", 1, {});
    shop.set("check", Value("http://shop.example/"));
    CHECK_FALSE(shop.wanted().contains("verify"));
    CHECK(shop.first_problem().empty());
    shop.set("check", Value("https://shop.example/"));
    CHECK(shop.wanted().at("verify") == Value(false));
    CHECK_FALSE(shop.changed("verify"));
    CHECK_FALSE(shop.changed("check"));
}

TEST_CASE("a hook is judged while it is entered, and written beside the others") {
    auto draft = draft_of("# mine\n[[hook]]\ncommand = [\"/bin/told\"]\n");
    ElementDraft hook(draft, "hook", std::nullopt, {});
    CHECK(hook.first_problem().find("does not say what to call") != std::string::npos);
    hook.set("url", Value("mailto:me"));
    CHECK(hook.problem("url").find("must begin with https://") != std::string::npos);
    hook.set("url", Value("https://told/hook"));
    CHECK(hook.problem("url").empty());
    // Two that are called alike: no key of it is to blame.
    CHECK(hook.problem("").find("another hook is called \"told\"") != std::string::npos);
    hook.set("name", Value("Pager"));
    CHECK(hook.first_problem().empty());
    hook.set("command", Value(std::vector<std::string>{"/bin/x"}));
    CHECK(hook.problem("command").find("not both") != std::string::npos);
    hook.set("command", std::nullopt);
    // What holds anyway is not written.
    for (const auto& group : hook_fields())
        for (const auto& field : group.fields)
            if (field.key == "events" || field.key == "enabled")
                hook.set_field(field, entered(field.kind, field.usual));
    CHECK(hook.wanted() == Keys{{"name", Value("Pager")}, {"url", Value("https://told/hook")}});
    draft.add("hook", 1, {hook.wanted()});
    draft.set_unless_usual({"hook", 0}, "enabled", Value(false), Value(true));
    const auto text =
        config::edited("# mine\n[[hook]]\ncommand = [\"/bin/told\"]\n", draft.edits());
    REQUIRE(text);
    CHECK(text.value() ==
          "# mine\n[[hook]]\ncommand = [\"/bin/told\"]\nenabled = false\n\n"
          "[[hook]]\nname = \"Pager\"\nurl = \"https://told/hook\"\n");
    draft.set_unless_usual({"hook", 0}, "enabled", Value(true), Value(true));
    draft.remove("hook", 1);
    CHECK_FALSE(draft.dirty());
}
