# SPDX-License-Identifier: MIT
"""SEARCH, SORT and THREAD beside Dovecot on the same varied mail."""
import os

import pytest
import varied
from dovecot import Dovecot
from sight import own

USER = "alice@example.org"
COUNT = 2000 if os.environ.get("FUMIKURA_LONG") else 300

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Dovecot instance needs root")

BEFORE = "SENTBEFORE 18-Jul-2017"
SEARCHES = [
    BEFORE,
    "ALL", "SUBJECT apple", "SUBJECT BANANA", "SUBJECT re:", "FROM alice", "TO bob3", "CC carol", "FROM zoe",
    "HEADER Message-ID 12@x", "HEADER References lost", "HEADER Cc \"\"", "SINCE 20-Jul-2017", "BEFORE 20-Jul-2017",
    "ON 16-Jul-2017", "SENTSINCE 20-Jul-2017", "SENTON 17-Jul-2017", "LARGER 900",
    "SMALLER 700", "BODY lemon", "BODY \"apple Banana\"", "TEXT jade", "NOT SUBJECT apple", "OR FROM alice TO bob",
    "UID 5:20,100:*", "UNSEEN", "SUBJECT apple BODY kiwi",
]
TEXTS = [(key, text) for text in ("文庫", "資料", "STRASSE", "straße", "ärger", "DÉJÀ", "ñandú", "ПРИВЕТ")
         for key in ("SUBJECT", "BODY", "TEXT")]
SORTS = ["ARRIVAL", "DATE", "SUBJECT", "FROM", "TO", "CC", "SIZE", "REVERSE SUBJECT", "SUBJECT REVERSE DATE",
         "DISPLAYFROM", "DISPLAYTO"]
THREADS = ["ORDEREDSUBJECT", "REFERENCES"]


def fill(root, mail):
    for part in ("cur", "new", "tmp"):
        (root / part).mkdir(parents=True, exist_ok=True)
    for number, (date, data) in enumerate(mail):
        path = root / "cur" / f"{1600000000 + number}.M{number}P1.varied,S={len(data)}:2,"
        path.write_bytes(data)
        os.utime(path, (date, date))


def ask(client, name, *words):
    kind, data = client.uid(name, *words)
    assert kind == "OK", (name, words, data)
    return (data[0] or b"").decode()


def answers(client):
    client.select("INBOX", readonly=True)
    found = {key: ask(client, "SEARCH", key) for key in SEARCHES}
    for key, text in TEXTS:
        client.literal = text.encode()
        found[key, text] = ask(client, "SEARCH", "CHARSET", "UTF-8", key)
    found.update({("SORT", key): ask(client, "SORT", f"({key})", "UTF-8", "ALL") for key in SORTS})
    found.update({("THREAD", how): ask(client, "THREAD", how, "UTF-8", "ALL") for how in THREADS})
    client.logout()
    return found


def test_the_same_is_found_sorted_and_threaded(new_server):
    mail, server, dovecot = list(varied.messages(COUNT)), new_server(), Dovecot()
    try:
        for root in (server.maildir(USER), dovecot.maildir(USER)):
            fill(root, mail)
            own(root.parents[1])
        ours, theirs = answers(server.imap(USER)), answers(dovecot.imap(USER))
        # A message without Date: was sent before every day for Dovecot; RFC 9051
        # 6.4.4 asks for one whose Date: is earlier.
        undated = {str(uid) for uid, (_, data) in enumerate(mail, 1) if b"\nDate: " not in data}
        theirs[BEFORE] = " ".join(uid for uid in theirs[BEFORE].split() if uid not in undated)
        differ = {key: (ours[key], theirs[key]) for key in theirs if ours[key] != theirs[key]}
        assert not differ, "\n".join(f"{key}\n  {ours}\n  {theirs}" for key, (ours, theirs) in differ.items())
    finally:
        dovecot.remove()
