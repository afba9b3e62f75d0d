#!/usr/bin/env python3
"""The life of the packages in a clean Debian: install, use, upgrade while it runs, remove, purge. Argument: the folder of
what prepare.sh and make_packages.py have prepared."""

import glob
import hashlib
import json
import os
import subprocess
import sys
import time

from make_packages import HIGHER
from root import PERSON, Root, enter_namespaces
from service import ServiceWithoutSystemd
from systemd import SOCKET, Systemd

PATIENCE_S = 20
AUTOSTART = "/etc/xdg/autostart/traypulse.desktop"
HOME = f"/home/{PERSON}"
CONFIG = f"{HOME}/.config/traypulse/config.toml"
WATCHED = """# Jo's own words
[defaults]
interval = "100ms"

[[target]]
name = "This computer"
check = "127.0.0.1"
"""


def eventually(what, condition):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE_S} s: {what}")


def step(what):
    print(f"{time.monotonic() - step.begin:5.1f} s  {what}", flush=True)


step.begin = time.monotonic()


def packages_in(folder):
    found = sorted(glob.glob(os.path.join(folder, "*.deb")))
    assert len(found) == 2, found
    return found


def helpers_running():
    found = []
    for status in glob.glob("/proc/[0-9]*/exe"):
        try:
            if os.readlink(status).endswith("/traypulse-helper"):
                found.append(os.readlink(status))
        except OSError:
            pass
    return found


def traces_of_us(root):
    """Everything named after us but a person's own files, what was brought, and the downloads."""
    return root.run("find", "/", "-xdev", "(", "-path", "/home", "-o", "-path", "/brought", "-o", "-path", "/proc", "-o", "-path",
                    "/dev", "-o", "-path", "/run", ")", "-prune", "-o", "-name", "*traypulse*", "-print").split()


def files_of_person(root):
    out = {}
    for folder, _, names in os.walk(root.file(HOME)):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                out[os.path.join(folder, name)] = hashlib.sha256(file.read()).hexdigest()
    return out


