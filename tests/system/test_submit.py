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
    word, None hangs up, "" is no answer. What is not said is 250. One set of
    answers for each connection."""

    def __init__(self, pair, *answers):
        self.answers = [{"DATA": "354 Go on", "QUIT": "221 Bye", **some} for some in answers]
        self.heard, self.lines, self.message = [], [], b""
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
        for answers in self.answers:
            client, _ = self.listen.accept()
            try:
                self.converse(client, answers)
            except OSError:
                pass  # it hung up first

    def converse(self, client, answers):
        self.heard, self.lines, self.message = [], [], b""
        with client, client.makefile("rwb", 0) as lines:
            lines.write(b"220 mta.example.net\r\n")
            message = False
            for line in lines:
                word = line.decode().split()[0] if line.strip() else ""
                if message and line != b".\r\n":
                    self.message += line
                    continue
                self.heard.append(word)
                self.lines.append(line.decode().strip())
                answer = answers.get(word, "250 Yes")
                if answer is None:
                    return
                message = answer.startswith("354")
                if not answer:
                    self.over.wait()
                    return
                lines.write(answer.replace("\n", "\r\n").encode() + b"\r\n")


def test_a_refusal_of_before_is_not_about_the_message(pair):
    with Scripted(pair, {"EHLO": "502 No", "RCPT": None}) as mta:
        assert pair.send("carol@example.net", [ALICE], letter("lost"))[0] == "temp"
    assert mta.heard == ["EHLO", "HELO", "EHLO", "MAIL", "RCPT"]
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


ASKED = ["RET=HDRS", "ENVID=QQ+2B314159", "BY=120;NT", ALICE, "NOTIFY=SUCCESS,FAILURE",
         "ORCPT=rfc822;First@example.net", BOB, "NOTIFY=NEVER"]


def test_what_is_asked_for_is_told(pair):
    """RFC 3461 4, RFC 2852 4, RFC 1870, RFC 6152."""
    with Scripted(pair, {"EHLO": "250-mta\n250-SIZE 100000\n250-8BITMIME\n250-DELIVERBY 60\n250 DSN"}) as mta:
        assert pair.send("carol@example.net", ASKED, letter("asked", "Grüße\n.dot\n".encode())) == ["ok"]
    message = letter("asked", "Grüße\n..dot\n".encode()).replace(b"\n", b"\r\n")
    assert mta.message == message
    assert mta.lines[2:5] == [
        f"MAIL FROM:<carol@example.net> SIZE={len(message) - 1} BODY=8BITMIME RET=HDRS ENVID=QQ+2B314159 BY=120;NT",
        f"RCPT TO:<{ALICE}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;First@example.net",
        f"RCPT TO:<{BOB}> NOTIFY=NEVER"]


def test_an_mta_that_announces_nothing_is_asked_for_nothing(pair):
    """RFC 3461 5.2.2 (a)"""
    with Scripted(pair, {}) as mta:
        assert pair.send("carol@example.net", ASKED, letter("plain")) == ["ok without DSN"]
    assert mta.lines[2:5] == ["MAIL FROM:<carol@example.net>", f"RCPT TO:<{ALICE}>", f"RCPT TO:<{BOB}>"]
    assert "dsn=no" in pair.server.log_text()


def test_what_must_have_a_time_goes_only_where_that_is_known(pair):
    """RFC 2852, mode R"""
    with Scripted(pair, {}, {"EHLO": "250-mta\n250 DELIVERBY"}) as mta:
        said = pair.send("carol@example.net", ["BY=120;R", ALICE], letter("timed"))
        assert said[0] == "denied" and "time" in said[1]
        assert pair.send("carol@example.net", ["BY=120;R", ALICE], letter("timed")) == ["ok"]
    assert mta.lines[2] == "MAIL FROM:<carol@example.net> BY=120;R"


def test_an_address_that_is_not_ascii(pair):
    """RFC 6531 3.3"""
    utf8 = "grüße@example.org"
    with Scripted(pair, {}, {"EHLO": "250-mta\n250 SMTPUTF8"}) as mta:
        assert pair.send("carol@example.net", [utf8], letter("utf8"))[0] == "denied"
        assert pair.send("carol@example.net", [utf8], letter("utf8")) == ["ok"]
    assert mta.lines[2:4] == ["MAIL FROM:<carol@example.net> SMTPUTF8", f"RCPT TO:<{utf8}>"]


def test_a_cr_alone_ends_no_line(pair):
    """RFC 5321 2.3.8: some servers would see the end of the message here."""
    with Scripted(pair, {}) as mta:
        body = b"a\r.\r\nMAIL FROM:<x@example.net>\r\n\r.\r\n"
        assert pair.send("carol@example.net", [ALICE], letter("smuggled", body)) == ["ok"]
    assert b"\r" not in mta.message.replace(b"\r\n", b"") and mta.message.endswith(b" .\r\n")
    assert mta.heard.count("MAIL") == 1


def test_an_mta_that_talks_nonsense_is_temporary(pair):
    said = ({"MAIL": "hello"}, {"RCPT": "250-a\n" * 300 + "250 b"}, {"DATA": "550"},
            {"RCPT": "250-" + "x" * 9000 + "\n250 b"}, {"DATA": "250 Yes"}, {".": None})
    with Scripted(pair, *said):
        for answers in said:
            kind = pair.send("carol@example.net", [ALICE], letter("nonsense"))[0]
            assert kind == ("denied" if "550" in answers.values() else "temp"), answers


def test_a_slow_mta_has_its_time_and_no_more(pair):
    """Each byte comes in time, the answer never does."""
    with socket.create_server(("127.0.0.1", 0)) as listen:
        pair.use(f'submit_host = "smtp://127.0.0.1:{listen.getsockname()[1]}"\nsubmit_timeout = 3\n')
        over = threading.Event()

        def drip():
            client, _ = listen.accept()
            with client:
                client.sendall(b"220 mta\r\n")
                client.recv(1000)
                client.sendall(b"250 mta\r\n")
                while not over.wait(0.2):
                    try:
                        client.sendall(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            assert pair.send("carol@example.net", [ALICE], letter("drip"))[0] == "temp"
        finally:
            over.set()
            thread.join()


def test_sendmail_is_told_what_is_asked_for(pair):
    """-N, -R, -V; but not where these are other options (Exim's -N: deliver
    nothing)."""
    def words(settings, asked, name="sendmail"):
        place = pair.server.dir / "bin"
        (place / "out").mkdir(parents=True, exist_ok=True)
        (place / "out").chmod(0o777)
        (place / name).write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{place}/out/words\ncat >{place}/out/message\n')
        (place / name).chmod(0o755)
        pair.use(f'submit_command = "{place}/{name} -x"\n' + settings)
        said = pair.send("carol@example.net", asked, letter("words"))
        return said, (place / "out/words").read_text().split("\n")[:-1]

    asked = ["RET=HDRS", "ENVID=QQ314159", "BY=120;N", "-f@example.org", "NOTIFY=SUCCESS"]
    plain = ["-x", "-i", "-f", "carol@example.net", "--", "-f@example.org"]
    told = ["-x", "-i", "-N", "SUCCESS", "-R", "HDRS", "-V", "QQ314159", *plain[2:]]
    assert words("", asked) == (["ok"], told)
    assert words("submit_command_dsn = false\n", asked) == (["ok without DSN"], plain)
    assert words("", asked, "exim4") == (["ok without DSN"], plain)
    assert words("", ["-f@example.org"]) == (["ok"], plain)
    assert pair.send("carol@example.net", ["BY=120;R", ALICE], letter("timed"))[0] == "denied"


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
    uid = pwd.getpwnam("fumikura-submit").pw_uid
    end = time.monotonic() + 60
    status = ""
    while not re.search(rf"^Uid:(\s+{uid}){{4}}$", status, re.M):  # it may have only just begun
        assert time.monotonic() < end, status
        status = open(f"/proc/{found[0]}/status").read()
    assert "CapEff:\t0000000000000000" in status and "NoNewPrivs:\t0" in status
