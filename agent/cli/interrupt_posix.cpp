#include <signal.h>

#include <array>

#include "agent/cli/interrupt.h"

namespace traypulse::cli {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};
volatile sig_atomic_t interrupted = 0;
std::array<struct sigaction, kSignals.size()> former{};

void note(int /*number*/) { interrupted = 1; }

}  // namespace

Interrupt::Interrupt() {
    interrupted = 0;
    struct sigaction action {};
    action.sa_handler = note;
    // What waits for more to read is woken (no SA_RESTART); the next one finds the usual handler.
    action.sa_flags = SA_RESETHAND;
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &action, &former[i]);
}

Interrupt::~Interrupt() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &former[i], nullptr);
}

bool Interrupt::came() { return interrupted != 0; }

void outlive_readers() { ::signal(SIGPIPE, SIG_IGN); }

}  // namespace traypulse::cli
