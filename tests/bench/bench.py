#!/usr/bin/env python3
"""Helper and `traypulse ping` beside other probers, on the simulated network, in the same run.

Prints Markdown tables for the README. Everything happens in a network namespace of its own."""

import argparse
import collections
import contextlib
import json
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import rig
import tap

INSIDE = "--inside"
# The hosts are a few milliseconds away, where fping still prints microseconds for the shortest.
NETWORK = ["prefix 10.50.0.0/16 delay 5ms jitter 1ms", "prefix 10.60.0.0/16 delay 500us jitter 200us"]
Outcome = collections.namedtuple("Outcome", "sent lost rtts")


def addresses(count, net=50):
    return [f"10.{net}.{i // 250}.{i % 250 + 1}" for i in range(count)]


class Traypulse:
    name = "traypulse"
    helper = "traypulse-helper"[: rig.NAME_LENGTH]
    driver = False

    def __init__(self, options):
        self.program = options.traypulse

    def available(self):
        return os.access(self.program, os.X_OK)

    def command(self, file, count, interval, each):
        summary = [] if each else ["--summary"]
        return [self.program, "ping", "--json", *summary, "-f", file, "-c", str(count), "-i", f"{interval:g}"]

    def outcome(self, run):
        sent = received = 0
        rtts = {}
        for line in run.output.splitlines():
            record = json.loads(line)
            if record["type"] == "summary":
                sent += record["sent"] + record["not_sent"]
                received += record["received"]
            elif record["type"] == "result" and record["outcome"] == "reply":
                rtts[record["address"], record["seq"]] = record["rtt_us"] / 1e6
        return Outcome(sent, sent - received, rtts)


class MtrPacket:
    name = "mtr-packet"
    driver = True

    def available(self):
        return shutil.which("mtr-packet")

    def command(self, file, count, interval, each):
        drive = os.path.join(os.path.dirname(os.path.abspath(__file__)), "drive_mtr_packet.py")
        return [sys.executable, "-B", drive, "-f", file, "-c", str(count), "-i", f"{interval:g}"]

    def outcome(self, run):
        *replies, end = (json.loads(line) for line in run.output.splitlines())
        rtts = {(r["address"], r["seq"]): r["rtt_us"] / 1e6 for r in replies}
        return Outcome(end["sent"], end["sent"] - len(rtts), rtts)


class Fping:
    name = "fping"
    driver = False
    program = "fping"

    def available(self):
        return shutil.which(self.program)

    def command(self, file, count, interval, each):
        quiet = [] if each else ["-q"]
        return [self.program, *quiet, "-c", str(count), "-p", f"{interval * 1000:g}", "-i", "0.1", "-f", file]

    def outcome(self, run):
        sent = received = 0
        for line in run.errors.splitlines():
            if found := re.search(r"xmt/rcv/%loss = (\d+)/(\d+)/", line):
                sent += int(found[1])
                received += int(found[2])
        rtts = {
            (found[1], int(found[2])): float(found[3]) / 1e3
            for found in re.finditer(r"^(\S+)\s*: \[(\d+)\].*?, ([\d.]+) ms", run.output, re.M)
        }
        return Outcome(sent, sent - received, rtts)