class Agent:
    """Without a desktop, with a target that answers."""

    def __init__(self, root):
        self.root = root
        self.process = subprocess.Popen(root.as_person("traypulse", "--headless"), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def status(self):
        done = subprocess.run(self.root.as_person("traypulse", "status", "--json"), capture_output=True, text=True)
        return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode in (0, 1) else []

    def is_up(self):
        assert self.process.poll() is None, self.process.stdout.read()
        return any(line.get("name") == "This computer" and line["state"] == "up" for line in self.status())

    def channel(self):
        status = self.status()
        return status[0]["channel"] if status else ""

    def samples(self):
        argv = self.root.as_person("traypulse", "export", "--what", "samples", "--since", "1h")
        done = subprocess.run(argv, capture_output=True, text=True)
        # 2: there is no history yet.
        assert done.returncode in (0, 2), done.stderr
        return done.stdout.splitlines()[1:]  # the first line says what the others are

    def stop(self):
        # What was started is not the agent itself but what brought it into the system.
        self.root.run("pkill", "-TERM", "--uid", PERSON, "--exact", "traypulse")
        said = self.process.communicate(timeout=PATIENCE_S)[0]
        assert self.process.returncode == 0, said


def install(root, folder):
    root.apt("install", *root.bring(*packages_in(folder)))
    assert root.run("dpkg", "--verify", "traypulse", "traypulse-helper") == ""
    assert root.run("dpkg", "--audit") == ""


def after_install(root):
    install_text = root.person("traypulse", "doctor")
    # Nobody is systemd here, so the agent starts a helper for itself, which has its capability.
    assert "privileged by its capability" in install_text, install_text
    assert "echo requests go by a helper that the agent starts" in install_text, install_text
    root.person("traypulse", "ping", "-c", "2", "-i", "0.05", "127.0.0.1")
    assert root.run("systemctl", "is-enabled", SOCKET).strip() == "enabled", "systemd would not listen for agents"
    headless = subprocess.run(root.command("systemctl", "--global", "is-enabled", "traypulse.service"), capture_output=True)
    assert headless.stdout.strip() == b"disabled", "without a desktop it starts only where somebody wants it"
    assert "traypulse 0." in root.run("traypulse", "--version")


def service_of(root):
    try:
        return Systemd(root)
    except OSError as reason:
        print(f"no systemd can be booted here, so the service is started by the test: {reason}", flush=True)
        return ServiceWithoutSystemd(root)


def served(root, service):
    service.begin()
    text = root.person("traypulse", "doctor")
    assert "echo requests go by the helper service, the best way" in text, text
    pinging = subprocess.Popen(root.as_person("traypulse", "ping", "--json", "-c", "200", "-i", "0.01", "127.0.0.1"),
                               stdout=subprocess.PIPE, text=True)
    first = json.loads(pinging.stdout.readline())
    assert first["outcome"] == "reply", first
    running = helpers_running()
    assert pinging.poll() is None, "it had ended before it was looked at"
    assert len(running) == 1 and running[0].endswith("/usr/sbin/traypulse-helper"), (running, service.report())
    pinging.communicate()
    assert pinging.returncode == 0


def configured(root):
    root.person("mkdir", "-p", os.path.dirname(CONFIG))
    root.write(CONFIG, WATCHED)
    os.chown(root.file(CONFIG), 1000, 1000)


def served_for_person(root):
    """The unit of a person's own systemd, as somebody without a desktop enables it."""
    root.run("systemctl", "start", "user@1000.service")
    root.person("systemctl", "--user", "enable", "--now", "traypulse.service")
    status = lambda: subprocess.run(root.as_person("traypulse", "status"), capture_output=True, text=True).stdout
    eventually("the person's service is up", lambda: "This computer  up" in status())
    root.person("systemctl", "--user", "disable", "--now", "traypulse.service")
    # With it goes the runtime directory.
    root.run("systemctl", "stop", "user@1000.service", "user-runtime-dir@1000.service")
    root.make_runtime_directory()


def watched(root):
    agent = Agent(root)
    eventually("the target is up", agent.is_up)
    assert "service" in agent.channel(), agent.channel()
    eventually("the history has samples", lambda: len(agent.samples()) > 5)
    return agent


def upgraded(root, agent, service, folder):
    root.write(AUTOSTART, root.read(AUTOSTART).decode() + "X-Of-The-Administrator=yes\n")
    root.run("systemctl", "disable", SOCKET)
    before = agent.samples()
    service.before_upgrade()
    install_text = root.apt("install", *root.bring(*packages_in(folder)))
    assert root.run("dpkg-query", "-W", "-f=${Version}", "traypulse").startswith(HIGHER), install_text
    service.after_upgrade()
    # While its helper was replaced it knew nothing; but it is the same agent.
    eventually("the agent that runs sees its target after the upgrade", agent.is_up)
    eventually("the agent goes on after the upgrade", lambda: len(agent.samples()) > len(before) + 5)
    eventually("by the service, again", lambda: "service" in agent.channel())
    assert b"X-Of-The-Administrator" in root.read(AUTOSTART), "the administrator's words are lost"
    enabled = subprocess.run(root.command("systemctl", "is-enabled", SOCKET), capture_output=True).stdout.strip()
    assert enabled == b"disabled", "what the administrator has disabled is enabled again"
    assert root.read(CONFIG).decode() == WATCHED
    agent.stop()
    # The next login starts the new one.
    agent = Agent(root)
    eventually("the target is up, says the new agent", agent.is_up)
    now = agent.samples()
    assert now[:len(before)] == before, "history was lost over the upgrade"
    assert root.read(CONFIG).decode() == WATCHED
    agent.stop()


def removed(root, service):
    mine = files_of_person(root)
    assert any(name.endswith("/history.db") for name in mine), mine
    root.apt("remove", "traypulse", "traypulse-helper")
    service.after_removal()
    left = traces_of_us(root)
    assert AUTOSTART in left and not [path for path in left if path.startswith("/usr/") and "/doc/" not in path], left
    assert files_of_person(root) == mine
    root.apt("purge", "traypulse", "traypulse-helper")
    left = [path for path in traces_of_us(root) if not path.startswith("/var/log/")]
    assert left == [], left
    assert files_of_person(root) == mine, "a person's files are no business of a package"


def again(root, folder):
    """What a decision of the administrator changes: dpkg-statoverride withholds the capability."""
    path = "/usr/libexec/traypulse/traypulse-helper"
    root.run("dpkg-statoverride", "--add", "root", "root", "0755", path)
    install(root, folder)
    assert root.run("getcap", path) == ""
    text = subprocess.run(root.as_person("traypulse", "doctor"), capture_output=True, text=True).stdout
    assert f"the helper at {path} has no privilege" in text, text


def main():
    (prepared,) = sys.argv[1:]
    enter_namespaces(prepared)
    made, higher = os.path.join(prepared, "made"), os.path.join(prepared, "higher")
    root = Root(prepared)
    step("a clean system")
    assert traces_of_us(root) == []
    install(root, made)
    step("installed")
    after_install(root)
    step("pings, by a helper of its own")
    service = service_of(root)
    try:
        served(root, service)
        step("pings, by the service of " + type(service).__name__)
        configured(root)
        if isinstance(service, Systemd):
            served_for_person(root)
            step("watches, as a service of the person's own")
        agent = watched(root)
        step("an agent watches")
        upgraded(root, agent, service, higher)
        step("upgraded while it ran")
        removed(root, service)
        step("removed and purged")
    finally:
        service.end()
    again(root, made)
    step("installed again, and the capability withheld")


if __name__ == "__main__":
    main()
