#include "tests/support/simulation.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/eventually.h"
#include "tests/support/simnet/control_server.h"

namespace traypulse::test {
namespace {

constexpr std::chrono::seconds kStartTimeout{10};

std::uint64_t field(const std::string& answer, const std::string& name) {
    const auto at = (" " + answer).find(" " + name + "=");
    if (at == std::string::npos) throw std::runtime_error("no " + name + " in: " + answer);
    return std::stoull(answer.substr(at + name.size() + 1));
}

}  // namespace

Simulation::Simulation(const std::vector<std::string>& lines,
                       const std::vector<std::string>& options,
                       const std::vector<std::string>& within) {
    auto argv = within;
    argv.insert(argv.end(), {TRAYPULSE_SIMNET_PATH, "--control", dir_ / "control"});
    argv.insert(argv.end(), options.begin(), options.end());
    process_.emplace(ProcessSpec{.argv = argv});
    const bool ready = eventually(kStartTimeout, [&] {
        return process_->output().find("ready") != std::string::npos || !process_->running();
    });
    if (!ready || !process_->running())
        throw std::runtime_error("the simulated network does not start: " + process_->errors());
    tell("dns at 10.99.0.53");
    for (const auto& line : lines) tell(line);
}

std::string Simulation::tell(const std::string& line) {
    auto answer = simnet::ControlServer::ask(dir_ / "control", {line});
    if (!answer) throw std::runtime_error(answer.error().text());
    auto text = std::move(answer).value();
    text.pop_back();
    if (!text.starts_with("ok"))
        throw std::runtime_error("simulated network: '" + line + "': " + text);
    return text.size() > 3 ? text.substr(3) : std::string();
}

Simulation::Counts Simulation::count(const std::string& address) {
    const auto answer = tell("count " + address);
    return {field(answer, "requests"), field(answer, "replies"), field(answer, "lost"),
            field(answer, "errors")};
}

std::uint64_t Simulation::queries(const std::string& name) {
    return field(tell("dns count " + name), "queries");
}

std::vector<Simulation::Echo> Simulation::dump() {
    const auto file = dir_ / "echoes";
    tell("dump " + file);
    std::ifstream in(file);
    std::vector<Echo> out;
    for (Echo e; in >> e.address >> e.identifier >> e.sequence >> e.seen >> e.written >>
                 e.seen_real >> e.written_real;)
        out.push_back(e);
    return out;
}

}  // namespace traypulse::test
