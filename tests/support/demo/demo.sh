#!/usr/bin/env bash
# The agent on a simulated network that breaks now and then. Called by ./dev demo, inside fresh network and
# mount namespaces: nothing is sent to any real network.
# usage: demo.sh BUILD_DIRECTORY [AGENT ARGUMENTS…]
# DEMO_CALM and DEMO_FAULT: seconds between two faults and of each fault (default: 20, and 20 to 40).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
build=$1
shift
simnet=$build/tests/support/simnet/traypulse-simnet
agent=$build/agent/traypulse

dir=$(mktemp -d)
children=()
finish() {
    trap - EXIT INT TERM
    kill "${children[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '\033[1mdemo %(%H:%M:%S)T\033[0m %s\n' -1 "$*" >&2; }
tell() { "$simnet" --control "$dir/net" --send "$@" >/dev/null; }

# ---- the network ----
# Of a namespace's own: loopback, resolver, and the right to datagram ICMP sockets.
ip link set lo up
printf 'nameserver 10.99.0.53\noptions timeout:1 attempts:1\n' >"$dir/resolv.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$dir/hosts"
echo "$(id -g) $(id -g)" >/proc/sys/net/ipv4/ping_group_range

mkfifo "$dir/ready"
"$simnet" --control "$dir/net" --script "$here/network.simnet" \
    --bind "$dir/resolv.conf=/etc/resolv.conf" --bind "$dir/hosts=/etc/hosts" >"$dir/ready" &
children+=($!)
if ! read -r -t 10 ready <"$dir/ready" || [ "$ready" != ready ]; then
    say "the simulated network did not start (is /dev/net/tun there?)"
    exit 1
fi

# ---- the faults ----
# Each: what happens, the lines that break it, the lines that mend it.
faults=(
    "the shop's server stops answering|host 10.99.20.1 down|host 10.99.20.1 up"
    "the provider's network is gone behind the router|provider down|provider up"
    "the name server answers SERVFAIL|dns servfail on|dns servfail off"
    "the bakery loses 40 % of all packets|host 10.99.20.2 loss 40%|host 10.99.20.2 loss 0"
    "the router hangs|router down|router up"
    "the bakery's firewall says: prohibited|host 10.99.20.2 unreachable prohibited|host 10.99.20.2 unreachable off"
    "somebody pulls the cable|carrier off|carrier on"
    "the shop comes and goes every few seconds|host 10.99.20.1 flap 7s 6s|host 10.99.20.1 flap off"
)
break_things() {
    # Hosts that faults name keep what their block says.
    tell "host 10.99.20.1" "host 10.99.20.2"
    local fault what break mend seconds
    while true; do
        for fault in "${faults[@]}"; do
            IFS='|' read -r what break mend <<<"$fault"
            sleep "${DEMO_CALM:-20}" &
            wait $!
            seconds=${DEMO_FAULT:-$((20 + RANDOM % 21))}
            say "for $seconds s, $what"
            tell "$break"
            sleep "$seconds" &
            wait $!
            tell "$mend"
            say "mended"
        done
    done
}

# ---- the agent ----
export XDG_CONFIG_HOME=$dir/config XDG_STATE_HOME=$dir/state
mkdir -p "$XDG_CONFIG_HOME/traypulse" "$XDG_STATE_HOME/traypulse"
# Another agent of this user may run outside: this one has its own socket, and does not wake that one.
if [ -n "${XDG_RUNTIME_DIR:-}" ] && [ -d "${XDG_RUNTIME_DIR:-}" ]; then
    export DBUS_SESSION_BUS_ADDRESS=${DBUS_SESSION_BUS_ADDRESS:-unix:path=$XDG_RUNTIME_DIR/bus}
    # A Wayland display is named relative to the old directory.
    case ${WAYLAND_DISPLAY:-} in '' | /*) ;; *) export WAYLAND_DISPLAY=$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY ;; esac
fi
export XDG_RUNTIME_DIR=$dir/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
cp "$here/config.toml" "$XDG_CONFIG_HOME/traypulse/config.toml"

arguments=(--config "$XDG_CONFIG_HOME/traypulse/config.toml" --state-dir "$XDG_STATE_HOME/traypulse")
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "watch the tray: something breaks every ${DEMO_CALM:-20} s; Ctrl-C ends it"
else
    say "no display, so the agent writes a line for each change: something breaks every ${DEMO_CALM:-20} s; Ctrl-C ends it"
    arguments+=(--headless)
fi
# Inside the namespace this script may do everything to the network; the agent gets nothing of that.
setpriv --inh-caps=-all --ambient-caps=-all -- "$agent" "${arguments[@]}" "$@" &
agent_pid=$!
children+=("$agent_pid")
break_things &
children+=($!)
wait "$agent_pid"
