# SPDX-License-Identifier: MIT
"""The server of tests/system for the model test."""
import importlib.util
import pathlib
import subprocess

import pytest

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location(
    "fumikura_system", HERE.parent / "system" / "conftest.py")
system = importlib.util.module_from_spec(spec)
spec.loader.exec_module(system)


@pytest.fixture(scope="session", autouse=True)
def store_look():
    """It is built where there is a Makefile."""
    if (system.BUILD / "Makefile").exists():
        subprocess.run(["make", "-s", "tests/stress/store_look"], cwd=system.BUILD, check=True)
