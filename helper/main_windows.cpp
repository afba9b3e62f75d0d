// The helper as a service of Windows: the service control manager starts and stops it. It runs as
// LocalService (installer/windows), for the ICMP API wants no privilege.
#include <windows.h>

#include "helper/log.h"
#include "helper/server_windows.h"
#include "helper/service_windows.h"
#include "shared/helper_exit.h"

namespace traypulse::helper {
namespace {

/// How long the manager waits for the next word from us.
constexpr DWORD kPatience = 5'000;

SERVICE_STATUS_HANDLE g_status = nullptr;
HANDLE g_stop = nullptr;

void say(DWORD state, DWORD exit_code = NO_ERROR) {
    SERVICE_STATUS status{};
    status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    status.dwCurrentState = state;
    status.dwControlsAccepted =
        state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
    status.dwWin32ExitCode = exit_code;
    status.dwWaitHint = state == SERVICE_RUNNING || state == SERVICE_STOPPED ? 0 : kPatience;
    SetServiceStatus(g_status, &status);
}

DWORD WINAPI on_control(DWORD control, DWORD /*type*/, void* /*data*/, void* /*context*/) {
    switch (control) {
        case SERVICE_CONTROL_STOP:
        case SERVICE_CONTROL_SHUTDOWN:
            say(SERVICE_STOP_PENDING);
            SetEvent(g_stop);
            return NO_ERROR;
        case SERVICE_CONTROL_INTERROGATE:
            return NO_ERROR;
        default:
            return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

/// No process of ours starts another, nor loads what was not signed off with it.
bool confine() {
    PROCESS_MITIGATION_DYNAMIC_CODE_POLICY code{};
    code.ProhibitDynamicCode = 1;
    PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY points{};
    points.DisableExtensionPoints = 1;
    PROCESS_MITIGATION_IMAGE_LOAD_POLICY images{};
    images.NoRemoteImages = 1;
    images.NoLowMandatoryLabelImages = 1;
    return SetProcessMitigationPolicy(ProcessDynamicCodePolicy, &code, sizeof code) != 0 &&
           SetProcessMitigationPolicy(ProcessExtensionPointDisablePolicy, &points, sizeof points) !=
               0 &&
           SetProcessMitigationPolicy(ProcessImageLoadPolicy, &images, sizeof images) != 0;
}

int serve() {
    if (!confine()) {
        log_line("this process can't be confined");
        return helper_exit::kNotConfined;
    }
    Random random;
    WindowsServer server(Limits{}, random);
    if (const auto opened = server.open(); !opened) {
        log_line(opened.error().text());
        return helper_exit::kSystem;
    }
    if (g_status != nullptr) say(SERVICE_RUNNING);
    server.serve(g_stop);
    return helper_exit::kOk;
}

void WINAPI service_main(DWORD /*count*/, wchar_t** /*arguments*/) {
    g_status = RegisterServiceCtrlHandlerExW(kServiceName, &on_control, nullptr);
    if (g_status == nullptr) return;
    say(SERVICE_START_PENDING);
    const int status = serve();
    say(SERVICE_STOPPED, status == helper_exit::kOk ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR);
}

BOOL WINAPI on_console(DWORD /*event*/) { return SetEvent(g_stop); }

}  // namespace
}  // namespace traypulse::helper

int main() {
    using namespace traypulse::helper;
    g_stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (g_stop == nullptr) return traypulse::helper_exit::kSystem;
    wchar_t name[] = L"TraypulseHelper";
    const SERVICE_TABLE_ENTRYW services[] = {{name, &service_main}, {nullptr, nullptr}};
    if (StartServiceCtrlDispatcherW(services) != 0) return traypulse::helper_exit::kOk;
    if (GetLastError() != ERROR_FAILED_SERVICE_CONTROLLER_CONNECT)
        return traypulse::helper_exit::kSystem;
    // Not the service manager but a person has started it: until Ctrl-C.
    SetConsoleCtrlHandler(&on_console, TRUE);
    return serve();
}
