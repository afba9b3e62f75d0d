#include "tests/system/bus/bus_rig.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/eventually.h"

namespace traypulse::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kBusPatience = 30s;

/// Anybody may connect, own any name and send anything: it is the test's.
std::string configuration(const std::string& address) {
    return "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
           "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
           "<busconfig><type>system</type><listen>" +
           address +
           "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/>"
           "<allow own=\"*\"/><allow send_destination=\"*\" eavesdrop=\"true\"/>"
           "<allow eavesdrop=\"true\"/></policy></busconfig>";
}

}  // namespace

SystemBusRig::SystemBusRig() {
    mkfifo((dir_ / "orders").c_str(), 0600);
    dir_.write("bus.conf", configuration(address()));
    begin();
}

void SystemBusRig::begin() {
    daemon_ = std::make_unique<Process>(ProcessSpec{
        {"dbus-daemon", "--nofork", "--print-address=1", "--config-file=" + (dir_ / "bus.conf")}});
    if (!eventually(kBusPatience, [&] { return !daemon_->output().empty(); }))
        throw std::runtime_error("no bus: " + daemon_->errors());
    ProcessSpec spec{{"/usr/bin/python3", "-B", TRAYPULSE_SERVICES, dir_ / "orders"}};
    spec.environment = {{"DBUS_SYSTEM_BUS_ADDRESS", address()}};
    services_ = std::make_unique<Process>(spec);
    if (!eventually(kBusPatience, [&] { return said("ready") == 1; }))
        throw std::runtime_error("no services: " + services_->errors());
}

void SystemBusRig::end() {
    services_.reset();
    daemon_.reset();
}

void SystemBusRig::tell(const std::string& line) {
    const auto before = said("done " + line);
    std::ofstream(dir_ / "orders") << line << std::endl;
    if (!eventually(kBusPatience, [&] { return said("done " + line) > before; }))
        throw std::runtime_error("services.py does not obey \"" + line +
                                 "\": " + services_->errors());
}

int SystemBusRig::said(const std::string& line) const {
    std::istringstream in(services_->output());
    int count = 0;
    for (std::string read; std::getline(in, read);) count += read == line ? 1 : 0;
    return count;
}

}  // namespace traypulse::test