class Bench:
    def __init__(self, options):
        self.options = options
        probers = [Traypulse(options), Fping(), MtrPacket()]
        self.probers = [p for p in probers if p.available()]
        self.absent = [p.name for p in probers if not p.available()]
        rig.adopt_orphans()
        self.open_network()

    def open_network(self, *how):
        self.network = rig.Network(self.options.simnet, NETWORK, how)
        self.keep = [self.network.process.pid]

    def run(self, prober, targets, count, interval, each=False, keep=()):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write("\n".join(targets) + "\n")
            file.flush()
            command = prober.command(file.name, count, interval, each)
            run = rig.Run(command, settle=min(1.0, count * interval / 3), keep=[*self.keep, *keep], driver=prober.driver)
        return run, prober.outcome(run)

    def costs(self):
        """CPU, memory and false loss at steady rates."""
        rows = []
        for targets in self.options.targets:
            for prober in self.probers:
                count = max(self.options.count, self.options.least // targets)
                run, outcome = self.run(prober, addresses(targets), count, 1.0)
                cost = per_million(run.cpu, outcome)
                if prober is self.probers[0]:
                    cost += f" (helper {per_million(run.cpu_of[Traypulse.helper], outcome)})"
                rows.append([prober.name, targets, cost, f"{run.memory:.1f}", loss(outcome)])
        return table(["prober", "targets, once a second", "CPU-s per million pings", "memory, MiB", "false loss"], rows)

    def highest(self):
        """The rate is raised until more than one in a thousand is lost, or it is not reached."""
        rows = []
        for prober in self.probers:
            best = "-"
            for rate in self.options.rates:
                targets = min(rate, 10_000)
                interval = targets / rate
                count = max(3, round(self.options.seconds / interval))
                run, outcome = self.run(prober, addresses(targets), count, interval)
                reached = outcome.sent / max(run.seconds - 1, 0.001)
                wrong = run.status not in (0, 1) or outcome.sent < targets * count
                if wrong or outcome.lost > outcome.sent / 1000 or reached < 0.8 * rate:
                    seen = f"{outcome.sent} of {targets * count} sent, {outcome.lost} lost, {reached:.0f} a second"
                    print(f"{prober.name} at {rate}: {seen}", file=sys.stderr)
                    break
                best = f"{rate:,} ({run.cpu / outcome.sent * 1e6:.1f} CPU-s per million)"
            rows.append([prober.name, best])
        return table(["prober", "highest rate a second at 0.1 % false loss at most"], rows)

    def errors(self):
        """The measured round trip against the true one, between the packets' passing of the interface."""
        rows = []
        for cores in ("idle", "busy"):
            for prober in self.probers:
                with rig.BusyCores() if cores == "busy" else contextlib.nullcontext() as busy:
                    wrong = self.error_of(prober, busy.pids() if busy else ())
                at = [percentile(wrong, share) for share in (0.5, 0.99, 1.0)]
                rows.append([prober.name, cores, *(f"{e * 1e6:.1f}" for e in at)])
        return table(["prober", "cores", "RTT error p50, µs", "p99", "max"], rows)

    def error_of(self, prober, busy):
        count = self.options.count
        targets = addresses(100, net=60)
        interface = tap.Tap(rig.DEVICE, len(targets) * count * 2)
        _, outcome = self.run(prober, targets, count, 0.2, each=True, keep=busy)
        true = interface.round_trips()
        interface.close()
        return [
            abs(rtt - true[address][sequence])
            for (address, sequence), rtt in outcome.rtts.items()
            if sequence < len(true[address]) and true[address][sequence] is not None
        ]

    def close(self):
        self.network.close()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def per_million(seconds, outcome):
    return f"{seconds / max(outcome.sent, 1) * 1e6:.1f}"


def loss(outcome):
    return f"{outcome.lost / outcome.sent * 100:.3g} %" if outcome.sent else "nothing sent"


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def check(bench):
    """A short run without a threshold on time: nothing is lost, nothing is odd."""
    _, outcome = bench.run(bench.probers[0], addresses(200), 3, 0.2)
    if outcome.sent != 600 or outcome.lost != 0:
        sys.exit(f"600 pings: {outcome.sent} sent, {outcome.lost} lost")
    wrong = bench.error_of(bench.probers[0], ())
    if len(wrong) != 100 * bench.options.count:
        sys.exit(f"{len(wrong)} round trips could be judged, not {100 * bench.options.count}")
    rows = bench.costs().splitlines()
    if len(rows) != 2 + len(bench.options.targets) * len(bench.probers):
        sys.exit("the table lacks rows")
    if any(row.count("|") != rows[0].count("|") or "nan" in row for row in rows):
        sys.exit("the table is not well-formed:\n" + "\n".join(rows))
    if any("| 0 % |" not in row for row in rows[2:] if Traypulse.name in row):
        sys.exit("false loss:\n" + "\n".join(rows))
    print("\n".join(rows))


def main():
    rig.enter_namespace(INSIDE)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="a build tree, best release")
    parser.add_argument("--count", type=int, default=20, help="requests to each target")
    parser.add_argument("--least", type=int, default=6_000, help="requests of a steady rate, so that starting up does not count")
    parser.add_argument("--targets", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--rates", type=int, nargs="+", default=[5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 200_000])
    parser.add_argument("--seconds", type=float, default=5, help="of each step of the rising rate")
    parser.add_argument("--check", action="store_true", help=check.__doc__)
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.traypulse = os.path.join(options.build, "agent/traypulse")
    options.simnet = os.path.join(options.build, "tests/support/simnet/traypulse-simnet")
    bench = Bench(options)
    try:
        if options.check:
            check(bench)
            return
        for part in (bench.costs, bench.highest, bench.errors):
            print(part() + "\n", flush=True)
        if bench.absent:
            print("Not installed, so not measured: " + ", ".join(bench.absent) + ".")
    finally:
        bench.close()


if __name__ == "__main__":
    main()
