#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "agent/cli/import_source.h"
#include "agent/cli/interrupt.h"
#include "agent/store/progress_meter.h"
#include "agent/translations/translate.h"
#include "shared/descriptor.h"
#include "shared/text_windows.h"

namespace traypulse::cli {
namespace {

constexpr int kStandardInput = 0;
constexpr unsigned kMostAtOnce = 1U << 30U;

}  // namespace

Result<store::ImportSource> open_import_source(const std::string& name) {
    const bool standard = name == "-";
    if (standard) ::_setmode(kStandardInput, _O_BINARY);
    const auto file = std::make_shared<UniqueFd>(
        standard ? ::_dup(kStandardInput)
                 : ::_wopen(windows::wide(name).c_str(), _O_RDONLY | _O_BINARY | _O_NOINHERIT));
    if (!*file) return import_read_error(name, errno);
    store::ImportSource out;
    out.name = standard ? tr("standard input") : name;
    if (const auto size = standard ? -1 : ::_filelengthi64(file->get()); size > 0)
        out.bytes = static_cast<std::uint64_t>(size);
    out.read = [file, shown = out.name](std::span<char> into) -> Result<std::size_t> {
        const auto most = static_cast<unsigned>(std::min<std::size_t>(into.size(), kMostAtOnce));
        const int got = ::_read(file->get(), into.data(), most);
        if (Interrupt::came()) return store::cancelled_error();
        if (got < 0) return import_read_error(shown, errno);
        return static_cast<std::size_t>(got);
    };
    return out;
}

}  // namespace traypulse::cli
