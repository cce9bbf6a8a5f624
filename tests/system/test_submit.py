# SPDX-License-Identifier: MIT
"""fumikura-submit gives mail to a real Postfix, by its sendmail and by SMTP."""
import os
import pwd
import re
import socket
import threading
import time

import pytest
from conftest import PASSWORD
from outgoing import COMMAND, SMTP, Pair

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
ALICE, BOB = "alice@example.org", "bob@example.org"
TLS = ('submit_host = "smtp://localhost:{port}"\nsubmit_tls = "starttls"\n'
       'submit_ca = "{dir}/etc/tls/cert.pem"\n')
LOGIN = 'submit_login = "bob@example.org"\nsubmit_password_file = "{dir}/password"\n'
WAYS = {"command": COMMAND, "smtp": SMTP, "starttls": TLS, "login": TLS + LOGIN}


@pytest.fixture(scope="module")
def pair():
    p = Pair(COMMAND, [ALICE, BOB])
    (p.server.dir / "password").write_text(PASSWORD + "\nmore\n")
    yield p
    p.remove()


@pytest.fixture(scope="module", params=WAYS)
def way(request, pair):
    pair.use(WAYS[request.param])
    return request.param


def letter(subject, body=b"Text.\n"):
    return (b"From: Carol <carol@example.net>\nTo: alice@example.org\nSubject: "
            + subject.encode() + b"\n\n" + body)


