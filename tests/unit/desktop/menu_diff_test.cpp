#include "agent/desktop/menu_diff.h"

#include <doctest/doctest.h>

#include "agent/desktop/markup.h"

using namespace traypulse::desktop;

namespace {

MenuItem item(int id, std::string label) {
    MenuItem out;
    out.id = id;
    out.label = std::move(label);
    return out;
}

MenuItem tree() {
    MenuItem root;
    root.children = {item(1, "Online"), item(2, "Pause all")};
    root.children[1].children = {item(3, "1 hour"), item(4, "Until resumed")};
    return root;
}

}  // namespace

TEST_CASE("nothing changed: nothing is told") {
    const auto change = menu_change(tree(), tree());
    CHECK_FALSE(change.structure);
    CHECK(change.properties.empty());
}

TEST_CASE("a text, a tick or visibility is a property, at any depth") {
    auto after = tree();
    after.children[0].label = "Provider outage";
    after.children[1].visible = false;
    after.children[1].children[1].checked = true;
    const auto change = menu_change(tree(), after);
    CHECK_FALSE(change.structure);
    REQUIRE(change.properties.size() == 3);
    CHECK(change.properties[0]->id == 1);
    CHECK(change.properties[1]->id == 2);
    CHECK(change.properties[2]->id == 4);
    CHECK(change.properties[0] == &after.children[0]);
}

TEST_CASE("items that come, go, move or become another kind are structure") {
    auto more = tree();
    more.children.push_back(item(9, "Quit"));
    CHECK(menu_change(tree(), more).structure);
    CHECK(menu_change(more, tree()).structure);
    auto moved = tree();
    std::swap(moved.children[0], moved.children[1]);
    CHECK(menu_change(tree(), moved).structure);
    auto other = tree();
    other.children[1].children[0].kind = MenuItem::Kind::check;
    CHECK(menu_change(tree(), other).structure);
    CHECK(menu_change(tree(), other).properties.empty());
}

TEST_CASE("an open menu keeps its lines and takes the texts") {
    auto next = tree();
    next.children[1].visible = false;
    next.children[0].label = "Shop is down";
    const auto held = with_visibility_of(tree(), next);
    CHECK(held.children[1].visible);
    CHECK(held.children[0].label == "Shop is down");
    next.children.push_back(item(9, "Quit"));  // another structure cannot be held
    CHECK_FALSE(with_visibility_of(tree(), next).children[1].visible);
}

TEST_CASE("an item is found by id wherever it is") {
    const auto root = tree();
    REQUIRE(find_item(root, 4) != nullptr);
    CHECK(find_item(root, 4)->label == "Until resumed");
    CHECK(find_item(root, 0) == &root);
    CHECK(find_item(root, 5) == nullptr);
}

TEST_CASE("markup comes out as written") {
    CHECK(escape_markup("a < b & c > d") == "a &lt; b &amp; c &gt; d");
    CHECK(escape_markup("Zoë's · 12 ms") == "Zoë's · 12 ms");
}
