# SPDX-License-Identifier: MIT
"""A real Postfix with the lines of doc/admin/postfix.md in its main.cf, driven
by swaks and smtplib."""
import os
import shutil
import smtplib
import socket
import time

import pytest
from conftest import PASSWORD, Server, free_port, mail
from postfix import Postfix, new_home
from smtp_auth import gsasl, guide_lines, offered, swaks
from test_mta import away

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
ALICE, OFF, SMALL = "alice@example.org", "off@example.org", "small@example.org"
SECRET = ["CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"]
CLEAR = "clear@example.org"  # stored in the clear, the others as a hash


def lines_of(file, *titles):
    return guide_lines("postfix.md", file, *titles)


@pytest.fixture(scope="module")
def shop():
    """A server with its sockets in the chroot of a Postfix, and that Postfix."""
    home = new_home()
    (home / "spool/fumikura").mkdir(parents=True)
    shutil.chown(home / "spool/fumikura", "root", "postfix")
    server = Server()
    server.settings = lines_of("fumikura.conf", "Where the sockets lie").replace(
        "/var/spool/postfix", f"{home}/spool") + "policy_timeout = 60\n"
    server.lmtp_socket = home / "spool/fumikura/lmtp"
    server.auth_port = free_port()
    server.settings += f'auth_listen = "127.0.0.1:{server.auth_port}"\n'
    server.configure(server.settings)
    server.add_user(ALICE)
    server.add_user(OFF)
    server.run("user", "disable", OFF)
    server.add_user(SMALL, PASSWORD, "--quota", "20K")
    server.configure(server.settings + 'password_scheme = "PLAIN"\n')
    server.add_user(CLEAR)
    server.settings += f'auth_mechanisms = "PLAIN LOGIN {" ".join(SECRET)}"\n'
    server.configure(server.settings + lines_of("fumikura.conf", "POP-before-SMTP"))
    server.start()
    postfix = Postfix(server, lines_of(
        "main.cf", "Delivery", "Which recipients there are", "Full mailboxes at RCPT",
        "Logins for senders (SMTP AUTH)", "POP-before-SMTP") +
        "mynetworks = 127.0.0.1/32\n", home, "y")
    yield server, postfix
    postfix.remove()
    server.remove()


def test_swaks_logs_in_by_each_mechanism(shop):
    server, postfix = shop
    assert set(offered(postfix)) == {"PLAIN", "LOGIN", *SECRET}
    for mechanism in ("PLAIN", "LOGIN"):
        assert swaks(postfix, mechanism, ALICE, PASSWORD) == 235, mechanism
        assert swaks(postfix, mechanism, ALICE, "wrong") == 535, mechanism
        assert swaks(postfix, mechanism, "nobody@example.org", PASSWORD) == 535, mechanism
        assert swaks(postfix, mechanism, OFF, PASSWORD) == 535, mechanism


def test_swaks_logs_in_by_cram_md5(shop):
    server, postfix = shop
    assert swaks(postfix, "CRAM-MD5", CLEAR, PASSWORD) == 235
    assert swaks(postfix, "CRAM-MD5", CLEAR, "wrong") == 535
    assert swaks(postfix, "CRAM-MD5", ALICE, PASSWORD) == 535  # nothing to prove it by
    with away(server):
        assert swaks(postfix, "CRAM-MD5", CLEAR, PASSWORD) == 454
    assert swaks(postfix, "CRAM-MD5", CLEAR, PASSWORD) == 235


@pytest.mark.parametrize("mechanism", SECRET)
def test_gnu_sasl_logs_in(shop, mechanism):
    server, postfix = shop
    good, said = gsasl(postfix, mechanism, CLEAR, PASSWORD)
    assert good and "\n235 " in said, said
    for user, password in [(CLEAR, "wrong"), (OFF, PASSWORD), ("nobody@example.org", PASSWORD)]:
        good, said = gsasl(postfix, mechanism, user, password)
        assert not good and "\n535 " in said, said
    with away(server):
        good, said = gsasl(postfix, mechanism, CLEAR, PASSWORD)
        assert not good and "\n454 " in said, said


