// Services have no standard error: their sentences go to the system's event log.
#include <windows.h>

#include <string>

#include "helper/log.h"
#include "helper/service_windows.h"
#include "shared/text_windows.h"

namespace traypulse::helper {
namespace {

/// Of the message file that every system has ("%1" and nothing else).
constexpr DWORD kPlainMessage = 0;

}  // namespace

void log_line(std::string_view text) {
    std::string line = "traypulse-helper: ";
    for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    HANDLE console = GetStdHandle(STD_ERROR_HANDLE);
    if (console != nullptr && console != INVALID_HANDLE_VALUE) {
        line += "\r\n";
        DWORD written = 0;
        WriteFile(console, line.data(), static_cast<DWORD>(line.size()), &written, nullptr);
        return;
    }
    HANDLE log = RegisterEventSourceW(nullptr, kServiceName);
    if (log == nullptr) return;  // nobody can be told that telling failed
    const auto shown = windows::wide(line);
    const wchar_t* texts[] = {shown.c_str()};
    ReportEventW(log, EVENTLOG_INFORMATION_TYPE, 0, kPlainMessage, nullptr, 1, 0, texts, nullptr);
    DeregisterEventSource(log);
}

// A pipe of Windows that nobody reads takes what fits and lets the rest wait; the service has none.
void prepare_log() {}

}  // namespace traypulse::helper
