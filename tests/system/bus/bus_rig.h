// A system bus of the test's own, with services at the names of logind, UPower and NetworkManager.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace traypulse::test {

/// dbus-daemon, and services.py on it, which owns no name yet.
class SystemBusRig {
 public:
    SystemBusRig();

    /// For DBUS_SYSTEM_BUS_ADDRESS.
    [[nodiscard]] std::string address() const { return "unix:path=" + (dir_ / "bus"); }
    /// A line of services.py, carried out when this returns.
    void tell(const std::string& line);
    /// How many times the services have said this line.
    [[nodiscard]] int said(const std::string& line) const;
    /// The bus itself goes.
    void end();
    void begin();

 private:
    TempDir dir_{true};
    std::unique_ptr<Process> daemon_, services_;
};

}  // namespace traypulse::test
