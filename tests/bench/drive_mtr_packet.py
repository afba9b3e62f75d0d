#!/usr/bin/env python3
"""Sends through mtr-packet(8) what the other probers send on their own. Prints a JSON line for each reply.

Only mtr-packet's cost is counted, not this one's: it is left to the caller to be waited for."""

import argparse
import contextlib
import json
import os
import selectors
import subprocess
import sys
import time


class Requests:
    def __init__(self, addresses, count, interval):
        self.addresses, self.interval = addresses, interval
        self.total = len(addresses) * count
        self.sent = 0
        self.begin = time.monotonic()

    def at(self, number):
        """Evenly over the interval."""
        return self.begin + self.interval * number / len(self.addresses)

    def due(self):
        now = time.monotonic()
        lines = []
        while self.sent < self.total and self.at(self.sent) <= now:
            address = self.addresses[self.sent % len(self.addresses)]
            lines.append(f"{self.sent} send-probe ip-4 {address} timeout 1")
            self.sent += 1
        return "".join(line + "\n" for line in lines).encode()

    def which(self, number):
        return self.addresses[number % len(self.addresses)], number // len(self.addresses)


def replies(text):
    """Of each complete line the number, and the round trip in µs where there is one."""
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1:
            yield int(words[0]), int(words[5]) if words[1] == "reply" and words[4] == "round-trip-time" else None


class Pipes:
    """Neither side waits for the other: mtr-packet does, for us to read, and would not read meanwhile."""

    def __init__(self, process):
        self.out, self.into = process.stdout.fileno(), process.stdin.fileno()
        for pipe in (self.out, self.into):
            os.set_blocking(pipe, False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.out, selectors.EVENT_READ)
        self.unread, self.unwritten = b"", b""

    def wait(self, seconds):
        """Whether something came or went."""
        wanted = self.unwritten and self.into not in self.selector.get_map()
        if wanted:
            self.selector.register(self.into, selectors.EVENT_WRITE)
        moved = bool(self.selector.select(seconds))
        if wanted:
            self.selector.unregister(self.into)
        return moved

    def write(self, data):
        self.unwritten += data
        with contextlib.suppress(BlockingIOError):
            self.unwritten = self.unwritten[os.write(self.into, self.unwritten) :]

    def read(self):
        """Whole lines."""
        with contextlib.suppress(BlockingIOError):
            self.unread += os.read(self.out, 1 << 20)
        lines, _, self.unread = self.unread.rpartition(b"\n")
        return lines.decode()


def drive(requests):
    process = subprocess.Popen(["mtr-packet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pipes = Pipes(process)
    answered, received = 0, []
    while answered < requests.total:
        all_sent = requests.sent == requests.total and not pipes.unwritten
        wait = 2 if all_sent else max(0, requests.at(requests.sent) - time.monotonic())
        if not pipes.wait(wait) and all_sent:
            break
        for number, rtt in replies(pipes.read()):
            answered += 1
            if rtt is not None:
                received.append((number, rtt))
        pipes.write(requests.due())
    process.stdin.close()
    return received, process


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-f", dest="file", required=True)
    parser.add_argument("-c", dest="count", type=int, required=True)
    parser.add_argument("-i", dest="interval", type=float, required=True)
    options = parser.parse_args()
    with open(options.file) as file:
        requests = Requests(file.read().split(), options.count, options.interval)
    received, process = drive(requests)
    for number, rtt in received:
        address, sequence = requests.which(number)
        print(json.dumps({"address": address, "seq": sequence, "rtt_us": rtt}))
    print(json.dumps({"sent": requests.sent}))
    sys.stdout.flush()
    # Without waiting for it, as Popen does for one that nobody refers to any more.
    os._exit(0 if process.returncode is None else 1)


if __name__ == "__main__":
    main()
