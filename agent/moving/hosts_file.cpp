// hosts(5): an address and its names a line.
#include "agent/moving/entry.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"
#include "shared/ip_address.h"

namespace traypulse::moving {
namespace {

/// Every hosts file has lines that are about no other machine.
std::string no_host(const IpAddress& address, std::string_view name) {
    if (address.is_loopback()) return tr("it is this machine itself");
    if (address.is_unspecified()) return tr("it is a name that is blocked, not a host");
    if (address.is_multicast() || address.is_limited_broadcast())
        return tr("it is an address of many machines");
    // As Debian writes it: the network fe00::/9, which does not exist.
    if (name == "ip6-localnet") return tr("it is an entry of the system's own, not a host");
    return {};
}

}  // namespace

Result<Entries> read_hosts_file(std::span<const Input> inputs) {
    Entries out;
    for (std::size_t file = 0; file < inputs.size(); ++file)
        for (const auto& line : lines_of(inputs[file].text)) {
            auto rest = without_comment(line.text);
            const auto address = take_word(rest);
            if (address.empty()) continue;
            const auto name = take_word(rest);
            const auto parsed = IpAddress::parse(address);
            if (const auto why = parsed ? no_host(*parsed, name) : std::string(); !why.empty()) {
                out.push_back(remark(file, line.number, tr("{0}: {1}", clean_name(name), why)));
                continue;
            }
            Entry entry;
            entry.file = file;
            entry.line = line.number;
            entry.keys = {{"check", std::string(address)},
                          {"name", clean_name(name.empty() ? address : name)}};
            if (!parsed) entry.problem = tr("a line of a hosts file begins with an address");
            if (!rest.empty() && entry.problem.empty())
                entry.notes.push_back(tr("its further names are not kept: {0}", clean_name(rest)));
            out.push_back(std::move(entry));
        }
    return out;
}

}  // namespace traypulse::moving
