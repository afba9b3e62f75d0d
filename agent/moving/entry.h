// How the readers make an entry. Internal to agent/moving.
#pragma once

#include <string>
#include <string_view>

#include "agent/engine/check_spec.h"
#include "agent/moving/reading.h"

namespace traypulse::moving {

/// "host", "host:port", IPv6 in brackets.
std::string authority(std::string_view host, int port = 0);
/// "192.0.2.1:22", "[2001:db8::1]:22", "host:22"; the port is 0 where there is none.
struct HostPort {
    std::string host;
    int port = 0;
};
HostPort split_port(std::string_view text);

/// A line that is no target but has something to say.
Entry remark(std::size_t file, std::size_t line, std::string what);

/// In seconds; what is beyond the configuration's bounds for that kind of check comes to the bound,
/// with a note. Nothing, where it is none or not more than 0.
void set_interval(Entry& entry, CheckKind kind, double seconds);
void set_timeout(Entry& entry, double seconds);
void set_payload_size(Entry& entry, double bytes);
/// "Name: value" behind those that are there already.
void add_header(Entry& entry, std::string_view name, std::string_view value);
/// HTTP's basic authentication (RFC 7617), with a note about where the password is then.
void set_password(Entry& entry, std::string_view user, std::string_view password);

/// What kind the check is, by how its URI begins.
CheckKind kind_of_check(std::string_view check);

}  // namespace traypulse::moving
