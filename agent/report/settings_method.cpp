#include "agent/report/settings_method.h"

namespace traypulse::report {

void add_method(ReportOptions& options, const Settings& settings) {
    for (const auto& t : settings.targets)
        options.methods.push_back({t.name, t.interval, t.timeout});
    options.retention = store::RetentionSettings{};
    options.retention->sample_days = settings.history.sample_days;
    options.retention->minute_days = settings.history.minute_days;
    options.retention->hour_days = settings.history.hour_days;
}

}  // namespace traypulse::report
