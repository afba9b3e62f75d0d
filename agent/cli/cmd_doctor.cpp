#include "agent/cli/doctor.h"
#include "agent/cli/wiring.h"

namespace traypulse::cli {

int run_doctor(const DoctorOptions& options, const Wiring& wiring) {
    const auto diagnosis = diagnose(wiring.doctor_facts(options));
    wiring.out(diagnosis_text(diagnosis));
    return diagnosis.exit_status;
}

}  // namespace traypulse::cli
