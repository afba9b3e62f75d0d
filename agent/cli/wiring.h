// What the command line needs from the world. main() fills it with the real things, a test with its
// own.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent/cli/doctor.h"
#include "agent/cli/options.h"
#include "agent/engine/target.h"
#include "agent/probes/icmp_channel.h"
#include "agent/runtime/paths.h"
#include "shared/ip_address.h"
#include "shared/result.h"

namespace traypulse::cli {

/// Finds the address of a check's host, "@router" and "@resolver" included. Loop thread; the
/// callback may come before it returns. Lives until the loop has nothing else to do.
using Resolve = std::function<void(const CheckSpec&, std::function<void(Result<IpAddress>)>)>;

struct Wiring {
    std::string version;
    PathFacts paths;
    /// Standard output; false: nobody reads it any more.
    std::function<bool(std::string_view)> out;
    std::function<void(std::string_view)> err;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    /// A file of targets; "-": standard input.
    std::function<Result<std::string>(const std::string& file)> read_input;

    std::function<int(const AgentOptions&)> run_agent;
    std::function<std::unique_ptr<IcmpChannel>(uv_loop_t*, const PingOptions&)> make_channel;
    std::function<Resolve(uv_loop_t*)> make_resolve;
    std::function<DoctorFacts(const DoctorOptions&)> doctor_facts;
};

/// With the real standard streams, paths and facts; main() adds run_agent, make_channel,
/// make_resolve.
Wiring standard_wiring(std::string version, const std::string& helper_path);

/// Does what the arguments (without the program's name) say. The exit status.
int run(const std::vector<std::string>& arguments, const Wiring& wiring);
int run(int argc, char** argv, const Wiring& wiring);

// One for each command, in a file of its own.
int run_ping(const PingOptions& options, const Wiring& wiring);
int run_check(const CheckArguments& arguments, const Wiring& wiring);
int run_control(const ControlOptions& options, const Wiring& wiring);
int run_config_check(const ConfigCheckOptions& options, const Wiring& wiring);
int run_doctor(const DoctorOptions& options, const Wiring& wiring);
int run_watch(const WatchOptions& options, const Wiring& wiring);
int run_trace(const TraceOptions& options, const Wiring& wiring);
int run_mtu(const MtuOptions& options, const Wiring& wiring);
int run_export(const ExportArguments& arguments, const Wiring& wiring);
int run_import(const ImportArguments& arguments, const Wiring& wiring);
int run_report(const ReportArguments& arguments, const Wiring& wiring);

/// `traypulse: what: what to do` on standard error.
void complain(const Wiring& wiring, const Error& error);

}  // namespace traypulse::cli
