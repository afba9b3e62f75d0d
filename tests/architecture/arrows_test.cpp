#include "tests/architecture/arrows.h"

#include <doctest/doctest.h>

#include "tests/support/temp_dir.h"

using traypulse::test::check_arrows;
using traypulse::test::TempDir;
using traypulse::test::Violation;

TEST_CASE("every include of the project follows an arrow") {
    std::size_t files = 0;
    const auto found = check_arrows(TRAYPULSE_SOURCE_DIR, &files);
    CHECK(files > 15);
    for (const auto& violation : found) FAIL_CHECK(violation.text());
}

TEST_CASE("a wrong arrow is found, with its file and line") {
    const TempDir tree;
    tree.write("agent/engine/bad.cpp",
               "#include \"agent/engine/bad.h\"\n"
               "#include <vector>\n"
               "#include <uv.h>\n"
               "#include <fstream>\n"
               "#include \"agent/runtime/loop.h\"\n"
               "auto t = std::chrono::steady_clock::now();  // also ::now()\n"
               "// steady_clock::now() in a comment is no call\n");
    tree.write("helper/quota.cpp",
               "clock_gettime(CLOCK_MONOTONIC, &t);\n#include \"agent/engine/target.h\"\n");
    tree.write("helper/main_linux.cpp", "#include <uv.h>\nclock_gettime(CLOCK_MONOTONIC, &t);\n");
    tree.write("shared/codec.h", "#include <wx/string.h>\n#include \"helper/policy.h\"\n");
    tree.write("agent/ui/menu.cpp",
               "#include \"agent/desktop/menu_item.h\"\n#include \"agent/runtime/loop.h\"\n");
    tree.write("agent/ui/bridge.cpp", "#include \"agent/runtime/loop.h\"\n");
    tree.write("agent/main.cpp",
               "#include \"agent/ui/menu.h\"\n#include \"agent/runtime/loop.h\"\n");
    tree.write("agent/config/parse.cpp", "#include <toml++/toml.h>\n#include \"problem.h\"\n");
    tree.write("agent/other/new.cpp", "#include \"shared/types.h\"\n");
    const std::vector<Violation> expected{
        {"agent/config/parse.cpp", 2, "\"problem.h\" is not a path from the project's root"},
        {"agent/engine/bad.cpp", 3, "must not include <uv.h>: libuv is not for this folder"},
        {"agent/engine/bad.cpp", 4, "must not include <fstream>: the engine is pure"},
        {"agent/engine/bad.cpp", 5,
         "must not include \"agent/runtime/loop.h\": no arrow to agent/runtime"},
        {"agent/engine/bad.cpp", 6, "reads a clock (::now(): time is an argument here"},
        {"agent/other/new.cpp", 1, "this folder is in no row of the table of arrows"},
        {"agent/ui/menu.cpp", 2,
         "must not include \"agent/runtime/loop.h\": no arrow to agent/runtime"},
        {"helper/quota.cpp", 1, "reads a clock (clock_gettime): time is an argument here"},
        {"helper/quota.cpp", 2,
         "must not include \"agent/engine/target.h\": no arrow to agent/engine"},
        {"shared/codec.h", 1, "must not include <wx/string.h>: wxWidgets is not for this folder"},
        {"shared/codec.h", 2, "must not include \"helper/policy.h\": no arrow to helper"},
    };
    const auto found = check_arrows(tree.path());
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i].text() == expected[i].text());
}
