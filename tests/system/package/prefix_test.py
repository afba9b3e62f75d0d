#!/usr/bin/env python3
"""An installed tree runs from wherever it lies: `cmake --install` into a folder, that folder moved, and the tarball unpacked.
Arguments: cmake, the build tree, the folder with the tarball."""

import glob
import json
import os
import subprocess
import sys
import tempfile

INSIDE = "TRAYPULSE_TEST_INSIDE"
MUST_HAVE = ("bin/traypulse", "sbin/traypulse-helper", "libexec/traypulse/traypulse-helper", "etc/xdg/autostart/traypulse.desktop",
             "lib/systemd/system/traypulse-helper.socket", "share/applications/traypulse.desktop", "share/man/man1/traypulse.1.gz",
             "share/icons/hicolor/scalable/apps/traypulse.svg", "share/icons/hicolor/symbolic/apps/traypulse-symbolic.svg",
             "share/bash-completion/completions/traypulse", "share/zsh/vendor-completions/_traypulse",
             "share/fish/vendor_completions.d/traypulse.fish")


def passes(*argv, **more):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    assert done.returncode == 0, f"{' '.join(argv)}: exit status {done.returncode}\n{done.stdout}"
    return done.stdout


def children_of(pid):
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                number, rest = file.read().split(" (", 1)
            if int(rest.rsplit(") ", 1)[1].split()[1]) == pid:
                found.append(os.readlink(f"/proc/{number}/exe"))
        except OSError:
            pass
    return found


def runs_from(prefix):
    """A ping goes out through the helper of this very tree."""
    for path in MUST_HAVE:
        assert os.path.exists(os.path.join(prefix, path)), f"{prefix} has no {path}"
    program = os.path.join(prefix, "bin/traypulse")
    no_service = ["--helper-socket", os.path.join(prefix, "none.sock")]
    pinging = subprocess.Popen([program, "ping", *no_service, "--json", "-c", "500", "-i", "0.01", "127.0.0.1"],
                               stdout=subprocess.PIPE, text=True)
    first = json.loads(pinging.stdout.readline())
    assert first["outcome"] == "reply", first
    helpers = children_of(pinging.pid)
    pinging.terminate()
    pinging.communicate()
    assert helpers == [os.path.join(prefix, "libexec/traypulse/traypulse-helper")], helpers


def in_namespace():
    """As root of a network with nothing but loopback: who owns it may send echo requests."""
    if INSIDE in os.environ:
        passes("ip", "link", "set", "lo", "up")
        return
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    argv = ["unshare", *user, "--net", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, "-B", *sys.argv]
    os.execvpe(argv[0], argv, {**os.environ, INSIDE: "1"})


def main():
    cmake, tree, made = sys.argv[1:]
    in_namespace()
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        first = os.path.join(folder, "first place")
        passes(cmake, "--install", tree, "--prefix", first)
        runs_from(first)
        for path in ("bin/traypulse", "sbin/traypulse-helper"):
            with open(os.path.join(first, path), "rb") as file:
                assert tree.encode() not in file.read(), f"{path} knows where it was built"
        with open(os.path.join(first, "lib/systemd/system/traypulse-helper.service")) as file:
            assert f"ExecStart={first}/sbin/traypulse-helper\n" in file.read(), "the unit starts another helper"
        moved = os.path.join(folder, "moved")
        os.rename(first, moved)
        runs_from(moved)
        (tarball,) = glob.glob(os.path.join(made, "*.tar.gz"))
        passes("tar", "-C", folder, "-xzf", tarball)
        runs_from(os.path.join(folder, os.path.basename(tarball).removesuffix(".tar.gz")))


if __name__ == "__main__":
    main()
