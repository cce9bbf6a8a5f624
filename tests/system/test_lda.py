# SPDX-License-Identifier: MIT
"""fumikura-lda under the programs that run it: qmail's environment, procmail,
maildrop, fetchmail. Postfix and Exim: test_lda_mta.py."""
import os
import shlex
import subprocess

import pytest
from conftest import BUILD, PASSWORD, mail

ALICE, BOB, SMALL = "alice@example.org", "bob@example.org", "small@example.org"
BIG = mail("big", "x" * 70 + "\n" + "y" * 60000 + "\n")


def newest(server, user, folder=""):
    root = server.maildir(user) / folder
    files = [p for d in ("new", "cur") for p in (root / d).glob("*")]
    return max(files, key=lambda p: p.stat().st_mtime_ns).read_text()


def count(server, user):
    root = server.maildir(user)
    return sum(len(list((root / d).glob("*"))) for d in ("new", "cur"))


def lda(server, *words):
    """The command as it stands in a configuration."""
    return shlex.join([str(BUILD / "fumikura-lda"), "--dir", str(server.dir), *words])


@pytest.fixture(scope="module")
def shop(server):
    server.add_user(SMALL, PASSWORD, "--quota", "20K")
    return server


def dot_qmail(server, line, message=mail("qmail"), **variables):
    """What qmail-local does with `|line`."""
    environment = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"}
    environment.update({
        "EXT": "alice", "HOST": "example.org", "LOCAL": "example-org-alice", "USER": "nobody",
        "SENDER": "s@example.net", "RECIPIENT": "example-org-alice@example.org",
        "DTLINE": "Delivered-To: example-org-alice@example.org\n",
        "RPLINE": "Return-Path: <s@example.net>\n",
        "UFLINE": "From s@example.net Sun Nov 22 10:00:00 2026\n", **variables})
    return subprocess.run(["/bin/sh", "-c", line], input=message.encode(), env=environment,
                          cwd=server.dir, capture_output=True, timeout=120)


def test_qmail_tells_all_by_its_environment(shop):
    done = dot_qmail(shop, lda(shop, "--qmail"))
    assert done.returncode == 0, done
    lines = newest(shop, ALICE).split("\n")
    assert lines[:2] == ["Return-Path: <s@example.net>",
                         "Delivered-To: example-org-alice@example.org"]
    assert dot_qmail(shop, lda(shop, "--qmail"), SENDER="#@[]").returncode == 0
    assert newest(shop, ALICE).startswith("Return-Path: <>\n")
    assert dot_qmail(shop, lda(shop, "--qmail", "-d", BOB)).returncode == 0
    assert "Subject: qmail" in newest(shop, BOB)


@pytest.mark.parametrize("line, variables, code", [
    ("--qmail=last", {}, 99),
    ("--qmail", {"EXT": "nobody"}, 100),
    ("--qmail", {"EXT": "small", "message": BIG}, 100),
    ("--qmail -S /nonexistent", {}, 111),
    ("--qmail --no-such-option", {}, 111),
])
def test_qmail_has_exit_codes_of_its_own(shop, line, variables, code):
    message = variables.pop("message", mail("code"))
    done = dot_qmail(shop, lda(shop, *line.split()), message, **variables)
    assert done.returncode == code, done


def test_refusals_are_told_on_standard_output_or_with_e_on_error(shop):
    done = shop.deliver(SMALL, BIG)
    assert (done.returncode, done.stdout[:6], done.stderr) == (77, b"5.2.2 ", b"")
    done = shop.deliver(SMALL, BIG, "-e")
    assert (done.returncode, done.stdout, done.stderr[:6]) == (77, b"", b"5.2.2 ")


def test_a_null_sender_has_many_names(shop):
    for words, top in ((["-f", "MAILER-DAEMON"], ""), (["-f", "<>"], ""),
                       ([], "From MAILER-DAEMON  Sun Nov 22 10:00:00 2026\n"),
                       ([], "From a b c@x Sun Nov 22 10:00:00 2026\n".replace("a b", '"a b'))):
        assert shop.deliver(ALICE, top + mail("null"), *words).returncode == 0
        assert newest(shop, ALICE).startswith("Return-Path: <>\n"), (words, top)
    assert shop.deliver(ALICE, 'From "a b"@x.org Sun Nov 22 10:00:00 2026\n' + mail("q")).returncode == 0
    assert newest(shop, ALICE).startswith('Return-Path: <"a b"@x.org>\n')


