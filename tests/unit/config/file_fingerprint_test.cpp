#include "agent/config/file_fingerprint.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>

#include "tests/support/temp_dir.h"

using traypulse::config::fingerprint;
using traypulse::test::TempDir;

TEST_CASE("a file's fingerprint is another one when the file is, or its size or time") {
    namespace fs = std::filesystem;
    const TempDir dir;
    const auto file = dir / "config.toml";
    CHECK(fingerprint(file) == "none");
    const auto time = fs::last_write_time(dir.path());
    const auto write = [&](const std::string& name, std::string_view text) {
        const auto path = dir.write(name, text);
        fs::last_write_time(path, time);
        return fingerprint(path);
    };
    const auto first = write("config.toml", "one");
    CHECK(first != "none");
    CHECK(fingerprint(file) == first);

    fs::last_write_time(file, time + std::chrono::microseconds(1));
    CHECK(fingerprint(file) != first);
    CHECK(write("config.toml", "one more") != first);
    // As long and as old, but put in its place.
    CHECK(write("config.toml", "one") == first);
    write("new", "two");
    fs::rename(dir / "new", file);
    CHECK(fingerprint(file) != first);
    fs::remove(file);
    CHECK(fingerprint(file) == "none");
}
