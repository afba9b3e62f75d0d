"""The bench's rig: a simulated network in a namespace of its own, and programs run with their costs counted."""

import collections
import ctypes
import os
import socket
import subprocess
import sys
import tempfile
import time

PR_SET_CHILD_SUBREAPER = 36
DEVICE = "sim0"
# The kernel keeps so much of a process's name (TASK_COMM_LEN).
NAME_LENGTH = 15


def enter_namespace(inside_flag):
    """Starts this script again in a fresh network namespace: nothing that it sends leaves the machine."""
    if inside_flag in sys.argv:
        return
    how = ["-n"] if os.geteuid() == 0 else ["-rn"]
    os.execvp("unshare", ["unshare", *how, sys.executable, *sys.argv, inside_flag])


def adopt_orphans():
    """A helper whose agent has ended becomes our child, so that its costs are counted, too."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


class Network:
    """A running traypulse-simnet; tests/support/simnet/README.md has its lines."""

    def __init__(self, program, lines, options=()):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "control")
        self.process = subprocess.Popen([program, "--control", self.path, *options], stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("the simulated network does not start")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        self.tell(*lines)

    def tell(self, *lines):
        with socket.socket(socket.AF_UNIX) as to:
            to.connect(self.path)
            stream = to.makefile("rw")
            answer = ""
            for line in lines:
                stream.write(line + "\n")
                stream.flush()
                answer = stream.readline().strip()
                if not answer.startswith("ok"):
                    raise RuntimeError(f"simulated network: '{line}': {answer}")
        return answer[3:]

    def echoes(self):
        """Of each address the true delays in seconds, in the order of the requests."""
        file = os.path.join(self.folder.name, "echoes")
        self.tell("dump " + file)
        rows = {}
        with open(file) as text:
            for line in text:
                address, _, _, seen, written, *_ = line.split()
                rows.setdefault(address, []).append((int(seen), int(written)))
        return {a: [(w - s) / 1e9 for s, w in sorted(times)] for a, times in rows.items()}

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def descendants(pid):
    found = [pid]
    for parent in found:
        try:
            with open(f"/proc/{parent}/task/{parent}/children") as children:
                found += [int(p) for p in children.read().split()]
        except OSError:
            pass
    return found


def memory(pids):
    """Proportional set size in MiB of all of them."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup") as rollup:
                total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        except OSError:
            pass
    return total / 1024


def processor_times(pids):
    """Of each process its name and the seconds that it has run."""
    for pid in pids:
        try:
            with open(f"/proc/{pid}/comm") as comm, open(f"/proc/{pid}/schedstat") as schedstat:
                yield pid, comm.read().strip(), int(schedstat.read().split()[0]) / 1e9
        except OSError:
            pass


class Run:
    """What one program and everything that it started cost. Of a `driver` only what it started counts."""

    def __init__(self, argv, settle=2.0, timeout=600.0, keep=(), driver=False):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            begin = time.monotonic()
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            self.cpu, self.memory, self.status = 0.0, 0.0, None
            seen = {}
            next_look = begin + settle
            while True:
                # Who is waited for by another than us is in that one's usage; what each had as its own is seen here.
                for pid, name, seconds in processor_times(descendants(process.pid)):
                    seen[pid] = name, seconds
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid > 0 and pid not in keep:
                    if not (driver and pid == process.pid):
                        self.cpu += usage.ru_utime + usage.ru_stime
                    if pid == process.pid:
                        self.status, self.seconds = os.waitstatus_to_exitcode(status), time.monotonic() - begin
                        process.returncode = self.status
                if self.status is not None and all(p in keep for p in descendants(os.getpid())[1:]):
                    break
                now = time.monotonic()
                if self.status is None and now >= next_look:
                    self.memory = max(self.memory, memory(descendants(process.pid)[1 if driver else 0 :]))
                    next_look = now + settle
                if now - begin > timeout:
                    process.kill()
                    timeout = float("inf")
                time.sleep(0.02)
            out.seek(0)
            err.seek(0)
            self.cpu_of = collections.Counter()
            for name, seconds in seen.values():
                self.cpu_of[name] += seconds
            self.output, self.errors = out.read().decode(), err.read().decode()


class BusyCores:
    """A spinning process for each core, while it lives."""

    def __enter__(self):
        self.processes = [
            subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)
        ]
        return self

    def pids(self):
        return [p.pid for p in self.processes]

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
