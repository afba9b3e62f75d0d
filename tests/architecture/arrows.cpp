#include "tests/architecture/arrows.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <string_view>

namespace traypulse::test {
namespace {

using Names = std::vector<std::string_view>;

// A folder, and the folders whose headers its files may include besides their own.
struct Folder {
    std::string_view path;
    Names may_include;
};
const std::array kFolders{
    Folder{"shared", {}},
    Folder{"helper", {"shared"}},
    Folder{"agent/translations", {"shared"}},
    Folder{"agent/engine", {"agent/translations", "shared"}},
    Folder{"agent/probes", {"agent/translations", "agent/engine", "shared"}},
    Folder{"agent/store", {"agent/translations", "agent/engine", "shared"}},
    Folder{"agent/report",
           {"agent/store", "agent/config", "agent/translations", "agent/engine", "shared"}},
    Folder{"agent/config", {"agent/translations", "agent/engine", "shared"}},
    Folder{"agent/moving", {"agent/config", "agent/translations", "agent/engine", "shared"}},
    Folder{"agent/metrics", {"agent/translations", "agent/engine", "shared"}},
    Folder{"agent/hooks",
           {"agent/probes", "agent/config", "agent/translations", "agent/engine", "shared"}},
    Folder{"agent/runtime",
           {"agent/metrics", "agent/hooks", "agent/probes", "agent/store", "agent/config",
            "agent/translations", "agent/engine", "shared"}},
    Folder{"agent/desktop", {"agent/translations", "agent/engine", "shared", "icons"}},
    Folder{"agent/ui",
           {"agent/desktop", "agent/report", "agent/store", "agent/moving", "agent/config",
            "agent/translations", "agent/engine", "shared", "icons"}},
    Folder{"agent/cli",
           {"agent/runtime", "agent/probes", "agent/store", "agent/report", "agent/moving",
            "agent/config", "agent/translations", "agent/engine", "shared"}},
};

// Single files that may do more than their folder: the door between windows and runtime, and the
// place where everything is put together.
struct Exception {
    std::string_view path;
    Names may_include;
};
const Names kEverything{"agent", "shared", "icons"};
const std::array kExceptions{
    Exception{"agent/ui/bridge.", {"agent/runtime"}},
    Exception{"agent/install_layout", kEverything},
    Exception{"agent/main.", kEverything},
    Exception{"agent/start.", kEverything},
    Exception{"agent/front_", kEverything},
};

// A library's headers, and the only places that may know it.
struct Library {
    std::string_view header;  // how its headers' names begin
    std::string_view name;
    Names only_in;
};
const std::array kLibraries{
    Library{"wx/", "wxWidgets", {"agent/ui/", "agent/desktop/", "agent/main."}},
    Library{"gtk/", "GTK", {"agent/ui/", "agent/desktop/"}},
    Library{"gio/",
            "GIO",
            {"agent/ui/", "agent/desktop/", "agent/cli/doctor_facts", "agent/runtime/bus_"}},
    Library{"sqlite3", "SQLite", {"agent/store/"}},
    Library{"toml++/", "toml++", {"agent/config/"}},
    Library{"CLI/", "CLI11", {"agent/cli/", "agent/main."}},
    Library{"spdlog/", "spdlog", {"agent/runtime/", "agent/cli/", "agent/main."}},
    Library{"uv.h",
            "libuv",
            {"shared/uv_handle.", "helper/", "agent/probes/", "agent/store/", "agent/metrics/",
             "agent/hooks/", "agent/runtime/", "agent/cli/", "agent/config/file_fingerprint.",
             "agent/install_layout", "agent/main."}},
    Library{"ares", "c-ares", {"agent/probes/", "agent/runtime/"}},
    Library{"curl/", "libcurl", {"agent/probes/"}},
    Library{"openssl/", "OpenSSL", {"agent/probes/"}},
    Library{"re2/", "RE2", {"agent/probes/", "agent/config/"}},
    Library{"nlohmann/",
            "nlohmann-json",
            {"agent/store/", "agent/hooks/", "agent/runtime/", "agent/cli/", "agent/moving/",
             "agent/main."}},
    Library{"yaml.h", "libyaml", {"agent/moving/"}},
    Library{"pugixml", "pugixml", {"agent/moving/"}},
};

// What may read no clock: time is an argument.
const std::array<std::string_view, 5> kTimeless{
    "agent/engine/", "helper/probe_table", "helper/schedule", "helper/timer_wheel", "helper/quota"};
// The engine reads no file and starts no thread either: it has the C++ library without these.
const std::set<std::string_view> kImpure{"fstream", "iostream", "filesystem",
                                         "thread",  "ctime",    "future"};

bool begins_with_any(std::string_view text, const Names& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](auto b) { return text.starts_with(b); });
}
bool in_folder(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}
// The folder itself, not one below it that has its own row.
const Folder* folder_of(std::string_view path) {
    for (const auto& folder : kFolders)
        if (in_folder(path, folder.path)) return &folder;
    return nullptr;
}

