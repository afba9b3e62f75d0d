#!/usr/bin/env python3
"""Makes the packages of a build tree as it is now: those of this version and, for the test of upgrades, of a higher one. Then
fetches what they depend on, where that has changed. Arguments: cpack, the build tree, the folder of what prepare.sh prepares."""

import os
import shutil
import subprocess
import sys

HIGHER = "9.8.7"


def main():
    cpack, tree, prepared = sys.argv[1:]
    runs = []
    made, higher = os.path.join(prepared, "made"), os.path.join(prepared, "higher")
    for folder, words in ((made, []), (higher, ["-G", "DEB", "-D", f"CPACK_PACKAGE_VERSION={HIGHER}", "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip"])):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        runs.append(subprocess.Popen([cpack, "--config", os.path.join(tree, "CPackConfig.cmake"), "-B", folder, *words],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
    for run in runs:
        said = run.communicate()[0]
        assert run.returncode == 0, said
        assert "warning" not in said.lower(), said
    for folder in (made, higher):
        shutil.rmtree(os.path.join(folder, "_CPack_Packages"))
    if os.path.exists(os.path.join(prepared, "base.tar")):
        subprocess.run([os.path.join(os.path.dirname(os.path.abspath(__file__)), "prepare.sh"), tree], check=True)


if __name__ == "__main__":
    main()
