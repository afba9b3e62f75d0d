// What the configuration says of how things are measured, for the section on method.
#pragma once

#include "agent/config/settings.h"
#include "agent/report/report.h"

namespace traypulse::report {

void add_method(ReportOptions& options, const Settings& settings);

}  // namespace traypulse::report
