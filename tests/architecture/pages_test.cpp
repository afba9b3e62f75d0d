// What the pages say of the tree is so: their links lead somewhere, and the files that they name
// are there.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> pages() {
    std::vector<fs::path> out;
    auto it = fs::recursive_directory_iterator(TRAYPULSE_SOURCE_DIR);
    for (const auto end = fs::recursive_directory_iterator(); it != end; ++it) {
        const auto name = it->path().filename().string();
        // What is built, and what git keeps, is nobody's page.
        if (it->is_directory() && (name == "build" || name.starts_with(".")))
            it.disable_recursion_pending();
        else if (name.ends_with(".md"))
            out.push_back(it->path());
    }
    return out;
}

std::string content(const fs::path& page) {
    std::ifstream in(page);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> found(const std::string& text, const char* pattern) {
    const std::regex expression(pattern);
    std::vector<std::string> out;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), expression);
         it != std::sregex_iterator(); ++it)
        out.push_back((*it)[1]);
    return out;
}

}  // namespace

TEST_CASE("every link of a page leads to a file of the tree") {
    std::size_t links = 0;
    for (const auto& page : pages())
        for (const auto& link : found(content(page), R"(\]\(([^)#:]+)(#[^)]*)?\))")) {
            CHECK_MESSAGE(fs::exists(page.parent_path() / link), page.string(), ": ", link);
            ++links;
        }
    CHECK(links > 15);
}

TEST_CASE("every header and source that a folder's page names is in the tree") {
    std::vector<std::string> files;
    for (const char* top : {"agent", "helper", "shared", "tests"})
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(TRAYPULSE_SOURCE_DIR) / top))
            if (entry.is_regular_file()) files.push_back(entry.path().string());
    std::size_t names = 0;
    for (const auto& page : pages()) {
        if (page.filename() != "README.md" && page.filename() != "ARCHITECTURE.md") continue;
        for (const auto& name : found(content(page), R"(`([a-z][a-z_/]*\.(?:h|cpp|py|c))`)")) {
            const bool there = std::any_of(files.begin(), files.end(), [&](const auto& file) {
                return file.ends_with("/" + name);
            });
            CHECK_MESSAGE(there, page.string(), ": ", name);
            ++names;
        }
    }
    CHECK(names > 30);
}
