"""The real systemd, booted in the clean system: process 1 of namespaces and of a control group of its own. It may change neither the
machine's settings nor its devices: /sys and /proc/sys are read-only, the devices are a few harmless ones."""

import os
import subprocess
import tempfile
import time

BOOT_S = 30
UNIT = "traypulse-helper.service"
SOCKET = "traypulse-helper.socket"
# Process 1 of the new namespaces becomes systemd when everything is mounted.
BEGIN = r"""
set -e
mount -t proc proc "$1/proc"
mount --bind "$1/proc/sys" "$1/proc/sys"
mount -o remount,ro,bind "$1/proc/sys"
mount -t sysfs -o ro sysfs "$1/sys"
mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
mount -t tmpfs -o mode=0755 tmpfs "$1/run"
exec chroot "$1" setpriv --bounding-set=-sys_boot,-sys_module,-sys_time,-syslog \
    env -i container=traypulse-test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system --log-target=console --show-status=no --unit=multi-user.target
"""


class Systemd:
    """Raises OSError where this machine does not allow it."""

    def __init__(self, root):
        self.root = root
        self.before = root.enter
        self.main_pid = None
        self.group = make_group()
        self.log = tempfile.TemporaryFile("w+")
        argv = ["unshare", "--mount", "--pid", "--cgroup", "--ipc", "--uts", "--fork", "--kill-child",
                "sh", "-c", BEGIN, "-", root.path]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT,
                                        preexec_fn=self.join_group)
        try:
            root.enter = ["nsenter", "--target", str(self.first_process()), "--mount", "--pid", "--ipc", "--uts", "--cgroup",
                          "--root", "--wd"]
            self.wait_booted()
            root.make_runtime_directory()
        except BaseException:
            self.end()
            raise

    def join_group(self):
        with open(os.path.join(self.group, "cgroup.procs"), "w") as file:
            file.write("0")

    def first_process(self):
        end = time.monotonic() + BOOT_S
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        while time.monotonic() < end and self.process.poll() is None:
            with open(children) as file:
                if found := file.read().split():
                    return int(found[0])
            time.sleep(0.01)
        raise OSError("no process 1: " + self.said())

    def said(self):
        self.log.seek(0)
        return self.log.read()[-2000:]

    def wait_booted(self):
        end = time.monotonic() + BOOT_S
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise OSError("systemd ended: " + self.said())
            # Some unit may fail in namespaces; what counts is that it has started all that it can.
            if self.state() in ("running", "degraded"):
                return
            time.sleep(0.1)
        raise OSError("systemd did not boot: " + self.said())

    def state(self):
        done = subprocess.run(self.root.command("systemctl", "is-system-running"), capture_output=True, text=True)
        return done.stdout.strip()

    def show(self, unit, what):
        return self.root.run("systemctl", "show", "--value", f"--property={what}", unit).strip()

    def begin(self):
        """The helper starts with the first agent that connects; here only the socket is waited for."""
        assert self.show(SOCKET, "ActiveState") == "active", self.report()

    def after_upgrade(self):
        """Restarted by the package itself, and the socket was there all the time."""
        assert self.show(UNIT, "ActiveState") == "active", self.report()
        assert self.show(UNIT, "NRestarts") == "0", "it had to be restarted after a failure"
        assert self.show(UNIT, "MainPID") != self.main_pid, "the helper of the older version still serves"

    def before_upgrade(self):
        self.main_pid = self.show(UNIT, "MainPID")

    def after_removal(self):
        assert self.show(UNIT, "ActiveState") == "inactive" and self.show(SOCKET, "ActiveState") == "inactive"
        assert not os.listdir(self.path_outside("/run/traypulse")), "a socket that nobody listens at is left"

    def report(self):
        units = self.root.command("systemctl", "status", "--no-pager", "--full", UNIT, SOCKET)
        return subprocess.run(units, capture_output=True, text=True).stdout + self.said()

    def path_outside(self, path):
        return f"/proc/{self.root.enter[2]}/root{path}"

    def end(self):
        self.root.enter = self.before
        self.process.kill()  # and with it process 1 (--kill-child), and with that everything else
        self.process.wait()
        remove_group(self.group)


def make_group():
    """A control group below this process's own, of the second version wherever that is mounted."""
    with open("/proc/self/cgroup") as file:
        own = next((line.strip()[3:] for line in file if line.startswith("0::")), None)
    with open("/proc/self/mounts") as file:
        at = next((line.split()[1] for line in file if line.split()[2] == "cgroup2"), None)
    if own is None or at is None:
        raise OSError("there are no control groups of the second version")
    group = tempfile.mkdtemp(prefix="traypulse-test-", dir=at + own)
    os.chmod(group, 0o755)  # each user's systemd has groups of its own in it
    return group


def remove_group(group):
    """From the innermost; the last processes take a moment to go."""
    end = time.monotonic() + BOOT_S
    for folder, _, _ in list(os.walk(group, topdown=False)):
        while True:
            try:
                os.rmdir(folder)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)
