#include <windows.h>

#include <atomic>

#include "agent/cli/interrupt.h"

namespace traypulse::cli {
namespace {

std::atomic<bool> g_interrupted{false};

/// On a thread that Windows makes for it. The second one ends the program as usual.
BOOL WINAPI note(DWORD /*event*/) { return g_interrupted.exchange(true) ? FALSE : TRUE; }

}  // namespace

Interrupt::Interrupt() {
    g_interrupted = false;
    SetConsoleCtrlHandler(&note, TRUE);
}

Interrupt::~Interrupt() { SetConsoleCtrlHandler(&note, FALSE); }

bool Interrupt::came() { return g_interrupted; }

void outlive_readers() {}  // nobody is ended for that

}  // namespace traypulse::cli
