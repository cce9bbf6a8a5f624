# SPDX-License-Identifier: MIT
"""Programs of Debian that are unpacked for a test, not installed: what they
would start or bring along is none of ours."""
import subprocess

import pytest

from conftest import BUILD

GET = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root"]


def download(folder, packages):
    """What went wrong, or None."""
    folder.mkdir(parents=True, exist_ok=True)
    if len(list(folder.glob("*.deb"))) >= len(packages):
        return None
    for first in ([], [*GET, "update"]):
        if first:
            subprocess.run(first, capture_output=True)
        done = subprocess.run([*GET, "download", *packages], cwd=folder,
                              capture_output=True, text=True)
        if done.returncode == 0:
            return None
    return done.stderr.strip()


def unpack(folder, *packages):
    """Into that folder. They are kept below the build folder for the next time;
    skips the test where they cannot be had."""
    kept = BUILD / f"{packages[0]}-package"
    wrong = download(kept, packages)
    if wrong:
        pytest.skip(f"{' '.join(packages)} cannot be had: {wrong}")
    for package in kept.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