std::optional<std::string> judge_own(std::string_view file, const std::string& header) {
    Names allowed;
    if (const auto* folder = folder_of(file)) {
        allowed = folder->may_include;
        allowed.push_back(folder->path);
    }
    for (const auto& exception : kExceptions)
        if (file.starts_with(exception.path))
            allowed.insert(allowed.end(), exception.may_include.begin(),
                           exception.may_include.end());
    if (allowed.empty()) return "this folder is in no row of the table of arrows";
    if (std::any_of(allowed.begin(), allowed.end(),
                    [&](auto folder) { return in_folder(header, folder); }))
        return {};
    const auto slash = header.rfind('/');
    if (slash == std::string::npos)
        return "\"" + header + "\" is not a path from the project's root";
    return "must not include \"" + header + "\": no arrow to " + header.substr(0, slash);
}

std::optional<std::string> judge_library(std::string_view file, const std::string& header) {
    for (const auto& library : kLibraries)
        if (header.starts_with(library.header) && !begins_with_any(file, library.only_in))
            return "must not include <" + header + ">: " + std::string(library.name) +
                   " is not for this folder";
    const bool engine = in_folder(file, "agent/engine");
    if (engine && (header.find_first_of("./") != std::string::npos || kImpure.contains(header)))
        return "must not include <" + header + ">: the engine is pure";
    return {};
}

std::optional<std::string> judge_clock(std::string_view file, const std::string& line) {
    static const std::regex kClock(
        R"(::now\s*\(|clock_gettime|gettimeofday|uv_now|uv_hrtime|\btime\s*\(\s*(nullptr|NULL|0)\s*\))");
    std::smatch match;
    const bool timeless = std::any_of(kTimeless.begin(), kTimeless.end(),
                                      [&](auto t) { return file.starts_with(t); });
    if (!timeless || !std::regex_search(line, match, kClock)) return {};
    return "reads a clock (" + match.str() + "): time is an argument here";
}

void check_file(const std::filesystem::path& root, const std::string& file,
                std::vector<Violation>& out) {
    static const std::regex kInclude(R"re(^\s*#\s*include\s*(<([^>]+)>|"([^"]+)"))re");
    std::ifstream in(root / file);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const auto add = [&](std::optional<std::string> what) {
            if (what) out.push_back({file, number, std::move(*what)});
        };
        std::smatch match;
        if (std::regex_search(line, match, kInclude))
            add(match[2].matched ? judge_library(file, match[2]) : judge_own(file, match[3]));
        else
            add(judge_clock(file, line.substr(0, line.find("//"))));
    }
}

}  // namespace

std::vector<Violation> check_arrows(const std::filesystem::path& root, std::size_t* files) {
    std::vector<std::string> found;
    for (const char* top : {"shared", "helper", "agent"}) {
        if (!std::filesystem::exists(root / top)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (extension == ".h" || extension == ".cpp")
                found.push_back(entry.path().lexically_relative(root).generic_string());
        }
    }
    std::sort(found.begin(), found.end());
    if (files != nullptr) *files = found.size();
    std::vector<Violation> out;
    for (const auto& file : found) check_file(root, file, out);
    return out;
}

}  // namespace traypulse::test
