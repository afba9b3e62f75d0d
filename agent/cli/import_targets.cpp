#include "agent/cli/import_targets.h"

#include <filesystem>

#include "agent/cli/import_source.h"
#include "agent/config/edit.h"
#include "agent/config/file.h"
#include "agent/config/first_run.h"
#include "agent/moving/settle.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

using moving::Input;
using moving::Kind;

Result<std::vector<Input>> read_all(std::vector<store::ImportSource>& sources) {
    std::vector<Input> out;
    for (auto& source : sources) {
        // A byte more than is allowed, so that a larger one is noticed.
        auto text = peek(source, moving::kLargestList + 1);
        if (!text) return text.error();
        out.push_back({source.name, std::move(text).value()});
    }
    return out;
}

/// What all of them are.
Result<Kind> kind_of(const std::vector<Input>& inputs) {
    std::optional<Kind> out;
    for (const auto& input : inputs) {
        const auto kind = moving::recognise(input.text);
        if (!kind)
            return Error{
                ErrorCode::invalid_argument,
                tr("{0} is neither a history nor a list of targets that I know", input.name),
                tr("say with --from what it is; see `traypulse import --help`")};
        if (out && *out != *kind)
            return Error{ErrorCode::invalid_argument,
                         tr("{0} is {1}, {2} is {3}", inputs.front().name, title_of(*out),
                            input.name, title_of(*kind)),
                         tr("import them one after the other")};
        out = kind;
    }
    return *out;
}

/// The configuration; what the first start would write, where there is none yet.
Result<std::string> present_text(const ImportArguments& arguments, const std::string& file) {
    auto text = config::read_file(file);
    if (text || text.error().code != ErrorCode::not_found || !arguments.place.config_file.empty())
        return text;
    return config::first_configuration({});
}

Status write_targets(const std::string& file, const std::string& text,
                     const std::vector<config::Keys>& targets, std::size_t before) {
    const config::Edit add = config::edit::AddElements{"target", before, targets};
    auto changed = config::edited(text, std::span(&add, 1));
    if (!changed) return changed.error();
    const auto parsed = config::parse(changed.value(), file);
    if (!parsed.ok())
        return Error{ErrorCode::invalid_argument, parsed.problems.front().text(),
                     tr("mend the configuration and import again")};
    if (auto made = make_directories(std::filesystem::path(file).parent_path().string()); !made)
        return made;
    return config::write_file(file, changed.value());
}

std::string as_toml(const std::vector<config::Keys>& targets) {
    const config::Edit add = config::edit::AddElements{"target", 0, targets};
    const auto text = config::edited({}, std::span(&add, 1));
    return text ? text.value() : std::string();
}

}  // namespace

int import_targets(const ImportArguments& arguments, const Paths& paths,
                   std::vector<store::ImportSource>& sources, const Wiring& wiring) {
    const auto fail = [&](const Error& error) { return complain(wiring, error), kExitWrong; };
    const auto inputs = read_all(sources);
    if (!inputs) return fail(inputs.error());
    const auto kind = arguments.from ? Result<Kind>(*arguments.from) : kind_of(inputs.value());
    if (!kind) return fail(kind.error());
    auto reading = moving::read(kind.value(), inputs.value());
    if (!reading) return fail(reading.error());

    const auto text = present_text(arguments, paths.config_file);
    if (!text) return fail(text.error());
    const auto present = config::read_written(text.value());
    if (!present)
        return fail({present.error().code, paths.config_file + ": " + present.error().what,
                     tr("`traypulse config check` says what is wrong with it")});
    moving::settle(reading.value(), present.value());

    const auto targets = moving::targets_of(reading.value(), arguments.group);
    std::size_t known = 0;
    std::size_t left_out = 0;
    for (const auto& entry : reading.value().entries)
        if (!entry.problem.empty()) ++(entry.known ? known : left_out);
    if (targets.empty() && known + left_out == 0)
        return fail(
            {ErrorCode::invalid_argument, tr("{0} holds no target", inputs.value().front().name),
             tr("it was read as {0}; say with --from what else it is", title_of(kind.value()))});
    for (const auto& line : moving::remarks_of(reading.value(), inputs.value()))
        wiring.err("traypulse: " + line + "\n");

    const auto summary =
        trn("new: {0} target; known already: {1}; left out: {2}",
            "new: {0} targets; known already: {1}; left out: {2}", targets.size(), known, left_out);
    if (arguments.dry_run) {
        wiring.out(as_toml(targets));
        wiring.err("traypulse: " + tr("{0}; nothing is written (--dry-run)", summary) + "\n");
    } else {
        if (!targets.empty()) {
            const auto list = present.value().lists.find("target");
            const auto before = list == present.value().lists.end() ? 0 : list->second.size();
            if (auto wrote = write_targets(paths.config_file, text.value(), targets, before);
                !wrote)
                return fail(wrote.error());
        }
        wiring.out(tr("{0}; in {1}", summary, paths.config_file) + "\n");
    }
    if (left_out == 0) return kExitWell;
    return targets.size() + known > 0 ? kExitNotWell : kExitWrong;
}

}  // namespace traypulse::cli
