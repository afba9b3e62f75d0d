// Lists of hosts, one a line: what fping reads (-f), what it prints, and what a person writes.
#include <algorithm>
#include <set>

#include "agent/config/check_uri.h"
#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"
#include "shared/ip_prefix.h"

namespace traypulse::moving {
namespace {

bool printed_by_fping(std::string_view rest) {
    // "host (address) is alive"
    if (rest.starts_with('(') && rest.find(')') != std::string_view::npos)
        rest = trimmed(rest.substr(rest.find(')') + 1));
    return rest.starts_with(": ") || rest.starts_with("is alive") ||
           rest.starts_with("is unreachable") || rest.starts_with("is duplicate");
}

std::string unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == text.back() && (text[0] == '"' || text[0] == '\''))
        text = text.substr(1, text.size() - 2);
    return clean_name(text);
}

void judge_line(Entry& entry, std::string_view word) {
    const auto slash = word.find('/');
    if (slash != std::string_view::npos && word.find("://") == std::string_view::npos &&
        Prefix::parse(word))
        entry.problem =
            tr("it is a network, not a host; `fping -g {0}` lists the hosts of it", word);
    else if (word == "ICMP")
        entry.problem = tr("it is what fping says about an error, not a host");
}

}  // namespace

HostLine host_line(std::string_view line) {
    HostLine out;
    out.rest = without_comment(line);
    out.check = take_word(out.rest);
    if (out.check.find("://") == std::string_view::npos) {
        const auto end = out.check.find_first_of(",;");
        if (end != std::string_view::npos) {
            // "host,name" without blanks
            const auto* const begin = out.check.data() + end;
            const auto* const line_end = out.rest.empty() ? out.check.data() + out.check.size()
                                                          : out.rest.data() + out.rest.size();
            out.rest = std::string_view(begin, static_cast<std::size_t>(line_end - begin));
            out.check = out.check.substr(0, end);
        }
    } else {
        while (out.check.ends_with(',') || out.check.ends_with(';')) out.check.remove_suffix(1);
    }
    while (!out.rest.empty() && (out.rest.front() == ',' || out.rest.front() == ';'))
        out.rest = trimmed(out.rest.substr(1));
    out.output = printed_by_fping(out.rest);
    if (out.output) out.rest = {};
    return out;
}

Result<Entries> read_hosts_of_fping(std::span<const Input> inputs) {
    Entries out;
    for (std::size_t file = 0; file < inputs.size(); ++file) {
        std::set<std::string, std::less<>> printed;
        for (const auto& line : lines_of(inputs[file].text)) {
            const auto host = host_line(line.text);
            if (host.check.empty()) continue;
            // fping prints a line for each answer of one host.
            if (host.output && !printed.emplace(host.check).second) continue;
            Entry entry;
            entry.file = file;
            entry.line = line.number;
            const auto spec = config::parse_check(host.check);
            auto name = unquoted(host.rest);
            if (name.empty()) name = spec ? spec.value().host : clean_name(host.check);
            entry.keys = {{"check", std::string(host.check)}, {"name", name}};
            judge_line(entry, host.check);
            out.push_back(std::move(entry));
        }
    }
    return out;
}

}  // namespace traypulse::moving