def test_a_missing_mailbox_is_made_where_that_is_set(new_server):
    server = new_server("lda_mailbox_autocreate = true\nlda_mailbox_autosubscribe = true\n")
    assert server.deliver(ALICE, mail("made"), "-m", "Lists.\u00e4").returncode == 0
    assert "Subject: made" in newest(server, ALICE, ".Lists.&AOQ-")
    assert server.deliver(ALICE, mail("again"), "-m", "Lists.\u00e4").returncode == 0
    assert "Subject: again" in newest(server, ALICE, ".Lists.&AOQ-")
    client = server.imap(ALICE)
    assert b'"Lists.&AOQ-"' in client.lsub()[1][0] or b"Lists.&AOQ-" in client.lsub()[1][0]
    client.logout()
    assert server.deliver(ALICE, mail("odd"), "-m", "a..b").returncode == 0
    assert "Subject: odd" in newest(server, ALICE)


def procmail(server, rules, message):
    rc = server.dir / "procmailrc"
    rc.write_text("VERBOSE=no\nSHELL=/bin/sh\nMAILDIR=" + str(server.dir) +
                  "\nDEFAULT=" + str(server.dir / "fallback") + "\n" + rules)
    rc.chmod(0o644)
    return subprocess.run(["procmail", "-t", "-f", "s@example.net", str(rc)],
                          input=message.encode(), capture_output=True, timeout=120, cwd=server.dir)


def test_procmail_hands_over_and_hears_of_failure(shop):
    rules = ":0 w\n| " + lda(shop, "-d", ALICE) + "\n"
    assert procmail(shop, rules, mail("by procmail")).returncode == 0
    stored = newest(shop, ALICE)
    assert stored.startswith("Return-Path: <s@example.net>\n") and "\nFrom s@" not in stored
    assert "Subject: by procmail" in stored
    # As doc/admin/lda.md has it: the code goes on to whoever runs procmail.
    for words, code in ((["-d", "nobody@example.org"], 67), (["-d", ALICE, "-S", "/nonexistent"], 75)):
        rules = ":0 w\n| " + lda(shop, *words) + "\nEXITCODE=$?\nHOST\n"
        assert procmail(shop, rules, mail("fails")).returncode == code
    assert not (shop.dir / "fallback").exists()


def test_maildrop_hands_over_and_hears_of_failure(shop):
    if os.getuid() != 0:
        pytest.skip("maildrop takes its user from root")

    def maildrop(*words):
        filters = shop.dir / "mailfilter"
        filters.write_text(f'to "| {lda(shop, *words)}"\n')
        filters.chmod(0o600)
        return subprocess.run(["maildrop", str(filters)], input=mail("by maildrop").encode(),
                              capture_output=True, timeout=120, cwd=shop.dir,
                              env={**os.environ, "HOME": str(shop.dir), "LOGNAME": "root"})
    before = count(shop, BOB)
    done = maildrop("-d", BOB, "-f", "m@example.net")
    assert done.returncode == 0, done
    assert count(shop, BOB) == before + 1
    stored = newest(shop, BOB)
    assert stored.startswith("Return-Path: <m@example.net>\n") and "Subject: by maildrop" in stored
    assert maildrop("-d", "nobody@example.org").returncode != 0
    assert maildrop("-d", BOB, "-S", "/nonexistent").returncode == 75
    assert count(shop, BOB) == before + 1


def test_fetchmail_deletes_what_was_taken_only(shop):
    sent = mail("by fetchmail", sender="origin@example.net")
    assert shop.deliver(BOB, sent, "-f", "origin@example.net", "-m", "INBOX").returncode == 0
    left = count(shop, BOB)
    before = count(shop, ALICE)

    def fetchmail(mda):
        rc = shop.dir / "fetchmailrc"
        rc.write_text(f'poll 127.0.0.1 protocol IMAP port {shop.imap_port} timeout 60\n'
                      f' user "{BOB}" password "{PASSWORD}" sslproto "" fetchall no keep\n'
                      f' mda "{mda}"\n')
        rc.chmod(0o600)
        return subprocess.run(["fetchmail", "-f", rc, "--pidfile", shop.dir / "fetchmail.pid", "-i",
                               shop.dir / "fetchids", "--nosyslog", "-v"], capture_output=True,
                              text=True, timeout=120, env={**os.environ, "HOME": str(shop.dir)})
    done = fetchmail(lda(shop, "-d", ALICE, "-S", "/nonexistent", "-f") + " %F")
    assert count(shop, BOB) == left, done
    done = fetchmail(lda(shop, "-d", ALICE, "-f") + " %F")
    assert done.returncode == 0, done
    assert count(shop, BOB) == 0
    assert count(shop, ALICE) == before + left
    client = shop.imap(ALICE)
    client.select()
    found = client.search(None, "SUBJECT", '"by fetchmail"')[1][0].split()
    assert len(found) == 1
    head = client.fetch(found[0], "BODY.PEEK[HEADER]")[1][0][1].decode()
    assert head.startswith("Return-Path: <origin@example.net>\r\n")
    client.logout()
