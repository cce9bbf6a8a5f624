# SPDX-License-Identifier: MIT
"""The whole server of tests/system, with its mail on a disk that loses power."""
import importlib.util
import pathlib
import sys

import pytest

import disk

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location(
    "fumikura_system", HERE.parent / "system" / "conftest.py")
system = importlib.util.module_from_spec(spec)
spec.loader.exec_module(system)
sys.path += [str(HERE.parent / "system"), str(HERE.parent / "stress")]  # peers, modseq

PASSWORD = system.PASSWORD


@pytest.fixture(scope="session", autouse=True)
def able():
    reason = disk.missing()
    if reason:
        pytest.skip(reason)
    import modseq
    modseq.build()
