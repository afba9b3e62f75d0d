#!/usr/bin/env python3
"""What others demand of a package, by their own tools: lintian of the packages, appstreamcli and desktop-file-validate of what
software centres and menus read. Argument: the folder of the packages."""

import glob
import os
import re
import subprocess
import sys
import tempfile


def passes(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{' '.join(argv)}:\n{done.stdout}"
    return done.stdout


def field(package, name):
    return passes("dpkg-deb", "--field", package, name).strip()


def main():
    packages = sorted(glob.glob(os.path.join(sys.argv[1], "*.deb")))
    assert [os.path.basename(package).split("_")[0] for package in packages] == ["traypulse-helper", "traypulse"], packages
    root = ["--allow-root"] if os.geteuid() == 0 else []
    said = passes("lintian", *root, "--fail-on", "error,warning", *packages)
    assert not re.search(r"^[EWO]:", said, re.M), said
    with tempfile.TemporaryDirectory() as folder:
        for package in packages:
            passes("dpkg-deb", "--extract", package, folder)
        inside = lambda path: os.path.join(folder, path)
        passes("appstreamcli", "validate", "--no-net", inside("usr/share/metainfo/traypulse.metainfo.xml"))
        passes("desktop-file-validate", inside("usr/share/applications/traypulse.desktop"),
               inside("etc/xdg/autostart/traypulse.desktop"))
        for package in packages:
            # The changelog is written by hand at a release, the version by CMake.
            name = field(package, "Package")
            text = passes("zcat", inside(f"usr/share/doc/{name}/changelog.Debian.gz"))
            assert text.startswith(f"traypulse ({field(package, 'Version')}) "), f"the changelog begins with another version:\n{text}"
        for unit in ("usr/lib/systemd/system/traypulse-helper.service", "usr/lib/systemd/user/traypulse.service"):
            with open(inside(unit)) as file:
                program = re.search(r"^ExecStart=(\S+)", file.read(), re.M)[1]
            assert os.access(inside(program.lstrip("/")), os.X_OK), f"{unit} starts {program}, which no package has"


if __name__ == "__main__":
    main()
