"""A clean Debian in memory, seen through chroot(1): the base system that prepare.sh has made, unpacked anew for each test. It
lives in namespaces of its own (mounts, processes, a network with nothing but loopback) and is gone with the process."""

import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
PERSON = "jo"
INSIDE = "TRAYPULSE_TEST_INSIDE"


def enter_namespaces(prepared):
    """Starts this program again in the namespaces, or ends it as skipped, with the reason."""
    if INSIDE in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    if not os.path.exists(os.path.join(prepared, "wanted")):
        print(f"skipped: nothing is prepared in {prepared}; ./dev test does it")
        sys.exit(SKIPPED)
    space = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        space += ["--user", "--map-root-user", "--map-auto"]
    if subprocess.run([*space, "true"], capture_output=True).returncode != 0:
        print("skipped: neither root nor a user namespace with many users (uidmap, /etc/subuid)")
        sys.exit(SKIPPED)
    os.execvpe(space[0], [*space, sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "1"})


class Root:
    def __init__(self, prepared):
        self.path = tempfile.mkdtemp(prefix="traypulse-root-")
        mount = lambda *how: subprocess.run(["mount", *how], check=True)
        mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", self.path)
        subprocess.run(["tar", "-C", self.path, "--exclude=./dev/*", "-xf", os.path.join(prepared, "base.tar")], check=True)
        # Devices of its own: what an init system does to them is nobody else's business.
        mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", self.file("/dev"))
        for name in ("null", "zero", "full", "random", "urandom", "tty"):
            open(self.file(f"/dev/{name}"), "w").close()
            mount("--bind", f"/dev/{name}", self.file(f"/dev/{name}"))
        os.symlink("/proc/self/fd", self.file("/dev/fd"))
        os.makedirs(self.file("/dev/shm"), mode=0o1777)
        os.makedirs(self.file("/dev/pts"))
        mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666", "devpts", self.file("/dev/pts"))
        os.symlink("pts/ptmx", self.file("/dev/ptmx"))
        mount("-t", "proc", "proc", self.file("/proc"))
        self.enter = ["chroot", self.path]
        for name, at in (("archives", "/var/cache/apt/archives"), ("lists", "/var/lib/apt/lists")):
            shutil.copytree(os.path.join(prepared, name), self.file(at), dirs_exist_ok=True)
        self.run("useradd", "--create-home", "--uid", "1000", PERSON)
        self.make_runtime_directory()

    def file(self, path):
        return self.path + path

    def read(self, path):
        with open(self.file(path), "rb") as file:
            return file.read()

    def write(self, path, text):
        with open(self.file(path), "w") as file:
            file.write(text)

    def bring(self, *files):
        """Copies of files of the outside, and their paths inside."""
        os.makedirs(self.file("/brought"), exist_ok=True)
        return ["/brought/" + os.path.basename(shutil.copy(file, self.file("/brought"))) for file in files]

    def make_runtime_directory(self):
        self.run("install", "-d", "-m", "0755", "/run/user")
        self.run("install", "-d", "-m", "0700", "-o", PERSON, "-g", PERSON, "/run/user/1000")

    def command(self, *argv):
        clean = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
                 "DEBIAN_FRONTEND=noninteractive", "HOME=/root"]
        return [*self.enter, *clean, *argv]

    def as_person(self, *argv):
        return self.command("setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--init-groups", "env", f"HOME=/home/{PERSON}",
                            f"USER={PERSON}", "XDG_RUNTIME_DIR=/run/user/1000", *argv)

    def run(self, *argv):
        """As root; its output. Anything but success ends the test."""
        return checked(self.command(*argv))

    def person(self, *argv):
        return checked(self.as_person(*argv))

    def apt(self, *words):
        return self.run("apt-get", "-o", "APT::Sandbox::User=root", "--yes", "--no-install-recommends", *words)


def checked(argv):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{' '.join(argv)}: exit status {done.returncode}\n{done.stdout}"
    return done.stdout
