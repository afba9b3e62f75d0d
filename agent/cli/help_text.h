// What `--help` says beside the list of options.
#pragma once

#include <string_view>

namespace traypulse::cli::help {

inline constexpr std::string_view kAbout =
    "Is my network all right, and if not, where is it broken?\n"
    "Without a command this is the agent in the system tray.";
inline constexpr std::string_view kMainFooter =
    R"(
Examples:
  traypulse                        the tray agent; a second start shows the first one's window
  traypulse --headless             the same without a display, one line per change
  traypulse ping -c 5 192.0.2.1 example.com
  traypulse check https://example.com tcp://192.0.2.1:22
  traypulse status                 what the running agent says; `why` for the evidence
  traypulse pause --for 15m        check nothing for a quarter of an hour
  traypulse doctor                 what works on this machine, and how to mend what does not

Files:
  ~/.config/traypulse/config.toml            what is watched; yours to edit, read again when saved
  ~/.local/state/traypulse/traypulse.log     what happened, as JSON Lines

Exit status: 0 all well, 1 something is not, 2 wrong usage or configuration, or no agent to ask.)";

inline constexpr std::string_view kPingAbout = "Ping any number of targets at once";
inline constexpr std::string_view kPingFooter =
    R"(
Examples:
  traypulse ping example.com                     until Ctrl-C, then the summary
  traypulse ping -c 10 -i 0.2 192.0.2.1 2001:db8::1
  traypulse ping -c 3 --summary -f servers.txt   a file of targets, one line each at the end
  traypulse ping -c 1 --json -f - < servers.txt  for scripts; RTTs are microseconds (rtt_us)

A bare number as a duration means seconds. Exit status: 0 every target has answered at least once,
1 some have not, 2 wrong usage or nothing could be sent.)";

inline constexpr std::string_view kCheckAbout = "Check services once, of any kind";
inline constexpr std::string_view kCheckFooter =
    R"(
URIs:
  192.0.2.1, icmp://host       answers an echo request ("ping")
  tcp://host:port              accepts a connection (key: banner)
  udp://host:port              replies (key: payload; @dns, @ntp, @stun are ready ones)
  http://…, https://…          a good status, body and certificate (keys: status, body_contains,
                               body_matches, method, headers, redirects, http_version, ca_file,
                               client_certificate, client_key, verify, certificate_days, proxy)
  dns://resolver/name?type=T   answers (key: expect); dns:///name asks the system's resolver

Examples:
  traypulse check https://example.com tcp://192.0.2.1:22 dns:///example.com?type=AAAA
  traypulse check -o status=204 -o body_contains= http://example.com/generate_204
  traypulse check Shop                       as the target "Shop" of the configuration is checked
  traypulse check --json https://example.com | jq .phases_us

--json: target, check, address, time, status (ok, timeout, refused, unreachable, wrong_answer,
name_failed, not_sent), took_us, phases_us, facts (lists of texts), reason, warning.
Exit status: 0 all ok, 1 some not, 2 wrong usage.)";

inline constexpr std::string_view kStatusAbout =
    "The verdict of the running agent, and its targets";
inline constexpr std::string_view kStatusFooter =
    R"(
Examples:
  traypulse status
  traypulse status --json | jq -r 'select(.type == "target" and .state == "down") | .name'
  traypulse status --json | jq 'select(.name == "Shop") | .metrics["5m"] | .loss, .pattern, .voice.mos'
  waybar:  "custom/net": {"exec": "traypulse status --waybar", "return-type": "json", "interval": 5}

"metrics" of a target: for "1m", "5m" and "1h" its loss and loss_periods, rtt_us, jitter_us, ipdv_us,
pdv_us, reordered, duplicates, the loss's pattern (random, bursts, periodic, load, too_few, none), a
Gilbert-Elliott model, and what a telephone call would sound like (voice); ttl and ttl_changes.

Exit status: 0 all well or paused, 1 something is not, 2 no agent is running. --waybar: 0 or 2.)";

inline constexpr std::string_view kWhyAbout = "The evidence behind the verdict";
inline constexpr std::string_view kWhyFooter =
    R"(
Shows what was observed, what it affects, every notification that was held back with its reason, the
outages that last, and the last ten that have ended with their numbers.

Examples:
  traypulse why                  now; in words that a provider's support line understands
  traypulse why 12               outage 12: what was seen when it began, before anybody touched it
  traypulse why --json | jq 'select(.type == "outage") | .outage, .cause, .length_s')";

inline constexpr std::string_view kPauseAbout = "Check nothing, or not these targets, for a while";
inline constexpr std::string_view kPauseFooter =
    R"(
Examples:
  traypulse pause                    everything, until `traypulse resume`
  traypulse pause --for 15m
  traypulse pause "Shop" "Office" --for 2h)";
inline constexpr std::string_view kResumeAbout = "Check again what was paused";
inline constexpr std::string_view kMuteAbout = "Go on checking, but announce nothing";
inline constexpr std::string_view kMuteFooter =
    R"(
Examples:
  traypulse mute --for 1h                    everything
  traypulse mute "Shop" --until-recovered    one target; others are announced
  traypulse mute provider_outage --for 2d    one cause

Causes: no_link router_unreachable provider_outage dns_failing captive_portal vpn_down ipv6_broken
path_mtu_black_hole local_firewall target_down target_blocks_icmp unstable. What was not announced is
kept, with the reason: `traypulse why`.)";
inline constexpr std::string_view kUnmuteAbout = "Announce outages again";

inline constexpr std::string_view kConfigAbout = "Work with the configuration";
inline constexpr std::string_view kConfigCheckAbout =
    "Say everything that is wrong with a configuration";
inline constexpr std::string_view kConfigCheckFooter =
    R"(
Prints one line per problem as file:line:column: reason. Exit status: 0 none, 2 some.)";

inline constexpr std::string_view kDoctorAbout =
    "What works on this machine, and how to mend what does not";
inline constexpr std::string_view kDoctorFooter =
    R"(
Looks at the ways to send ICMP echo requests, the configuration, the log, the desktop; changes nothing
and sends nothing. Exit status: 0 the agent can work, 1 it can, but something is amiss, 2 it can't.)";

}  // namespace traypulse::cli::help
