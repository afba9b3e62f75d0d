#include "agent/config/file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace traypulse;

TEST_CASE("files that can't be a configuration are refused in words") {
    std::string dir = std::filesystem::temp_directory_path() / "traypulse-file-XXXXXX";
    REQUIRE(::mkdtemp(dir.data()) != nullptr);
    const std::filesystem::path root(dir);

    const auto missing = config::read_file(root / "no.toml");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::not_found);

    const auto directory = config::read_file(root);
    REQUIRE_FALSE(directory);
    CHECK(directory.error().text().find("is a directory") != std::string::npos);

    const auto fifo = root / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    const auto pipe = config::read_file(fifo);
    REQUIRE_FALSE(pipe);
    CHECK(pipe.error().text().find("no ordinary file") != std::string::npos);

    std::ofstream(root / "exact.toml") << std::string(config::kLargestFile, '#');
    CHECK(config::read_file(root / "exact.toml"));
    std::ofstream(root / "large.toml") << std::string(config::kLargestFile + 1, '#');
    const auto large = config::read_file(root / "large.toml");
    REQUIRE_FALSE(large);
    CHECK(large.error().code == ErrorCode::limit);
    CHECK(large.error().text().find("1 MiB") != std::string::npos);

    const auto parsed = config::load(root / "no.toml");
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].text().starts_with("no.toml: cannot open " + dir +
                                                "/no.toml: No such file"));

    if (::geteuid() != 0) {  // root reads everything
        std::ofstream(root / "secret.toml") << "x";
        ::chmod((root / "secret.toml").c_str(), 0);
        const auto secret = config::read_file(root / "secret.toml");
        REQUIRE_FALSE(secret);
        CHECK(secret.error().code == ErrorCode::permission);
    }
    std::filesystem::remove_all(root);
}

TEST_CASE("a new file is written for its owner only") {
    std::string dir = std::filesystem::temp_directory_path() / "traypulse-file-XXXXXX";
    REQUIRE(::mkdtemp(dir.data()) != nullptr);
    const auto path = dir + "/config.toml";
    REQUIRE(config::write_file(path, "[log]\n"));
    CHECK(config::read_file(path).value() == "[log]\n");
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
    std::filesystem::remove_all(dir);
}
