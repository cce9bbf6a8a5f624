# SPDX-License-Identifier: MIT
"""What the kernel refuses to each process, as /proc says."""
import pathlib

import pytest

FILTER = "2"


def status(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines)


@pytest.mark.parametrize("program", ["gate", "keys", "auth"])
def test_system_calls_are_filtered(server, program):
    found = [status(pid) for pid, _ in server.children(program)]
    assert found
    assert {(s["Seccomp"], s["NoNewPrivs"]) for s in found} == {(FILTER, "1")}