def arrived(pair, user, subject):
    """The message with that subject, which Postfix delivers to us."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = [m for m in pair.messages(user) if b"Subject: " + subject.encode() + b"\r\n" in m]
        if found:
            assert len(found) == 1
            return found[0]
        time.sleep(0.1)
    raise AssertionError(pair.postfix.log_text()[-3000:] + pair.server.log_text()[-3000:])


def test_what_is_sent_arrives(pair, way):
    body = "Grüße\n.\n..two\n.leading\n\nlast".encode() + b"\r\nCRLF\r\n" + b"x" * 900 + b"\n"
    assert pair.send("carol@example.net", [ALICE, BOB], letter(way, body)) == ["ok"]
    for user in (ALICE, BOB):
        message = arrived(pair, user, way)
        assert message.startswith(b"Return-Path: <carol@example.net>\r\n")
        assert message.split(b"\r\n\r\n", 1)[1] == body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    log = pair.server.log_text()
    assert re.search(r" info submit from=carol@example.net to=alice@example.org recipients=2 "
                     r"size=\d+ ms=\d+ outcome=sent", log.replace('"', "")), log[-2000:]
    if way == "login":
        assert re.search(r"sasl_username=bob@example.org", pair.postfix.log_text())


def test_the_null_sender_is_kept(pair, way):
    subject = f"null {way}"
    assert pair.send("", [ALICE], letter(subject)) == ["ok"]
    assert arrived(pair, ALICE, subject).startswith(b"Return-Path: <>\r\n")


def test_a_large_message(pair, way):
    subject = f"large {way}"
    body = (b"0123456789" * 7 + b"\n") * 100000
    assert pair.send("carol@example.net", [ALICE], letter(subject, body)) == ["ok"]
    assert arrived(pair, ALICE, subject).endswith(body.replace(b"\n", b"\r\n"))


def test_strange_addresses_pass_unchanged(pair, way):
    subject = f"odd {way}"
    assert pair.send('"car ol, x"@example.net', [ALICE], letter(subject)) == ["ok"]
    assert arrived(pair, ALICE, subject).startswith(b'Return-Path: <"car ol, x"@example.net>\r\n')
    for bad in ("a b@example.org", "a@example.org,b@example.org", "a\nRCPT TO:<x@example.org>", "<a@b>"):
        assert pair.send("carol@example.net", [bad], letter("bad"))[0] == "denied"


def test_a_refusal_is_final_and_says_why(pair):
    pair.use(SMTP)
    said = pair.send("carol@example.net", ["refused@example.org"], letter("refused"))
    assert said[0] == "denied" and "550 5.7.1" in said[1] and "Not wanted" in said[1], said
    # All recipients or none.
    said = pair.send("carol@example.net", [ALICE, "refused@example.org"], letter("half"))
    assert said[0] == "denied"
    said = pair.send("carol@example.net", ["later@example.org"], letter("later"))
    assert said[0] == "temp" and "450 4.2.0" not in said[1], said
    assert "450 4.2.0" in pair.server.log_text()
    pair.postfix.wait_empty()
    assert not [m for m in pair.messages(ALICE) if b"Subject: half" in m]


def test_a_wrong_login_or_certificate_is_our_own_trouble(pair):
    (pair.server.dir / "wrong").write_text("not it\n")
    pair.use(TLS + LOGIN.replace("/password", "/wrong"))
    assert pair.send("carol@example.net", [ALICE], letter("login"))[0] == "temp"
    pair.use(TLS.replace('submit_ca = "{dir}/etc/tls/cert.pem"\n', ""))
    assert pair.send("carol@example.net", [ALICE], letter("untrusted"))[0] == "temp"
    pair.use(SMTP + LOGIN)
    assert pair.send("carol@example.net", [ALICE], letter("in the clear"))[0] == "temp"
    log = pair.server.log_text()
    assert "submit_login wants submit_tls" in log
    assert "not it" not in log and PASSWORD not in log


def test_an_mta_that_is_away_or_hangs(pair):
    with socket.socket() as hung:
        hung.bind(("127.0.0.1", 0))
        hung.listen(5)
        port = hung.getsockname()[1]
        pair.use(f'submit_host = "smtp://127.0.0.1:{port}"\nsubmit_timeout = 2\nsubmit_processes = 1\n')
        assert pair.send("carol@example.net", [ALICE], letter("hung"), 2)[0] == "temp"
    assert pair.send("carol@example.net", [ALICE], letter("closed"))[0] == "temp"
    pair.use('submit_command = "/nonexistent/sendmail"\n')
    assert pair.send("carol@example.net", [ALICE], letter("no program"))[0] == "temp"
    pair.use('submit_command = ""\n')
    assert pair.send("carol@example.net", [ALICE], letter("no way"))[0] == "temp"


class Scripted:
    """An MTA that Postfix can't be made to be: answers lines by their first
    word, None hangs up, "" is no answer. What is not said is 250."""

    def __init__(self, pair, answers):
        self.answers = {"DATA": "354 Go on", "QUIT": "221 Bye", **answers}
        self.heard = []
        self.listen = socket.create_server(("127.0.0.1", 0))
        self.over = threading.Event()
        pair.use(f'submit_host = "smtp://127.0.0.1:{self.listen.getsockname()[1]}"\n')

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *_):
        # Also where nobody came.
        socket.create_connection(self.listen.getsockname()).close()
        self.over.set()
        self.thread.join()
        self.listen.close()

    def serve(self):
        client, _ = self.listen.accept()
        with client, client.makefile("rwb", 0) as lines:
            lines.write(b"220 mta.example.net\r\n")
            message = False
            for line in lines:
                word = line.decode().split()[0] if line.strip() else ""
                if message and word != ".":
                    continue
                self.heard.append(word)
                answer = self.answers.get(word, "250 Yes")
                if answer is None:
                    return
                message = answer.startswith("354")
                if not answer:
                    self.over.wait()
                    return
                lines.write(answer.encode() + b"\r\n")


def test_a_refusal_of_before_is_not_about_the_message(pair):
    with Scripted(pair, {"EHLO": "502 No", "RCPT": None}) as mta:
        assert pair.send("carol@example.net", [ALICE], letter("lost"))[0] == "temp"
    assert mta.heard == ["EHLO", "HELO", "MAIL", "RCPT"]
    with Scripted(pair, {"EHLO": "502 No", "RCPT": "550 No"}):
        assert pair.send("carol@example.net", [ALICE], letter("no"))[0] == "denied"


def test_a_login_that_is_asked_for_is_our_own_trouble(pair):
    with Scripted(pair, {"MAIL": "530 5.7.0 Authentication required"}) as mta:
        assert pair.send("carol@example.net", [ALICE], letter("login wanted"))[0] == "temp"
    assert "MAIL" in mta.heard and "530 5.7.0" in pair.server.log_text()


def test_taken_is_told_before_the_farewell(pair):
    with Scripted(pair, {"QUIT": ""}) as mta:
        assert pair.send("carol@example.net", [ALICE], letter("taken"), 30) == ["ok"]
    assert mta.heard[-1] == "QUIT"


def test_a_command_that_hangs_is_killed(pair):
    # tail reads what it is given and then waits for more for ever.
    pair.use('submit_command = "/usr/bin/tail --retry -f /dev/null --pid=1"\nsubmit_timeout = 1\n')
    assert pair.send("carol@example.net", [ALICE], letter("slow"))[0] == "temp"


def test_limits(pair):
    pair.use(SMTP + "submit_message_max = 20000\nsubmit_recipients_max = 3\n")
    said = pair.send("carol@example.net", [ALICE], letter("big", b"x\n" * 10000))
    assert said[0] == "denied" and "large" in said[1], said
    said = pair.send("carol@example.net", [ALICE] * 4, letter("many"))
    assert said[0] == "denied" and "recipients" in said[1], said
    assert pair.send("carol@example.net", [ALICE] * 3, letter("three")) == ["ok"]
    arrived(pair, ALICE, "three")


def test_strangers_cannot_send(pair):
    pair.use(SMTP)
    for user in ("fumikura-gate", "fumikura-auth", "nobody"):
        said = pair.send("carol@example.net", [ALICE], letter("stranger"), user=user, group=pwd.getpwnam(user).pw_gid)
        assert said[0] == "temp", said
    (pair.server.dir / "run/submit").chmod(0o666)
    said = pair.send("carol@example.net", [ALICE], letter("stranger"), user="nobody")
    assert said[0] == "temp" and "may not" in said[2], said
    assert pair.send("carol@example.net", [ALICE], letter("mail user"), user="vmail") == ["ok"]


def test_it_has_no_privileges_but_its_commands_may(pair):
    pair.use(COMMAND)
    (found,) = pair.server.children("submit")
    status = open(f"/proc/{found[0]}/status").read()
    uid = pwd.getpwnam("fumikura-submit").pw_uid
    assert re.search(r"^Uid:\s+(.*)", status, re.M).group(1).split() == [str(uid)] * 4
    assert "CapEff:\t0000000000000000" in status and "NoNewPrivs:\t0" in status
