// One reader for each kind of list. Internal to agent/moving.
#pragma once

#include <span>

#include "agent/moving/reading.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {

using Entries = std::vector<Entry>;

Result<Entries> read_hosts_of_fping(std::span<const Input> inputs);
Result<Entries> read_hosts_file(std::span<const Input> inputs);
Result<Entries> read_smokeping(std::span<const Input> inputs);
Result<Entries> read_uptime_kuma(std::span<const Input> inputs);
Result<Entries> read_blackbox(std::span<const Input> inputs);
Result<Entries> read_vmping(std::span<const Input> inputs);

/// A line of a list of hosts: its check, and what is said behind it. `output`: fping printed it.
struct HostLine {
    std::string_view check;
    std::string_view rest;
    bool output = false;
};
HostLine host_line(std::string_view line);

/// "Targets:12: what": an error at a place.
Error place_error(const Input& input, std::size_t line, const std::string& what,
                  std::string remedy = tr("mend the file, or say with --from what it is"));

}  // namespace traypulse::moving
