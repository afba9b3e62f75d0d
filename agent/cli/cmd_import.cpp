// `traypulse import`: a history, or other programs' lists of targets.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "agent/cli/import_source.h"
#include "agent/cli/import_targets.h"
#include "agent/cli/long_work.h"
#include "agent/store/import.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

using store::ImportSource;

/// So much tells what a file is.
constexpr std::size_t kHead = 65'536;

/// A folder's files in the order of an export, so that targets come first.
std::vector<std::string> files_of(const std::string& name) {
    std::error_code error;
    if (name == "-" || !std::filesystem::is_directory(name, error)) return {name};
    std::vector<std::string> out;
    for (const auto kind : store::kExchangeKinds) {
        auto file = name + "/" + std::string(store::plural_of(kind)) + ".csv";
        if (std::filesystem::exists(file, error)) out.push_back(std::move(file));
    }
    return out;
}

std::string counted(std::uint64_t n, store::ExchangeKind kind) {
    switch (kind) {
        case store::ExchangeKind::target:
            return trn("{0} target", "{0} targets", n);
        case store::ExchangeKind::outage:
            return trn("{0} outage", "{0} outages", n);
        case store::ExchangeKind::interval:
            return trn("{0} interval", "{0} intervals", n);
        case store::ExchangeKind::event:
            return trn("{0} event", "{0} events", n);
        case store::ExchangeKind::hour:
            return trn("{0} hour", "{0} hours", n);
        case store::ExchangeKind::minute:
            return trn("{0} minute", "{0} minutes", n);
        case store::ExchangeKind::sample:
            break;
    }
    return trn("{0} sample", "{0} samples", n);
}

void tell(const store::ImportResult& result, const Wiring& wiring) {
    for (const auto& r : result.refusals)
        wiring.err("traypulse: " + r.source + ":" + std::to_string(r.line) + ": " + r.what + "\n");
    if (result.refused > result.refusals.size())
        wiring.err("traypulse: " +
                   trn("and {0} more line was refused", "and {0} more lines were refused",
                       result.refused - result.refusals.size()) +
                   "\n");
    std::string added;
    for (const auto kind : store::kExchangeKinds) {
        const auto n = result.kinds[static_cast<std::size_t>(kind)].added;
        if (n > 0) added = listed(added, counted(n, kind));
    }
    wiring.out(tr("new: {0}; known already: {1}; refused: {2}",
                  added.empty() ? std::string(trc("import", "nothing")) : added, result.known(),
                  result.refused) +
               "\n");
}

int import_history(const Paths& paths, const std::vector<ImportSource>& sources,
                   const Wiring& wiring) {
    if (auto made = make_directories(paths.state_dir); !made)
        return complain(wiring, made.error()), kExitWrong;
    store::ImportResult result;
    const int status = do_long_work(wiring, true, [&](const store::Progress& progress) {
        auto done = store::import_history(paths.history_file, sources, progress, result);
        if (done.ok() || done.error().code != ErrorCode::cancelled) return done;
        return Status(Error{ErrorCode::cancelled, tr("stopped before it was done"),
                            tr("what was taken stays; import again to go on")});
    });
    tell(result, wiring);
    if (status != kExitWell) return status;
    if (result.refused == 0) return kExitWell;
    return result.added() + result.known() > 0 ? kExitNotWell : kExitWrong;
}

/// Also a history whose beginning is damaged: its reader says what is wrong with each line.
bool is_history(std::string_view head) {
    if (moving::looks_like_history(head)) return true;
    if (moving::recognise(head)) return false;
    while (!head.empty()) {
        const auto end = std::min(head.find('\n'), head.size());
        if (moving::looks_like_history(head.substr(0, end))) return true;
        head.remove_prefix(std::min(end + 1, head.size()));
    }
    return false;
}

Result<std::vector<ImportSource>> open_all(const ImportArguments& arguments) {
    std::vector<ImportSource> out;
    for (const auto& name : arguments.files) {
        const auto files = files_of(name);
        if (files.empty())
            return Error{ErrorCode::not_found, tr("{0} holds no export", name),
                         tr("name a folder that `traypulse export` wrote")};
        for (const auto& file : files) {
            auto source = open_import_source(file);
            if (!source) return source.error();
            out.push_back(std::move(source).value());
        }
    }
    return out;
}

}  // namespace

int run_import(const ImportArguments& arguments, const Wiring& wiring) {
    const auto paths =
        resolve_paths(wiring.paths, arguments.place.config_file, arguments.place.state_dir);
    if (!paths) return complain(wiring, paths.error()), kExitWrong;
    auto sources = open_all(arguments);
    if (!sources) return complain(wiring, sources.error()), kExitWrong;
    if (arguments.from) return import_targets(arguments, paths.value(), sources.value(), wiring);
    std::size_t histories = 0;
    for (auto& source : sources.value()) {
        const auto head = peek(source, kHead);
        if (!head) return complain(wiring, head.error()), kExitWrong;
        if (head.value().empty() || is_history(head.value())) ++histories;
    }
    if (histories == 0) return import_targets(arguments, paths.value(), sources.value(), wiring);
    const bool only = arguments.dry_run || !arguments.group.empty();
    if (histories < sources.value().size() || only)
        return complain(wiring, {ErrorCode::invalid_argument,
                                 only ? tr("--dry-run and --group are for lists of targets, and "
                                           "this is a history")
                                      : tr("histories and lists of targets come together"),
                                 tr("import them one after the other")}),
               kExitWrong;
    return import_history(paths.value(), sources.value(), wiring);
}

}  // namespace traypulse::cli
