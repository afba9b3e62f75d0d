#include <langinfo.h>

#include <string_view>

#include "agent/ui/twelve_hours.h"

namespace traypulse::ui {

bool counts_twelve_hours() {
    const std::string_view format = nl_langinfo(T_FMT);
    return format.find("%p") != format.npos || format.find("%r") != format.npos ||
           format.find("%I") != format.npos || format.find("%P") != format.npos;
}

}  // namespace traypulse::ui
