#include <windows.h>

#include <shellapi.h>

#include "agent/ui/open_file.h"
#include "shared/text_windows.h"

namespace traypulse::ui {

void open_file(const std::string& path) {
    const auto name = windows::wide(path);
    SHELLEXECUTEINFOW what{};
    what.cbSize = sizeof what;
    what.fMask = SEE_MASK_FLAG_NO_UI | SEE_MASK_NOASYNC;
    what.lpFile = name.c_str();
    what.nShow = SW_SHOWNORMAL;
    if (ShellExecuteExW(&what) != 0) return;
    const auto said =
        windows::wide("Cannot open the configuration: " + windows::reason(GetLastError()) +
                      "\n\nOpen it with a text editor:\n" + path);
    MessageBoxW(nullptr, said.c_str(), L"Traypulse", MB_OK | MB_ICONWARNING);
}

}  // namespace traypulse::ui
