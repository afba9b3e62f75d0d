// Configurations as different people write them; all say something valid.
#pragma once

#include <string>
#include <vector>

#include "agent/config/first_run.h"

namespace traypulse::test {

inline std::string with_crlf(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return out;
}

inline std::vector<std::string> edit_corpus() {
    const std::string sections = R"(# My network
# (two people write here)

[defaults]      # for all
interval = "5s" # not so often

# the box in the hall
[[target]]
name = "Router"      # grey
check = '192.0.2.1'
# parent = "?"

[[target]]
	name	=	"Bäcker ☂"	# tab
	check = "tcp://shop.example:25"
	banner = """
220 [[target]]
# no comment"""

[alerts]
quiet_hours = "22:00-07:00"
# ---- far away ----

[[target]]
"name" = "Far"
check = "https://far.example/"
status = [ "200",  # fine
  "2xx" ]
verify = false
# unfinished
#[[target]]
#name = "no"

[history]
sample_days = 7)";
    const std::string rows = R"(display = { icon = "symbolic" }
alerts.reminder = "2h"
alerts . "loss_warning" = 0.2   # a fifth
target = [
    # first
    { name = "A", check = "192.0.2.1" },   # one
    { name = "B", check = "192.0.2.2" },
]
)";
    const std::string maintenance = R"([[maintenance]]
name = "Patches"
begin = 2026-12-24 22:00:00 # eve
end = 2026-12-25T02:00:00
[[target]]
check="192.0.2.9"
[[maintenance]]
days=["sat"])";
    return {config::first_configuration({}),
            sections,
            with_crlf(sections),
            "\xEF\xBB\xBF" + sections + "\n",
            rows,
            with_crlf(rows) + "[log]\r\nlevel = \"debug\"",
            "target = [ {name=\"A\",check=\"192.0.2.1\"}, {name=\"B\",check=\"192.0.2.2\"} ]",
            "target=[{name=\"A\",check=\"192.0.2.1\"},\n{check=\"192.0.2.2\"},]\n[display]\n",
            "target = []\n",
            "",
            "# nothing yet",
            maintenance};
}

}  // namespace traypulse::test
