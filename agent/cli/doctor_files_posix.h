// What doctor finds in files and at sockets. Internal to doctor_*.cpp.
#pragma once

#include "agent/cli/doctor.h"

namespace traypulse::cli {

SocketState socket_state(const std::string& path);
/// Configuration, log, runtime directory, and what the running agent says.
void look_at_files(const DoctorOptions& options, const PathFacts& facts, DoctorFacts& out);

}  // namespace traypulse::cli
