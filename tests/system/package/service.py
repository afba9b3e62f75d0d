"""The helper's service where no systemd can be booted (systemd.py): started as it would be, from the units as they are installed,
with systemd's protocol of listening sockets and readiness, its user and the one capability. What systemd alone can do (mounts,
filters, cgroups) is left out."""

import os
import socket
import subprocess

DYNAMIC_USER = "61184"  # the first of systemd's dynamic users
START_S = 10


def settings_of(unit):
    """The last value of each key."""
    out = {}
    for line in unit.decode().splitlines():
        key, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            out[key.strip()] = value.strip()
    return out


class ServiceWithoutSystemd:
    def __init__(self, root):
        self.root = root
        self.process = None
        self.socket = None

    def listen(self):
        root = self.root
        listening = settings_of(root.read("/lib/systemd/system/traypulse-helper.socket"))
        self.unit = settings_of(root.read("/lib/systemd/system/traypulse-helper.service"))
        path = listening["ListenStream"]
        os.makedirs(root.file(os.path.dirname(path)), mode=int(listening["DirectoryMode"], 8), exist_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(root.file(path))
        os.chmod(root.file(path), int(listening["SocketMode"], 8))
        self.socket.listen(int(listening["Backlog"]))

    def begin(self):
        """Listens for agents and starts the helper, as the first agent would; returns when the helper has said that it is ready."""
        if self.socket is None:
            self.listen()
        self.start()

    def start(self):
        notify_path = "/run/notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            if os.path.exists(self.root.file(notify_path)):
                os.unlink(self.root.file(notify_path))
            notify.bind(self.root.file(notify_path))
            os.chmod(self.root.file(notify_path), 0o777)
            notify.settimeout(START_S)
            assert self.unit["Type"] == "notify" and self.unit["AmbientCapabilities"] == "CAP_NET_RAW", self.unit
            capability = "-all,+net_raw"
            begin = f"export LISTEN_FDS=1 LISTEN_PID=$$ NOTIFY_SOCKET={notify_path}; exec \"$@\""
            argv = self.root.command(
                "sh", "-c", begin, "-", "setpriv", f"--reuid={DYNAMIC_USER}", f"--regid={DYNAMIC_USER}", "--clear-groups",
                f"--inh-caps={capability}", f"--ambient-caps={capability}", f"--bounding-set={capability}", "--no-new-privs",
                *self.unit["ExecStart"].split())
            listening = os.dup(self.socket.fileno())

            def pass_socket():
                os.dup2(listening, 3)

            self.process = subprocess.Popen(argv, preexec_fn=pass_socket, pass_fds=(3,), stdin=subprocess.DEVNULL)
            os.close(listening)
            said = notify.recv(4096)
            assert b"READY=1" in said, said

    def stop(self):
        self.process.terminate()
        assert self.process.wait(START_S) == 0, "the helper's service did not end well"

    def end(self):
        self.socket.close()

    def report(self):
        return "not under systemd"

    def before_upgrade(self):
        assert self.process.poll() is None

    def after_upgrade(self):
        """Restarted, and the socket stays."""
        self.stop()
        self.start()

    def after_removal(self):
        self.stop()
