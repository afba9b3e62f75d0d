#include <doctest/doctest.h>

#include <array>

#include "agent/store/schema.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;
using Lines = std::vector<std::string>;

namespace {

constexpr const char* kSchema = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";

std::string version(const std::string& path) { return sql(path, "PRAGMA user_version").at(0); }

}  // namespace

TEST_CASE("a file of any older version becomes one of today's, with its rows") {
    const TempDir files;
    const auto fresh = files / "fresh.db";
    { const auto made = open_for_writing(fresh); }
    const auto steps = migrations();
    for (std::size_t n = 0; n <= steps.size(); ++n) {
        const auto path = files / ("from" + std::to_string(n) + ".db");
        {
            Database db(path, Database::Access::write);
            db.execute("PRAGMA auto_vacuum = INCREMENTAL");
            migrate(db, steps.first(n), n == steps.size() ? views_sql() : "");
            if (n >= 1)
                db.execute("INSERT INTO target (name, check_uri, added) VALUES ('R', 'u', 5)");
        }
        { const auto opened = open_for_writing(path); }
        CHECK(version(path) == std::to_string(steps.back().version));
        CHECK(sql(path, kSchema) == sql(fresh, kSchema));
        if (n >= 1) CHECK(sql(path, "SELECT name FROM targets") == Lines{"R"});
    }
}

TEST_CASE("steps that were done are not done again, and one that fails leaves nothing behind") {
    const TempDir files;
    const auto path = files / "x.db";
    const std::array good{Migration{1, "CREATE TABLE a(x); INSERT INTO a VALUES (1)"},
                          Migration{2, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1"}};
    const std::array bad{good[0], Migration{2,
                                            "INSERT INTO a VALUES (2); INSERT INTO missing "
                                            "VALUES (3)"}};
    Database db(path, Database::Access::write);
    CHECK_THROWS_AS(migrate(db, bad, ""), Failure);
    CHECK(version(path) == "1");
    CHECK(sql(path, "SELECT * FROM a") == Lines{"1"});
    migrate(db, good, "CREATE VIEW v AS SELECT y FROM a");
    migrate(db, good, "CREATE VIEW v AS SELECT y FROM a");
    CHECK(version(path) == "2");
    CHECK(sql(path, "SELECT * FROM v") == Lines{"2"});
}

TEST_CASE("a history of a newer Traypulse is left as it is") {
    StoreRig rig;
    { const auto made = open_for_writing(rig.path); }
    sql(rig.path, "PRAGMA user_version = 1000");
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    CHECK_FALSE(store.flush(100ms).ok());
    const auto trouble = store.status().trouble;
    REQUIRE(trouble);
    CHECK(trouble->what.find("newer") != std::string::npos);
    CHECK(sql(rig.path, "SELECT count(*) FROM target") == Lines{"0"});
    CHECK(version(rig.path) == "1000");
}
