#include "agent/cli/wiring.h"

namespace traypulse::cli {

void complain(const Wiring& wiring, const Error& error) {
    wiring.err("traypulse: " + error.text() + "\n");
}

int run(const std::vector<std::string>& arguments, const Wiring& wiring) {
    const auto action = parse_arguments(arguments, wiring.version);
    if (!action) {
        complain(wiring, action.error());
        return kExitWrong;
    }
    struct Visitor {
        const Wiring& wiring;
        int operator()(const AgentOptions& o) const { return wiring.run_agent(o); }
        int operator()(const PingOptions& o) const { return run_ping(o, wiring); }
        int operator()(const CheckArguments& a) const { return run_check(a, wiring); }
        int operator()(const ControlOptions& o) const { return run_control(o, wiring); }
        int operator()(const ConfigCheckOptions& o) const { return run_config_check(o, wiring); }
        int operator()(const WatchOptions& o) const { return run_watch(o, wiring); }
        int operator()(const DoctorOptions& o) const { return run_doctor(o, wiring); }
        int operator()(const TraceOptions& o) const { return run_trace(o, wiring); }
        int operator()(const MtuOptions& o) const { return run_mtu(o, wiring); }
        int operator()(const ExportArguments& a) const { return run_export(a, wiring); }
        int operator()(const ImportArguments& a) const { return run_import(a, wiring); }
        int operator()(const ReportArguments& a) const { return run_report(a, wiring); }
        int operator()(const PrintText& o) const {
            return wiring.out(o.text) ? kExitWell : kExitNotWell;
        }
    };
    return std::visit(Visitor{wiring}, action.value());
}

int run(int argc, char** argv, const Wiring& wiring) {
    return run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), wiring);
}

}  // namespace traypulse::cli
