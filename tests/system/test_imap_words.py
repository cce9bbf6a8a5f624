# SPDX-License-Identifier: MIT
"""What the server announces stands in doc/admin/imap.md."""
import pathlib
import re

DOC = pathlib.Path(__file__).parents[2] / "doc/admin/imap.md"


def test_each_word_is_in_the_table(server):
    table = DOC.read_text().split("## All that is announced")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    known = set(re.findall(r"[A-Z][^\s,|]*", " ".join(rows)))
    client = server.imap("alice@example.org")
    words = client.capability()[1][0].decode().split()
    client.logout()
    assert "IMAP4rev2" in words
    words = {re.sub(r"^APPENDLIMIT=\d+$", "APPENDLIMIT=…", word) for word in words}
    assert not words - known, "announced, not in the table"
    assert not known - words, "in the table, not announced"
