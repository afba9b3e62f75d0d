#include <windows.h>

#include "agent/ui/twelve_hours.h"

namespace traypulse::ui {

bool counts_twelve_hours() {
    DWORD twenty_four = 1;
    ::GetLocaleInfoEx(LOCALE_NAME_USER_DEFAULT, LOCALE_ITIME | LOCALE_RETURN_NUMBER,
                      reinterpret_cast<LPWSTR>(&twenty_four), sizeof twenty_four / sizeof(wchar_t));
    return twenty_four == 0;
}

}  // namespace traypulse::ui
