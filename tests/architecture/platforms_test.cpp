// What differs by platform sits in files with a suffix, and installer/PLATFORMS.md says which are
// there and which are missing.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot(TRAYPULSE_SOURCE_DIR);
/// What Linux and macOS have in one file.
constexpr std::string_view kShared = "_posix.cpp";

std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// From the project's root.
std::vector<std::string> sources() {
    std::vector<std::string> out;
    for (const char* top : {"shared", "helper", "agent"})
        for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
            const auto extension = entry.path().extension();
            if (extension == ".cpp" || extension == ".h")
                out.push_back(entry.path().lexically_relative(kRoot).generic_string());
        }
    return out;
}

bool has_suffix(const std::string& file) {
    static const std::regex kSuffix(R"(_(linux|macos|posix|windows)\.(cpp|h)$)");
    return std::regex_search(file, kSuffix);
}

/// What a pattern's groups hold, for each line of PLATFORMS.md that it finds.
std::vector<std::vector<std::string>> rows(const std::regex& pattern) {
    const auto page = text_of(kRoot / "installer/PLATFORMS.md");
    std::vector<std::vector<std::string>> out;
    for (auto at = std::sregex_iterator(page.begin(), page.end(), pattern);
         at != std::sregex_iterator(); ++at)
        out.emplace_back(at->begin(), at->end());
    return out;
}

}  // namespace

TEST_CASE("no file asks which platform it is on") {
    static const std::regex kAsked(
        R"(#\s*(if|ifdef|ifndef|elif)\b[^\n]*\b(_WIN32|_WIN64|__APPLE__|__linux__|__unix__|__MINGW32__|_MSC_VER|__CYGWIN__)\b)");
    CHECK(std::regex_search(std::string("#ifdef _WIN32"), kAsked));
    CHECK(std::regex_search(std::string("# if defined(__APPLE__)"), kAsked));
    const auto files = sources();
    CHECK(files.size() > 400);
    for (const auto& file : files)
        if (std::regex_search(text_of(kRoot / file), kAsked)) FAIL_CHECK(file);
}

// What Linux and macOS have in common and Windows has not is _posix: there macOS takes the same.
TEST_CASE("each file of Linux has its counterparts, or PLATFORMS.md says what it lacks") {
    static const std::regex kRow(R"(\| `([a-z_/0-9]+)` \| ([a-z ]+) \| ([a-z ]+) \|([^|\n]*)\|)");
    struct Told {
        std::string windows, macos, remark;
    };
    std::map<std::string, Told> told;
    for (const auto& row : rows(kRow)) told[row[1]] = {row[2], row[3], row[4]};
    const auto there = [](const std::string& base, const std::string& suffix) {
        return fs::exists(kRoot / (base + suffix + ".cpp"));
    };
    const auto judge = [&](const std::string& base, const std::string& cell,
                           const std::string& suffix) {
        const bool known = cell == "yes" || cell == "missing" || cell == "not needed";
        INFO(base << suffix << ": PLATFORMS.md says \"" << cell << "\"");
        CHECK(known);
        CHECK((cell == "yes") == there(base, suffix));
    };
    std::size_t found = 0;
    for (const auto& file : sources()) {
        constexpr std::string_view kLinux = "_linux.cpp";
        const bool shared = file.ends_with(kShared);
        if (!shared && !file.ends_with(kLinux)) continue;
        ++found;
        const auto base = file.substr(0, file.size() - (shared ? kShared : kLinux).size());
        const auto row = told.find(base);
        if (row == told.end()) {
            FAIL_CHECK("installer/PLATFORMS.md has no row for " << base);
            continue;
        }
        judge(base, row->second.windows, "_windows");
        if (shared) {
            INFO(base << ": one file for Linux and macOS");
            CHECK(row->second.macos == "yes");
            CHECK(row->second.remark.starts_with(" the same file"));
            CHECK_FALSE(there(base, "_linux"));
            CHECK_FALSE(there(base, "_macos"));
        } else {
            judge(base, row->second.macos, "_macos");
        }
        told.erase(row);
    }
    CHECK(found > 40);
    for (const auto& [base, cells] : told)
        FAIL_CHECK("installer/PLATFORMS.md has a row for " << base
                                                           << ", which is no file of Linux");
}

TEST_CASE("what Linux and macOS share has nothing that only Linux has") {
    // Headers; then what glibc gives away with those of POSIX.
    static const std::regex kOfLinux(
        R"(#\s*include\s*<(linux/|gio/|(malloc|sys/(epoll|eventfd|inotify|prctl|signalfd|sendfile|timerfd|vfs|xattr))\.h))"
        R"(|\b(SOCK_(CLOEXEC|NONBLOCK)|MSG_(NOSIGNAL|ERRQUEUE|CMSG_CLOEXEC)|SO_PEERCRED|SCM_CREDENTIALS|ucred)\b)"
        R"(|\b(O_TMPFILE|O_PATH|CLOCK_BOOTTIME|st_[acm]tim|IP_RECVERR|IPV6_RECVERR)\b)"
        R"(|\b(accept4|pipe2|dup3|statx|renameat2|ppoll|getrandom|gettid|secure_getenv|fdatasync|fallocate)\b)"
        R"(|"/(proc|sys|run)\b)");
    for (const char* line : {"#include <linux/errqueue.h>", "# include <sys/signalfd.h>",
                             "send(fd, b, n, MSG_NOSIGNAL)", "::accept4(fd)",
                             "fs::read_symlink(\"/proc/self/exe\")", "s.st_mtim.tv_sec"})
        CHECK(std::regex_search(std::string(line), kOfLinux));
    for (const char* line : {"#include <sys/stat.h>", "s.st_mtime", "::fsync(fd)", "runtime/proc"})
        CHECK_FALSE(std::regex_search(std::string(line), kOfLinux));
    static const std::regex kComment(R"(//[^\n]*)");
    std::size_t found = 0;
    for (const auto& file : sources()) {
        if (!file.ends_with(kShared) && !file.ends_with("_posix.h")) continue;
        ++found;
        const auto code = std::regex_replace(text_of(kRoot / file), kComment, "");
        std::smatch only;
        if (std::regex_search(code, only, kOfLinux))
            FAIL_CHECK(file << " is to be the same on macOS, which has no " << only.str());
    }
    CHECK(found > 5);
}

TEST_CASE("POSIX without a suffix is what PLATFORMS.md lists, and no more") {
    static const std::regex kPosix(
        R"((^|\n)\s*#\s*include\s*<(unistd\.h|sys/|poll\.h|arpa/|netinet/|fcntl\.h|net/|netdb\.h|pwd\.h|dirent\.h|termios\.h|spawn\.h))");
    std::set<std::string> found;
    for (const auto& file : sources())
        if (!has_suffix(file) && std::regex_search(text_of(kRoot / file), kPosix))
            found.insert(file);
    std::set<std::string> told;
    static const std::regex kItem(R"(\n- `([a-z_/0-9]+\.(cpp|h))`)");
    for (const auto& row : rows(kItem)) told.insert(row[1]);
    for (const auto& file : found)
        if (!told.contains(file)) FAIL_CHECK(file << " includes POSIX and has no suffix");
    for (const auto& file : told)
        if (!found.contains(file)) FAIL_CHECK(file << " is listed, but includes no POSIX any more");
}
