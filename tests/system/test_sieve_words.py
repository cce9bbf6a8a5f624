# SPDX-License-Identifier: MIT
"""What scripts may require stands in doc/admin/sieve.md."""
import pathlib
import re

TOP = pathlib.Path(__file__).parents[2]


def test_each_extension_is_in_the_table():
    doc = (TOP / "doc/admin/sieve.md").read_text()
    table = doc.split("## All that scripts may require")[1].split("\n## ")[0]
    known = set()
    for line in table.splitlines():
        if line.startswith("| `"):
            known |= set(re.findall(r"`([^`]*)`", line.split("|")[1]))
    words = set(re.findall(r'"([^"]*)"', (TOP / "src/sieve/sieve_extensions.def").read_text()))
    assert "fileinto" in words
    assert not words - known, "there, not in the table"
    assert not known - words, "in the table, not there"
