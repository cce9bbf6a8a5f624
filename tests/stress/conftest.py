# SPDX-License-Identifier: MIT
"""The server of tests/system for the model test."""
import importlib.util
import pathlib

import pytest

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location(
    "fumikura_system", HERE.parent / "system" / "conftest.py")
system = importlib.util.module_from_spec(spec)
spec.loader.exec_module(system)


@pytest.fixture(scope="session", autouse=True)
def store_look():
    import modseq
    modseq.build()
