#include "agent/cli/wiring.h"
#include "agent/config/file.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {

int run_config_check(const ConfigCheckOptions& options, const Wiring& wiring) {
    const auto paths = resolve_paths(wiring.paths, options.file, "/unused");
    if (!paths) {
        complain(wiring, paths.error());
        return kExitWrong;
    }
    const auto& file = paths.value().config_file;
    const auto text = config::read_file(file);
    if (!text) {
        complain(wiring, text.error());
        return kExitWrong;
    }
    // The path as it was given, so that an editor can jump there.
    const auto parsed = config::parse(text.value(), file);
    if (!parsed.ok()) {
        std::string out;
        for (const auto& problem : parsed.problems) out += problem.text() + "\n";
        wiring.err(out);
        return kExitWrong;
    }
    const auto count = parsed.settings.targets.size();
    wiring.out(trn("{1}: no problem, {0} target", "{1}: no problem, {0} targets", count, file) +
               "\n");
    return kExitWell;
}

}  // namespace traypulse::cli