def test_a_source_that_is_away_gives_454_and_then_235(shop):
    server, postfix = shop
    with away(server):
        for mechanism in ("PLAIN", "LOGIN"):
            assert swaks(postfix, mechanism, ALICE, PASSWORD) == 454, mechanism
    assert swaks(postfix, "PLAIN", ALICE, PASSWORD) == 235


def test_smtp_auth_works_over_a_port_too(shop):
    server, _ = shop
    port = f"smtpd_sasl_path = inet:127.0.0.1:{server.auth_port}\n"
    p = Postfix(server, lines_of("main.cf", "Logins for senders (SMTP AUTH)") + port)
    try:
        assert swaks(p, "PLAIN", ALICE, PASSWORD) == 235
        assert swaks(p, "LOGIN", ALICE, "wrong") == 535
        with away(server):
            assert swaks(p, "PLAIN", ALICE, PASSWORD) == 454
    finally:
        p.remove()


def rcpt(postfix, to, size=0, source="127.0.0.1"):
    """The reply to RCPT."""
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=60, source_address=(source, 0)) as smtp:
        smtp.ehlo()
        assert smtp.mail("sender@example.net", [f"SIZE={size}"] if size else [])[0] == 250
        code, text = smtp.rcpt(to)
        return code, text.decode()


def test_recipients_exist_or_not(shop):
    server, postfix = shop
    assert rcpt(postfix, ALICE)[0] == 250
    assert rcpt(postfix, "alice+list@example.org")[0] == 250
    code, text = rcpt(postfix, "nobody@example.org")
    assert code == 550 and "5.1.1" in text, text


def test_a_disabled_mailbox_is_told_so(shop):
    server, postfix = shop
    code, text = rcpt(postfix, OFF)
    assert code == 550 and text.startswith("5.2.1 ") and "Mailbox temporarily disabled" in text, text


def test_recipients_are_deferred_while_the_source_is_away(shop):
    server, postfix = shop
    with away(server):
        code, text = rcpt(postfix, ALICE)
        assert code in (450, 451), text
        code, text = rcpt(postfix, "nobody@example.org")
        assert code in (450, 451), text
    assert rcpt(postfix, ALICE)[0] == 250


def test_a_full_mailbox_is_refused_at_rcpt(shop):
    server, postfix = shop
    assert rcpt(postfix, SMALL, 5000)[0] == 250
    code, text = rcpt(postfix, SMALL, 30000)
    assert code == 552 and text.startswith("5.2.2 ") and "Mailbox is full" in text, text
    assert rcpt(postfix, ALICE, 30000)[0] == 250


def log_in_from(address, port, *commands):
    """Says the commands, each of which succeeds."""
    with socket.create_connection(("127.0.0.1", port), 60, (address, 0)) as s:
        f = s.makefile("rb")
        assert b"OK" in f.readline()
        for command in commands:
            s.sendall(command.encode() + b"\r\n")
            while (line := f.readline()).startswith(b"* "):
                pass
            assert line.startswith((b"a OK", b"+OK")), line


def test_a_login_opens_the_relay_until_its_time_is_over(shop):
    server, postfix = shop
    remote = "127.0.0.41"
    code, text = rcpt(postfix, "friend@example.com", source=remote)
    assert code == 554 and "Relay access denied" in text, text
    log_in_from(remote, server.imap_port, f'a LOGIN "{ALICE}" "{PASSWORD}"')
    assert rcpt(postfix, "friend@example.com", source=remote)[0] == 250
    assert rcpt(postfix, "friend@example.com", source="127.0.0.42")[0] == 554
    log_in_from("127.0.0.42", server.pop3_port, f"USER {ALICE}", f"PASS {PASSWORD}")
    assert rcpt(postfix, "friend@example.com", source="127.0.0.42")[0] == 250
    server.configure(server.settings + "relay_time = 1\n")
    server.stop()
    server.start()
    end = time.monotonic() + 60
    while rcpt(postfix, "friend@example.com", source=remote)[0] != 554:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert rcpt(postfix, ALICE, source=remote)[0] == 250


def test_mail_comes_through_all_of_it(shop):
    server, postfix = shop
    subject = f"through {time.time_ns()}"
    postfix.send("sender@example.net", [ALICE], mail(subject))
    postfix.wait_empty()
    client = server.imap(ALICE)
    client.select()
    assert client.search(None, "SUBJECT", f'"{subject}"')[1] != [b""]
    client.logout()
