# SPDX-License-Identifier: MIT
"""ESEARCH (RFC 7377) over many mailboxes finds what UID SEARCH finds in each."""
import itertools
import random
import re

from conftest import PASSWORD

USER = "many@example.org"
OTHER = "lender@example.org"
SHARED = "#shared.lender@example^org"
WORDS = ["tea", "coffee", "milk", "文庫", "naïve"]
PROGRAMS = [
    "ALL", "UNSEEN", "FLAGGED", "NOT FLAGGED SEEN", "KEYWORD $Junk", "RECENT", "DELETED",
    "SUBJECT tea", "CHARSET UTF-8 SUBJECT \"文庫\"", "OR BODY milk (FROM ann@ LARGER 400)",
    "HEADER Subject coffee", "1:3", "2,4:*", "UID 2:*", "UID *", "NOT 1", "MODSEQ 1",
    "SMALLER 500", "SENTSINCE 3-Mar-2024", "BEFORE 1-Jan-2000", "CHARSET UTF-8 TEXT \"naïve\"",
]


def message(dice):
    word, body = dice.choice(WORDS), dice.choice(WORDS)
    return (f"From: {dice.choice(['ann', 'ben'])}@example.org\r\nSubject: {word} {dice.randrange(9)}\r\n"
            f"Date: {dice.randrange(1, 28)} Mar 2024 12:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"\r\n{body} {'x' * dice.randrange(600)}\r\n").encode()


def fill(client, name, dice):
    for _ in range(dice.choice([0, 1, 3, 6])):
        flags = [f for f in (r"\Seen", r"\Flagged", r"\Deleted", "$Junk") if dice.random() < 0.4]
        assert client.append(name, f"({' '.join(flags)})", None, message(dice))[0] == "OK"
    if dice.random() < 0.3:
        client.select(name)
        client.expunge()
        client.unselect()


def ask(client, command, text):
    """The untagged answers; text is a program, perhaps not in ASCII."""
    tag = client._new_tag()
    client.send(tag + f" {command} {text}\r\n".encode())
    lines = []
    while True:
        line = client.readline()
        assert line.endswith(b"\r\n"), lines
        if line.startswith(tag + b" "):
            return line[len(tag) + 1:].decode(), tag.decode(), lines
        lines.append(line.decode())


def members(text):
    found = set()
    for run in text.split(","):
        first, _, last = run.partition(":")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def together(client, sources, program):
    """{mailbox: (UIDVALIDITY, UIDs)}"""
    done, tag, lines = ask(client, "ESEARCH", f"IN ({sources}) {program}")
    assert done.startswith("OK "), (program, done)
    found = {}
    for line in lines:
        if not line.startswith("* ESEARCH"):
            continue
        match = re.fullmatch(r'\* ESEARCH \(TAG "(\S+)" MAILBOX ("[^"]+"|\S+) UIDVALIDITY (\d+)\) UID '
                             r'(?:MODSEQ \d+ )?ALL ([\d,:]+)\r\n', line)
        assert match and match[1] == tag, line
        name = match[2].strip('"')
        assert name not in found
        found[name] = (int(match[3]), members(match[4]))
    return found


def one_by_one(client, names, programs):
    """{program: {mailbox: (UIDVALIDITY, UIDs)}}"""
    found = {program: {} for program in programs}
    for name in names:
        assert client.select(f'"{name}"', readonly=True)[0] == "OK", name
        valid = int(client.response("UIDVALIDITY")[1][0])
        for program in programs:
            done, _, lines = ask(client, "UID SEARCH", program)
            assert done.startswith("OK "), (program, done)
            line, = [line for line in lines if line.startswith("* SEARCH")]
            uids = set(map(int, line.split("(")[0].split()[2:]))
            if uids:
                found[program][name] = (valid, uids)
    client.unselect()
    return found


def test_all_mailboxes_at_once(server):
    dice = random.Random(7377)
    for user in (USER, OTHER):
        server.add_user(user)
    client, other = server.imap(USER), server.imap(OTHER)
    names = ["INBOX"] + ["".join(p) for p in itertools.product(["a", "b"], [".x", ".y", ".z"], ["", ".deep"])]
    for name in names:
        if name != "INBOX":
            assert client.create(name)[0] == "OK"
        fill(client, name, dice)
    lent = ["Team", "Team.plans"]
    for name in lent:
        other.create(name)
        assert other.setacl(name, USER, "lr")[0] == "OK"
        fill(other, name, dice)
    lent = [f"{SHARED}.{name}" for name in lent]
    want = one_by_one(client, names + lent, PROGRAMS)
    assert sum(len(found) for found in want.values()) > 100
    for selected in (None, "INBOX", "a.x", lent[0]):
        if selected:
            assert client.select(f'"{selected}"', readonly=True)[0] == "OK"
        for program in PROGRAMS:
            def among(wanted):
                return {name: found for name, found in want[program].items() if wanted(name)}
            assert together(client, 'personal subtree "#shared"', program) == want[program], program
            assert together(client, "personal", program) == among(lambda name: name in names)
            assert together(client, "subtree-one a", program) == among(
                lambda name: name.startswith("a.") and name.count(".") == 1)
            assert together(client, "subtree a.x mailboxes (b.x b.y.deep)", program) == among(
                lambda name: name.startswith("a.x") or name in ("b.x", "b.y.deep"))
            if selected:
                assert together(client, "selected", program) == among(lambda name: name == selected)
    client.logout()
    other.logout()


def test_too_many_mailboxes_are_refused(new_server):
    server = new_server("imap_search_mailboxes = 3\n")
    client = server.imap("alice@example.org", PASSWORD)
    for name in ("a", "b", "c"):
        client.create(name)
    for sources in ("personal", "mailboxes (a b c INBOX)", "mailboxes (a a) mailboxes (a a)", "subtree (a b c d)"):
        assert ask(client, "ESEARCH", f"IN ({sources}) ALL")[0].startswith("NO [LIMIT] "), sources
    for sources in ("mailboxes (a b c)", "subtree (a b)", "personal"):
        if sources == "personal":
            client.delete("c")
        assert ask(client, "ESEARCH", f"IN ({sources}) ALL")[0].startswith("OK "), sources
    # The selected one is one of them.
    client.select("INBOX")
    assert ask(client, "ESEARCH", "IN (selected mailboxes (a b)) ALL")[0].startswith("OK ")
    client.create("c")
    assert ask(client, "ESEARCH", "IN (selected mailboxes (a b c)) ALL")[0].startswith("NO [LIMIT] ")


def test_progress_counts_mailboxes(new_server):
    server = new_server("imap_progress_interval = 0\n")
    client = server.imap("alice@example.org", PASSWORD)
    for name in ("a", "b", "c"):
        client.create(name)
        for _ in range(3):
            client.append(name, None, None, b"Subject: x\r\n\r\nbody\r\n")
    done, tag, lines = ask(client, "ESEARCH", "IN (mailboxes (a b c)) BODY body")
    assert done.startswith("OK ")
    told = [line for line in lines if "INPROGRESS" in line]
    steps = []
    for line in told:
        match = re.fullmatch(r'\* OK \[INPROGRESS \("(\S+)" (\d) (\d)\)\] .+\r\n', line)
        assert match and match[1] == tag, line
        steps.append((int(match[2]), int(match[3])))
    assert set(steps) == {(0, 3), (1, 3), (2, 3)} and steps == sorted(steps)
    assert len(lines) - len(told) == 3
    # Of one mailbox, its messages.
    done, tag, lines = ask(client, "ESEARCH", "IN (mailboxes a) BODY body")
    assert f'* OK [INPROGRESS ("{tag}" 2 3)] Still at work\r\n' in lines
