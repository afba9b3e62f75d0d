#!/usr/bin/env python3
"""The systemd units: understood by systemd, and as tight as promised. Arguments: the units' files."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

MOST_EXPOSED = 1.5  # of 10, "systemd-analyze security"


def run(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def main():
    service, listening = sys.argv[1:]
    with open(service) as text:
        unit = text.read()
    # Without systemd at least what must never be lost is looked for.
    for line in ("AmbientCapabilities=CAP_NET_RAW", "CapabilityBoundingSet=CAP_NET_RAW", "NoNewPrivileges=yes", "DynamicUser=yes"):
        assert line in unit.splitlines(), f"the unit lacks {line}"
    assert "PrivateUsers" not in re.sub(r"^#.*$", "", unit, flags=re.M), "peers would all be one user"
    assert re.search(r"^ExecStart=/\S+/traypulse-helper$", unit, re.M), "the helper is not named by an absolute path"
    if shutil.which("systemd-analyze") is None:
        print("systemd-analyze is not installed: the units' score is not judged")
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in (service, listening):
            shutil.copy(file, folder)
        # A program that exists, for a tree that is not installed.
        own = os.path.join(folder, os.path.basename(service))
        with open(own, "w") as text:
            text.write(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", unit, flags=re.M))
        status, said = run("systemd-analyze", "verify", "--man=no", own, os.path.join(folder, os.path.basename(listening)))
        said = "\n".join(line for line in said.splitlines() if "traypulse" in line)
        assert not said, "systemd does not understand the units:\n" + said
        status, said = run("systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={MOST_EXPOSED * 10:.0f}", own)
        score = re.search(r"exposure level.*: ([\d.]+)", said)
        assert score, "no score:\n" + said
        assert status == 0 and float(score[1]) <= MOST_EXPOSED, said
        print(f"exposure {score[1]}")


if __name__ == "__main__":
    main()
