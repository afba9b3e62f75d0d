#include "agent/cli/help_text.h"

#include "agent/cli/help_layout.h"

namespace traypulse::cli::help {

std::string main_about() {
    return tr("Is my network all right, and if not, where is it broken?") + std::string("\n") +
           tr("Without a command this is the agent in the system tray.");
}

std::string main_footer() {
    return HelpText()
        .block(
            tr("Examples:"),
            {{"traypulse", tr("the tray agent; a second start shows the first one's window")},
             {"traypulse --headless", tr("the same without a display, one line per change")},
             {"traypulse ping -c 5 192.0.2.1 example.com", ""},
             {"traypulse check https://example.com tcp://192.0.2.1:22", ""},
             {"traypulse status", tr("what the running agent says; `why` for the evidence")},
             {"traypulse watch", tr("the same, live, with sparklines")},
             {"traypulse pause --for 15m", tr("check nothing for a quarter of an hour")},
             {"traypulse doctor", tr("what works on this machine, and how to mend what does not")},
             {"traypulse report --since 30d",
              tr("a report for the provider's support; `export` for programs")}})
        .block(tr("Files:"),
               {{"~/.config/traypulse/config.toml",
                 tr("what is watched; yours to edit, read again when saved")},
                {"~/.local/state/traypulse/traypulse.log", tr("what happened, as JSON Lines")},
                {"~/.local/state/traypulse/history.db",
                 tr("every request and outage; sqlite3 reads it")}})
        .paragraph(tr("Exit status: 0 all well, 1 something is not, 2 wrong usage or "
                      "configuration, or no agent to ask."))
        .text();
}

std::string ping_footer() {
    return HelpText()
        .block(tr("Examples:"),
               {{"traypulse ping example.com", tr("until Ctrl-C, then the summary")},
                {"traypulse ping -c 10 -i 0.2 192.0.2.1 2001:db8::1", ""},
                {"traypulse ping -c 3 --summary -f servers.txt",
                 tr("a file of targets, one line each at the end")},
                {"traypulse ping -c 1 --json -f - < servers.txt",
                 tr("for scripts; RTTs are microseconds (rtt_us)")}})
        .paragraph(tr("A bare number as a duration means seconds. Exit status: 0 every target has "
                      "answered at least once, 1 some have not, 2 wrong usage or nothing could be "
                      "sent."))
        .text();
}

std::string check_footer() {
    return HelpText()
        .block(tr("URIs:"),
               {{"192.0.2.1, icmp://host", tr("answers an echo request (\"ping\")")},
                {"tcp://host:port", tr("accepts a connection (key: banner)")},
                {"udp://host:port", tr("replies (key: payload; @dns, @ntp, @stun are ready ones)")},
                {"http://…, https://…",
                 tr("a good status, body and certificate (keys: {0})",
                    "status, body_contains, body_matches, method, headers, redirects, "
                    "http_version, ca_file, client_certificate, client_key, verify, "
                    "certificate_days, proxy")},
                {"dns://resolver/name?type=T",
                 tr("answers (key: expect); dns:///name asks the system's resolver")}})
        .block(
            tr("Examples:"),
            {{"traypulse check https://example.com tcp://192.0.2.1:22 "
              "dns:///example.com?type=AAAA",
              ""},
             {"traypulse check -o status=204 -o body_contains= "
              "http://example.com/generate_204",
              ""},
             {"traypulse check Shop", tr("as the target \"Shop\" of the configuration is checked")},
             {"traypulse check --json https://example.com | jq .phases_us", ""}})
        .paragraph(
            "--json: target, check, address, time, status (ok, timeout, refused, "
            "unreachable, wrong_answer, name_failed, not_sent), took_us, phases_us, facts, "
            "reason, warning.")
        .paragraph(tr("Exit status: 0 all ok, 1 some not, 2 wrong usage."))
        .text();
}

std::string status_footer() {
    return HelpText()
        .block(tr("Examples:"),
               {{"traypulse status", ""},
                {"traypulse status --json | jq -r 'select(.type == \"target\" and .state == "
                 "\"down\") | .name'",
                 ""},
                {"traypulse status --json | jq 'select(.name == \"Shop\") | .metrics[\"5m\"] | "
                 ".loss, .pattern, .voice.mos'",
                 ""},
                {"waybar:  \"custom/net\": {\"exec\": \"traypulse status --waybar\", "
                 "\"return-type\": \"json\", \"interval\": 5}",
                 ""}})
        .paragraph(tr(
            "\"metrics\" of a target: for {0} its loss and {1}, the loss's pattern ({2}), "
            "a Gilbert-Elliott model, and what a telephone call would sound like "
            "({3}); {4}.",
            "1m, 5m, 1h", "loss_periods, rtt_us, jitter_us, ipdv_us, pdv_us, reordered, duplicates",
            "random, bursts, periodic, load, too_few, none", "voice", "ttl, ttl_changes"))
        .paragraph(tr("Exit status: 0 all well or paused, 1 something is not, 2 no agent is "
                      "running. --waybar: 0 or 2."))
        .text();
}

std::string watch_footer() {
    return HelpText()
        .paragraph(tr("For those who are logged in from elsewhere. A sparkline is the latency "
                      "between the least and the greatest of its line; its colour says loss (green "
                      "none, blue up to 2 %, orange up to 10 %, red more), × is all lost, a blank "
                      "nothing asked. Sparklines come from the history: none where it is switched "
                      "off."))
        .paragraph(tr("Keys: q ends, the arrows and Page Up, Page Down move where there are more "
                      "targets than lines. Where the output is no terminal, one view after the "
                      "other is written as plain text. NO_COLOR is obeyed."))
        .block(tr("Examples:"),
               {{"traypulse watch", ""},
                {"traypulse watch --span 24h --interval 10s", ""},
                {"traypulse watch --count 1 | mail -s \"How it looks\" me@example.com", ""}})
        .paragraph(tr("Exit status: 0 ended by a key; after --count 0 all well, 1 something is "
                      "not; 2 no agent is running."))
        .text();
}

std::string why_footer() {
    return HelpText()
        .paragraph(tr("Shows what was observed, what it affects, every notification that was held "
                      "back with its reason, the outages that last, and the last ten that have "
                      "ended with their numbers."))
        .block(tr("Examples:"),
               {{"traypulse why", tr("now; in words that a provider's support line understands")},
                {"traypulse why 12",
                 tr("outage 12: what was seen when it began, before anybody touched it")},
                {"traypulse why --json | jq 'select(.type == \"outage\") | .outage, .cause, "
                 ".length_s'",
                 ""}})
        .text();
}

std::string pause_footer() {
    return HelpText()
        .block(tr("Examples:"), {{"traypulse pause", tr("everything, until `traypulse resume`")},
                                 {"traypulse pause --for 15m", ""},
                                 {"traypulse pause \"Shop\" \"Office\" --for 2h", ""}})
        .text();
}

std::string mute_footer() {
    return HelpText()
        .block(tr("Examples:"), {{"traypulse mute --for 1h", tr("everything")},
                                 {"traypulse mute \"Shop\" --until-recovered",
                                  tr("one target; others are announced")},
                                 {"traypulse mute provider_outage --for 2d", tr("one cause")}})
        .paragraph(tr("Causes: {0}.",
                      "no_link, router_unreachable, provider_outage, dns_failing, captive_portal, "
                      "vpn_down, ipv6_broken, path_mtu_black_hole, local_firewall, target_down, "
                      "target_blocks_icmp, unstable"))
        .paragraph(tr("What was not announced is kept, with the reason: `traypulse why`."))
        .text();
}

std::string config_check_footer() {
    return HelpText()
        .paragraph(tr("Prints one line per problem as file:line:column: reason. Exit status: 0 "
                      "none, 2 some."))
        .text();
}

std::string doctor_footer() {
    return HelpText()
        .paragraph(tr("Looks at the ways to send ICMP echo requests, the configuration, the log, "
                      "the desktop; changes nothing and sends nothing. Exit status: 0 the agent "
                      "can work, 1 it can, but something is amiss, 2 it can't."))
        .text();
}

}  // namespace traypulse::cli::help
