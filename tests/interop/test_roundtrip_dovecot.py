# SPDX-License-Identifier: MIT
"""Dovecot and Fumikura in turn on one Maildir, three times there and back."""
import os

import pytest
from conftest import mail, pop_uidls
from dovecot import Dovecot
from sight import append, facts, own

USER = "alice@example.org"
JAPAN = "&ZeVnLA-"

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Dovecot instance needs root")


def work(client, who, turn):
    """Some of everything that a client can change."""
    append(client, "INBOX", f"{who} {turn} a", r"(\Seen)")
    append(client, "INBOX", f"{who} {turn} b", "(NonJunk)")
    append(client, JAPAN, f"{who} {turn} c")
    client.create(f"Made.{who}{turn}")
    append(client, f"Made.{who}{turn}", "in a new folder")
    client.subscribe(f"Made.{who}{turn}")
    client.unsubscribe(f"Made.{who}{turn - 1}")
    client.select("INBOX")
    client.store("1", "+FLAGS" if turn % 2 else "-FLAGS", r"(\Flagged $Forwarded)")
    client.store("2", "+FLAGS", rf"(\Answered by{who}{turn} {who})")
    client.store("3", "-FLAGS", f"(by{who}{turn - 1})")
    client.copy("1:2", f"Made.{who}{turn}")
    # The newest UID is given, and its message gone, before the other comes.
    append(client, "INBOX", "gone soon", r"(\Deleted)")
    client.select("INBOX")
    client.store("4", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.store("5", "+FLAGS", r"(\Deleted)")
    client.logout()


def fill(client):
    client.create(JAPAN)
    for number in range(10):
        append(client, "INBOX", f"Mail {number}", r"(\Seen)" if number % 2 else None)
    for name in ("INBOX", JAPAN, "Nowhere"):
        client.subscribe(name)
    client.logout()


def uidls(dovecot, seen):
    """{uid: UIDL} of INBOX."""
    said = dovecot.uidls(USER)
    uids = sorted(seen[0]["INBOX"][2])
    assert len(said) == len(uids)
    return {uid: said[at + 1] for at, uid in enumerate(uids)}


def assert_same(after, before):
    """Nothing is different, the next UIDs but for what was reserved."""
    assert after[1] == before[1]
    assert after[0].keys() == before[0].keys()
    for name, (validity, uidnext, messages) in before[0].items():
        assert after[0][name][0] == validity, name
        assert after[0][name][1] >= uidnext, name
        assert after[0][name][2] == messages, name


def assert_same_uidls(server, seen, known):
    """Ours are those that Dovecot said, in its order."""
    wanted = [known[uid].decode() for uid in sorted(seen[0]["INBOX"][2])]
    assert pop_uidls(server, USER) == wanted


def with_dovecot(server, job, more=""):
    dovecot = Dovecot(server.dir / "mail", pop3=True, more=more)
    try:
        result = job(dovecot)
        log = dovecot.log_text()
    finally:
        dovecot.remove()
    assert "Error" not in log and "Warning" not in log and "Panic" not in log, log
    return result


def begin(dovecot):
    fill(dovecot.imap(USER))
    seen = facts(dovecot.imap(USER))
    return seen, uidls(dovecot, seen)


def test_three_times_there_and_back(new_server):
    server = new_server(start=False)
    maildir = server.maildir(USER)
    maildir.parent.mkdir(parents=True, exist_ok=True)
    own(server.dir / "mail")
    # These UIDLs are kept in dovecot-uidlist, later ones are of the default form.
    seen, known = with_dovecot(server, begin, 'pop3_uidl_format = old%v.%u\npop3_save_uidl = yes\n')
    assert all(uidl.startswith(b"old") for uidl in known.values())
    for turn in range(1, 4):
        server.start()
        assert_same(facts(server.imap(USER)), seen)
        assert_same_uidls(server, seen, known)
        work(server.imap(USER), "Fumikura", turn)
        assert server.deliver(USER, mail("delivered")).returncode == 0
        assert_same(facts(server.imap(USER)), seen := facts(server.imap(USER)))
        assert server.run("index", "check", USER).returncode == 0
        ours = pop_uidls(server, USER)
        server.stop()
        done = server.run("export", "dovecot", USER)
        assert done.returncode == 0, done.stdout + done.stderr

        def back(dovecot):
            there = facts(dovecot.imap(USER))
            assert_same(there, seen)
            assert_same(seen, there)
            now = uidls(dovecot, there)
            assert {uid: now[uid] for uid in known if uid in now} == {
                uid: uidl for uid, uidl in known.items() if uid in now}
            # What our POP3 said of the messages since, too.
            assert [uidl.decode() for _, uidl in sorted(now.items())] == ours
            known.update(now)
            work(dovecot.imap(USER), "Dovecot", turn)
            left = facts(dovecot.imap(USER))
            known.update(uidls(dovecot, left))
            return left

        seen = with_dovecot(server, back)
    server.start()
    assert_same(facts(server.imap(USER)), seen)
    assert_same_uidls(server, seen, known)
    assert sum(uidl.startswith(b"old") for uidl in known.values()) == 10


def test_keywords_beyond_the_letters_come_back(new_server):
    server = new_server()
    many = [f"kw{number}" for number in range(30)]
    client = server.imap(USER)
    append(client, "INBOX", "many", "(" + " ".join(many) + ")")
    client.logout()
    before = facts(server.imap(USER))
    server.stop()
    done = server.run("export", "dovecot", USER)
    assert done.returncode == 1 and "INBOX: 4 keywords have no letter" in done.stdout

    def flag(dovecot):
        client = dovecot.imap(USER)
        client.select("INBOX")
        client.store("1", "+FLAGS", r"(\Flagged)")
        client.logout()
        return facts(dovecot.imap(USER))

    there = with_dovecot(server, flag)
    assert there[0]["INBOX"][2][1][0] == {rb"\Flagged", *(word.encode() for word in many[:26])}
    server.start()
    after = facts(server.imap(USER))
    assert after[0]["INBOX"][2][1][0] == before[0]["INBOX"][2][1][0] | {rb"\Flagged"}
