#include "agent/cli/import_source.h"

#include <algorithm>
#include <memory>
#include <system_error>

#include "agent/translations/translate.h"

namespace traypulse::cli {

Error import_read_error(const std::string& name, int error) {
    return {ErrorCode::io, tr("cannot read {0}: {1}", name, std::generic_category().message(error)),
            tr("name a file that `traypulse export` wrote, or a list of targets")};
}

Result<std::string> peek(store::ImportSource& source, std::size_t most) {
    auto head = std::make_shared<std::string>(most, '\0');
    std::size_t size = 0;
    while (size < most) {
        const auto got = source.read(std::span(*head).subspan(size));
        if (!got) return got.error();
        if (got.value() == 0) break;
        size += got.value();
    }
    head->resize(size);
    source.read = [head, at = std::size_t{0}, rest = std::move(source.read)](
                      std::span<char> into) mutable -> Result<std::size_t> {
        if (at == head->size()) return rest(into);
        const auto n = std::min(into.size(), head->size() - at);
        std::copy_n(head->begin() + static_cast<std::ptrdiff_t>(at), n, into.begin());
        at += n;
        return n;
    };
    return *head;
}

}  // namespace traypulse::cli
