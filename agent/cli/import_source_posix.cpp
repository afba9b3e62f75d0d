#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "agent/cli/import_source.h"
#include "agent/cli/interrupt.h"
#include "agent/store/progress_meter.h"
#include "agent/translations/translate.h"
#include "shared/descriptor.h"

namespace traypulse::cli {
Result<store::ImportSource> open_import_source(const std::string& name) {
    const bool standard = name == "-";
    const auto file = std::make_shared<UniqueFd>(
        standard ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                 : ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!*file) return import_read_error(name, errno);
    store::ImportSource out;
    out.name = standard ? tr("standard input") : name;
    struct stat status {};
    if (::fstat(file->get(), &status) == 0 && S_ISREG(status.st_mode))
        out.bytes = static_cast<std::uint64_t>(status.st_size);
    out.read = [file, shown = out.name](std::span<char> into) -> Result<std::size_t> {
        while (true) {
            const auto got = ::read(file->get(), into.data(), into.size());
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return import_read_error(shown, errno);
            if (Interrupt::came()) return store::cancelled_error();
        }
    };
    return out;
}

}  // namespace traypulse::cli
