// A whole import of anything into a history in memory's file system: it ends, a second one finds
// nothing new, and what is exported afterwards comes back as it is.
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "agent/store/export.h"
#include "agent/store/import.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::store;

namespace {

ImportSource source_of(std::string_view text) {
    ImportSource out;
    out.name = "fuzz";
    out.read = [text](std::span<char> into) mutable -> Result<std::size_t> {
        const auto n = std::min(into.size(), text.size());
        std::memcpy(into.data(), text.data(), n);
        text.remove_prefix(n);
        return n;
    };
    return out;
}

/// Of this process; gone with it.
struct Files {
    Files() : folder("/dev/shm/traypulse-fuzz-" + std::to_string(::getpid())) {
        std::filesystem::create_directories(folder);
    }
    ~Files() { std::filesystem::remove_all(folder); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    std::string clean(const char* name) const {
        const auto path = folder + "/" + name;
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
        return path;
    }
    std::string folder;
};

ImportResult take(const std::string& path, std::string_view text) {
    ImportResult out;
    fuzz::require(import_history(path, {source_of(text)}, {}, out).ok());
    return out;
}

std::string all_of(const std::string& path) {
    History history(path);
    ExportOptions options;
    options.kinds = {kExchangeKinds.begin(), kExchangeKinds.end()};
    options.range = {WallTime{}, WallTime(std::chrono::seconds(253'402'300'799))};
    std::string out;
    fuzz::require(export_history(history, options, {}, [&](ExchangeKind, std::string_view rows) {
                      out += rows;
                      return ok();
                  }).ok());
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Files files;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto first = files.clean("first.db");
    const auto result = take(first, text);
    const auto exported = all_of(first);
    if (result.added() > 0) {
        const auto second = files.clean("second.db");
        fuzz::require(take(second, exported).refused == 0);
        fuzz::require(all_of(second) == exported);
    }
    take(first, text);
    fuzz::require(all_of(first) == exported);
    return 0;
}
