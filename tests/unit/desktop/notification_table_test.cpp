#include "agent/desktop/notification_table.h"

#include <doctest/doctest.h>

using namespace traypulse::desktop;
using Table = NotificationTable;

namespace {

Notification note(std::string key, std::string body, bool ongoing = true) {
    Notification n;
    n.key = std::move(key);
    n.body = std::move(body);
    n.ongoing = ongoing;
    return n;
}

const Table::Send& only_send(const Table::Steps& steps) {
    REQUIRE(steps.size() == 1);
    REQUIRE(std::holds_alternative<Table::Send>(steps[0]));
    return std::get<Table::Send>(steps[0]);
}

/// A table whose daemon is there, with one notification shown as number 5.
struct Shown {
    Table table;
    std::uint64_t generation = 0;
    Shown() {
        table.show(note("a", "one"));
        const auto steps = table.abilities({true, true});
        generation = only_send(steps).generation;
        CHECK(table.sent("a", 5, generation).empty());
    }
};

}  // namespace

TEST_CASE("the first word asks what the daemon can do, then is sent") {
    Table table;
    const auto ask = table.show(note("a", "one"));
    REQUIRE(ask.size() == 1);
    CHECK(std::holds_alternative<Table::AskAbilities>(ask[0]));
    CHECK(table.show(note("b", "two")).empty());  // asked once
    const auto steps = table.abilities({true, false});
    REQUIRE(steps.size() == 2);
    CHECK(std::get<Table::Send>(steps[0]).notification.key == "a");  // in the order said
    CHECK(std::get<Table::Send>(steps[1]).notification.key == "b");
    CHECK(std::get<Table::Send>(steps[0]).replaces == 0);
    CHECK(table.server().actions);
}

TEST_CASE("a later word replaces by number") {
    Shown s;
    CHECK(only_send(s.table.show(note("a", "two"))).replaces == 5);
    CHECK(s.table.key_of(5) == "a");
}

TEST_CASE("words said while a call is under way: the newest goes out, with the number") {
    Table table;
    table.show(note("a", "one"));
    const auto generation = only_send(table.abilities({})).generation;
    CHECK(table.show(note("a", "two")).empty());
    CHECK(table.show(note("a", "three")).empty());
    const auto steps = table.sent("a", 5, generation);
    CHECK(only_send(steps).notification.body == "three");
    CHECK(only_send(steps).replaces == 5);
}

TEST_CASE("a new daemon counts anew and is told what still holds") {
    Shown s;
    s.table.show(note("over", "It was down for 41 s.", false));
    CHECK(s.table.sent("over", 6, s.generation).empty());
    s.table.server_vanished();
    CHECK_FALSE(s.table.key_of(5));
    s.table.server_appeared();
    const auto steps = s.table.abilities({});
    CHECK(only_send(steps).notification.key == "a");
    CHECK(only_send(steps).replaces == 0);
}

TEST_CASE("an answer of the daemon before is not taken for one of this") {
    Shown s;
    s.table.show(note("a", "two"));
    s.table.server_vanished();
    CHECK(s.table.sent("a", 9, s.generation).empty());
    s.table.failed("a", s.generation);
    CHECK_FALSE(s.table.key_of(9));
    s.table.server_appeared();
    CHECK(only_send(s.table.abilities({})).notification.body == "two");
}

TEST_CASE("no daemon: what was said waits for the next") {
    Table table;
    table.show(note("a", "one", false));
    table.no_server();
    CHECK(table.server_appeared().size() == 1);
    CHECK(only_send(table.abilities({})).notification.body == "one");
}

TEST_CASE("a failed call is made again with the next daemon") {
    Table table;
    table.show(note("a", "one", false));
    const auto generation = only_send(table.abilities({})).generation;
    table.failed("a", generation);
    table.server_vanished();
    table.server_appeared();
    CHECK(only_send(table.abilities({})).notification.key == "a");
}

TEST_CASE("closed by the person: the number is forgotten, and no restart brings it back") {
    Shown s;
    CHECK(s.table.closed(5) == "a");
    CHECK_FALSE(s.table.closed(5));
    CHECK_FALSE(s.table.closed(0));
    s.table.server_vanished();
    s.table.server_appeared();
    CHECK(s.table.abilities({}).empty());
}

TEST_CASE("closed while an update is on its way: the update stands") {
    Shown s;
    s.table.show(note("a", "two"));
    CHECK(s.table.closed(5) == "a");
    CHECK(s.table.sent("a", 6, s.generation).empty());
    CHECK(s.table.key_of(6) == "a");
}

TEST_CASE("withdrawn: closed now, or as soon as its number is known") {
    Shown s;
    const auto steps = s.table.withdraw("a");
    REQUIRE(steps.size() == 1);
    CHECK(std::get<Table::Withdraw>(steps[0]).id == 5);
    CHECK(s.table.withdraw("a").empty());
    s.table.show(note("b", "one"));
    CHECK(s.table.withdraw("b").empty());
    const auto late = s.table.sent("b", 8, s.generation);
    REQUIRE(late.size() == 1);
    CHECK(std::get<Table::Withdraw>(late[0]).id == 8);
    CHECK_FALSE(s.table.key_of(8));
}

TEST_CASE("at the end all that lasts is withdrawn, and nothing else") {
    Shown s;
    s.table.sent("b", 6, only_send(s.table.show(note("b", "it is over", false))).generation);
    s.table.sent("c", 7, only_send(s.table.show(note("c", "one"))).generation);
    const auto steps = s.table.withdraw_ongoing();
    REQUIRE(steps.size() == 2);
    CHECK(std::get<Table::Withdraw>(steps[0]).id == 5);
    CHECK(std::get<Table::Withdraw>(steps[1]).id == 7);
    CHECK(s.table.key_of(6) == "b");
}

TEST_CASE("what waits is bounded and the oldest is given up") {
    Table table;
    for (std::size_t i = 0; i <= Table::kMaxEntries; ++i)
        table.show(note("key" + std::to_string(i), "text"));
    const auto steps = table.abilities({});
    CHECK(steps.size() == Table::kMaxEntries);
    CHECK(std::get<Table::Send>(steps[0]).notification.key == "key1");
}
