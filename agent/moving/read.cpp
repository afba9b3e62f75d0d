#include <algorithm>

#include "agent/config/host.h"
#include "agent/config/parse.h"
#include "agent/moving/entry.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

/// The text as UTF-8, with what had to be changed for that.
Status prepare(Input& input, std::size_t file, Entries& out) {
    if (input.text.size() > kLargestList)
        return Error{ErrorCode::limit,
                     tr("{0} is larger than {1} MiB", input.name, kLargestList / 1024 / 1024),
                     tr("is it the right file?")};
    if (input.text.starts_with("\xFF\xFE") || input.text.starts_with("\xFE\xFF"))
        return Error{ErrorCode::invalid_argument, tr("{0} is written in UTF-16", input.name),
                     tr("save it as UTF-8")};
    if (const auto nul = input.text.find('\0'); nul != std::string::npos)
        return place_error(input, line_at(input.text, nul),
                           tr("there is a zero byte: it is no text"));
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (input.text.starts_with(kByteOrderMark)) input.text.erase(0, kByteOrderMark.size());
    std::optional<std::size_t> bad;
    auto text = to_utf8(input.text, bad);
    if (bad)
        out.push_back(remark(file, line_at(input.text, *bad),
                             tr("from here on there are bytes that are not UTF-8; they become {0}",
                                "\xEF\xBF\xBD")));
    input.text = std::move(text);
    for (const auto& line : lines_of(input.text))
        if (line.text.size() > kLongestLine && input.text.front() != '{' &&
            input.text.front() != '[' && input.text.front() != '<')
            return place_error(input, line.number,
                               tr("the line is longer than {0} bytes", kLongestLine));
    return ok();
}

Result<Entries> read_kind(Kind kind, std::span<const Input> inputs) {
    switch (kind) {
        case Kind::fping:
            return read_hosts_of_fping(inputs);
        case Kind::smokeping:
            return read_smokeping(inputs);
        case Kind::uptime_kuma:
            return read_uptime_kuma(inputs);
        case Kind::blackbox:
            return read_blackbox(inputs);
        case Kind::vmping:
            return read_vmping(inputs);
        case Kind::hosts:
            break;
    }
    return read_hosts_file(inputs);
}

}  // namespace

Error place_error(const Input& input, std::size_t line, const std::string& what,
                  std::string remedy) {
    return {ErrorCode::invalid_argument, input.name + ":" + std::to_string(line) + ": " + what,
            std::move(remedy)};
}

Result<Reading> read(Kind kind, std::span<const Input> inputs) {
    Reading out;
    out.kind = kind;
    std::vector<Input> prepared(inputs.begin(), inputs.end());
    for (std::size_t file = 0; file < prepared.size(); ++file)
        if (auto done = prepare(prepared[file], file, out.entries); !done) return done.error();
    auto entries = read_kind(kind, prepared);
    if (!entries) return entries.error();
    if (entries.value().size() > kMostEntries)
        return Error{ErrorCode::limit, tr("there are more than {0} entries", kMostEntries),
                     tr("a configuration has {0} targets at most; import a part of them",
                        config::kMostTargets)};
    for (auto& entry : entries.value()) out.entries.push_back(std::move(entry));
    std::stable_sort(out.entries.begin(), out.entries.end(), [](const Entry& a, const Entry& b) {
        return a.file != b.file ? a.file < b.file : a.line < b.line;
    });
    return out;
}

}  // namespace traypulse::moving
