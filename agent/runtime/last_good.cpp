#include "agent/runtime/last_good.h"

#include "agent/config/file.h"

namespace traypulse::runtime {

std::string last_good_file(const std::string& state_dir) {
    return state_dir + "/config.last-good.toml";
}

Status keep_last_good(const std::string& config_file, const std::string& state_dir) {
    const auto now = config::read_file(config_file);
    if (!now.ok()) return now.error();
    const auto copy = last_good_file(state_dir);
    if (const auto kept = config::read_file(copy); kept.ok() && kept.value() == now.value())
        return ok();
    return config::write_file(copy, now.value());
}

}  // namespace traypulse::runtime
