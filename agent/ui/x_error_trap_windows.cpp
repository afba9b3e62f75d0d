#include "agent/ui/x_error_trap.h"

namespace traypulse::ui {

// There is no X server, and so no error of one.
XErrorTrap::XErrorTrap() = default;
XErrorTrap::~XErrorTrap() = default;
bool XErrorTrap::caught() { return set_; }

}  // namespace traypulse::ui
