#include "tests/support/temp_dir.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

namespace traypulse::test {

TempDir::TempDir(bool open) {
    auto pattern = (std::filesystem::temp_directory_path() / "traypulse-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "cannot make " + pattern);
    path_ = pattern;
    constexpr mode_t kAll = 0777;
    if (open && chmod(path_.c_str(), kAll) != 0)
        throw std::system_error(errno, std::generic_category(),
                                "cannot open " + pattern + " to all");
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(std::string_view name, std::string_view text) const {
    const auto path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out)
        throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
    return path.string();
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace traypulse::test
