# SPDX-License-Identifier: MIT
"""LMTP over TCP beside the unix socket: who may, TLS, and for whom it acts."""
import os
import re
import shutil
import subprocess
import threading
from base64 import b64decode
from email import message_from_bytes

import pytest

from conftest import free_port, mail
from lmtp_client import Lmtp, files, newest, wire
from test_mta import away

ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.fixture(scope="module")
def both():
    from conftest import Server
    s = Server()
    s.lmtp_port = free_port()
    s.configure(f'lmtp_listen = "127.0.0.1:{s.lmtp_port}"\n'
                'lmtp_listen_networks = "127.0.0.1, 127.0.0.8/30"\n'
                'lmtp_xclient_networks = "127.0.0.9"\nlmtp_socket_access = "::0660"\nlmtp_workers_max = 150\n')
    for user in (ALICE, BOB):
        s.add_user(user)
    s.start()
    yield s
    s.remove()


def cert(server):
    return server.dir / "etc/tls/cert.pem"


def received(text):
    return re.search(r"^Received:.*(?:\n[ \t].*)*", text, re.M).group().replace("\n\t", " ")


def test_the_socket_and_the_port_serve_at_once(both):
    before = len(files(both, ALICE))
    over_unix, over_tcp = Lmtp(both), Lmtp(both, both.lmtp_port)
    for client in (over_unix, over_tcp):
        assert client.begin(ALICE)[0].startswith("250")
        assert client.data(mail("both"))[0].startswith("250")
    assert len(files(both, ALICE)) == before + 2
    assert "from client.example.org ([127.0.0.1]) by mail.example.org" in received(newest(both, ALICE))
    assert "STARTTLS" in over_tcp.words() and "STARTTLS" not in over_unix.words()
    assert "XFORWARD" in over_unix.words() and "XFORWARD" not in over_tcp.words()
    assert {"DSN", "DELIVERBY"} <= over_tcp.words() and "DELIVERBY" not in over_unix.words()
    over_unix.close()
    over_tcp.close()
    assert (both.dir / "run/lmtp").stat().st_mode & 0o777 == 0o660


def test_other_networks_get_nothing(both):
    client = Lmtp(both, both.lmtp_port, source="127.0.0.2", greet=False)
    assert client.greeting.startswith("554 5.7.1 ")
    with pytest.raises((EOFError, OSError)):
        client.say("LHLO x")
    client.close()
    assert 'refused="127.0.0.2"' in both.log_text()


def test_starttls_forgets_what_was_said_before(both):
    client = Lmtp(both, both.lmtp_port)
    client.begin(BOB)
    # RFC 3207 4.2: what was sent behind STARTTLS in the clear is not obeyed
    client.send("STARTTLS\r\nLHLO smuggled.example\r\n")
    assert client.reply().startswith("220 2.0.0")
    import ssl
    context = ssl.create_default_context(cafile=cert(both))
    context.check_hostname = False
    client.sock = context.wrap_socket(client.sock)
    client.file = client.sock.makefile("rb")
    assert client.say("MAIL FROM:<>").startswith("503 5.5.1")
    client.extensions = client.say("LHLO client.example.org")
    assert "STARTTLS" not in client.words()
    assert client.say("RCPT TO:<alice@example.org>").startswith("503")
    assert client.begin(ALICE)[0].startswith("250")
    assert client.data(mail("over TLS", "x" * 70 + "\n" + "y" * 300000 + "\n"))[0].startswith("250")
    text = newest(both, ALICE)
    assert " with LMTPS id " in received(text) and text.endswith("y" * 300000 + "\n")
    assert client.say("STARTTLS").startswith("502")
    assert client.say("QUIT").startswith("221")
    client.close()


def test_starttls_that_fails_harms_nobody(both):
    client = Lmtp(both, both.lmtp_port)
    assert client.say("STARTTLS").startswith("220")
    client.send("LHLO in the clear\r\n")
    with pytest.raises((EOFError, OSError, UnicodeDecodeError)):
        while True:
            client.reply()
    client.close()
    client = Lmtp(both, both.lmtp_port)
    client.start_tls(cert(both))
    assert client.say("LHLO x").startswith("250")
    client.close()


def test_the_key_is_closed_to_other_processes_of_the_mail_user(both):
    if os.getuid() != 0:
        pytest.skip("needs the mail user")
    owners = {os.stat(f"/proc/{pid}/environ").st_uid for pid, _ in both.children("lmtp")
              if os.path.exists(f"/proc/{pid}")}
    assert owners == {0}  # not dumpable: its files in /proc are root's


def test_xclient_begins_anew_for_that_client(both):
    client = Lmtp(both, both.lmtp_port, source="127.0.0.9")
    assert "250-XCLIENT NAME ADDR PORT PROTO HELO" in client.extensions
    assert client.say("XCLIENT ADDR=198.51.100.7 NAME=mx.example.net HELO=helo.example.net"
                      ).startswith("220 ")
    assert client.say("MAIL FROM:<>").startswith("503")
    client.extensions = client.say("LHLO proxy.example.org")
    client.begin(ALICE)
    assert client.data(mail("xclient"))[0].startswith("250")
    assert ("from helo.example.net (mx.example.net [198.51.100.7]) by"
            in received(newest(both, ALICE)))
    assert client.say("XCLIENT ADDR=IPV6:2001:db8::7 NAME=[UNAVAILABLE] HELO=[UNAVAILABLE]"
                      ).startswith("220 ")
    client.extensions = client.say("LHLO again")
    client.begin(ALICE)
    assert client.data(mail("xclient"))[0].startswith("250")
    assert "from again ([IPv6:2001:db8::7]) by" in received(newest(both, ALICE))
    client.close()
    other = Lmtp(both, both.lmtp_port)
    assert other.say("XCLIENT ADDR=198.51.100.7").startswith("550 5.7.1")
    other.close()


def test_hosts_have_no_business_with_secrets(both):
    question = f"XAPOP {ALICE} PHg+ {'0' * 32}"
    for source in ("127.0.0.1", "127.0.0.9"):
        client = Lmtp(both, both.lmtp_port, source=source)
        assert client.say(question).startswith("550 5.7.1 ")
        client.close()
    client = Lmtp(both)
    assert not client.say(question).startswith("550")
    client.close()


def log_of(server, subject):
    """The fields of the deliver line of the newest message with that subject."""
    message_id = re.search(r"Message-ID: (\S+)", mail(subject)).group(1)
    lines = [line for line in server.log_text().splitlines()
             if " deliver " in line and message_id in line]
    return {name: value.strip('"')
            for name, value in re.findall(r'(\w+)=("[^"]*"|\S+)', lines[-1])}


def test_xforward_is_for_one_transaction_and_in_the_log(both):
    client = Lmtp(both, both.lmtp_port, source="127.0.0.9")
    assert client.say("XFORWARD NAME=mx.example.net ADDR=198.51.100.7 PROTO=ESMTP").startswith("250")
    assert client.say("XFORWARD HELO=x IDENT=4XyZabc SOURCE=REMOTE").startswith("250")
    client.begin(ALICE)
    assert client.say("XFORWARD IDENT=x").startswith("503")
    assert client.data(mail("forwarded"))[0].startswith("250")
    fields = log_of(both, "forwarded")
    assert (fields["queue"], fields["client"]) == ("4XyZabc", "198.51.100.7")
    assert "[127.0.0.9]" in received(newest(both, ALICE))
    client.begin(ALICE, BOB)
    top = "Received: from a by mx (Postfix) with ESMTP\n\tid 5Deadbeef; x\n"
    assert [a[:3] for a in client.data(top + mail("second"), 2)] == ["250", "250"]
    client.close()
    fields = log_of(both, "second")
    assert (fields["queue"], fields["client"]) == ("5Deadbeef", "127.0.0.9")
    wanted = {"outcome": "stored", "dsn": "2.1.5", "from": "s@example.net", "to": BOB, "user": BOB,
              "mailbox": "INBOX"}
    assert wanted.items() <= fields.items()
    path = files(both, BOB)[-1]
    assert int(fields["size"]) == path.stat().st_size
    assert f",U={fields['uid']}." in path.name and int(fields["ms"]) >= 0
    assert fields["id"] in received(path.read_text())


def test_refusals_are_logged_with_their_reason(both):
    client = Lmtp(both, both.lmtp_port)
    client.begin("nobody@example.org", sender="")
    client.close()
    line = [line for line in both.log_text().splitlines() if 'to="nobody@example.org"' in line][-1]
    assert "outcome=refused dsn=5.1.1" in line and 'from="<>"' in line and "No such user" in line


def test_chunks_are_stored_to_the_octet(both):
    client = Lmtp(both)
    assert "CHUNKING" in client.words()
    message = wire(mail("chunks", ".\n..\n" + "z" * 100000 + "\nQUIT\n"))
    client.begin(ALICE, "nobody@example.org", BOB)
    cut = [message[:10], message[10:11], b"", message[11:]]
    client.send(b"".join(b"BDAT %d%s\r\n%s" % (len(c), b" LAST" if c is cut[-1] else b"", c)
                         for c in cut) + b"NOOP\r\n")
    assert [client.reply()[:9] for _ in range(6)] == ["250 2.0.0"] * 3 + ["250 2.1.5"] * 2 + ["250 2.0.0"]
    for user in (ALICE, BOB):
        assert newest(both, user).encode().endswith(message.replace(b"\r\n", b"\n"))
    # no valid recipient: the octets are passed over
    client.begin("nobody@example.org")
    client.send(b"BDAT 6 LAST\r\nQUIT\r\nRSET\r\n")
    assert [client.reply()[:3] for _ in range(2)] == ["503", "250"]
    client.close()


def test_binary_parts_come_back_to_the_bit(both):
    every = bytes(range(256)) + bytes(reversed(range(256)))
    picture = (b"\x89PNG\r\n\x1a\n" + every * 600 + b"\r\n--edg\r\n\r\n.\r\n" + every[:251]
               + b"\0" * 5000 + b"\r\n\r")
    head = (b"From: s@example.net\r\nSubject: picture\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=edge\r\nContent-Transfer-Encoding: binary\r\n\r\n")
    text = b"--edge\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n"
    part = b"--edge\r\nContent-Transfer-Encoding: binary\r\nContent-Type: image/png\r\n\r\n"
    message = head + text + part + picture + b"\r\n--edge--\r\n"
    client = Lmtp(both)
    assert "BINARYMIME" in client.words()
    assert [a[:3] for a in client.begin(ALICE, BOB, more=" BODY=BINARYMIME")] == ["250"] * 2
    for at in range(0, len(message), 1021):
        piece = message[at:at + 1021]
        client.send(b"BDAT %d\r\n%s" % (len(piece), piece))
        assert client.reply()[:9] == "250 2.0.0"
    client.send(b"BDAT 0 LAST\r\n")
    assert [client.reply()[:9] for _ in range(2)] == ["250 2.1.5"] * 2
    client.close()
    for user in (ALICE, BOB):
        stored = files(both, user)[-1].read_bytes()
        assert not b"\r" in stored and not b"\0" in stored
        assert max(map(len, stored.split(b"\n"))) < 998
        imap = both.imap(user)
        count = imap.select("INBOX")[1][0].decode()
        whole = imap.fetch(count, "(BODY.PEEK[])")[1][0][1]
        assert b64decode(imap.fetch(count, "(BODY.PEEK[2])")[1][0][1]) == picture
        imap.logout()
        mail_read = message_from_bytes(whole)
        assert mail_read["Content-Transfer-Encoding"] == "8bit"
        first, second = mail_read.get_payload()
        assert first.get_payload() == "See below."
        assert second.get_content_type() == "image/png"
        assert second.get_payload(decode=True) == picture


def test_a_hundred_connections_at_once(both):
    before = [len(files(both, u)) for u in (ALICE, BOB)]
    clients = [Lmtp(both, both.lmtp_port if i % 2 else None) for i in range(100)]
    answers = []

    def run(client, user):
        (said,) = client.begin(user)
        if said.startswith("250"):
            (said,) = client.data(mail("crowd"))
        answers.append(said[:3])

    threads = [threading.Thread(target=run, args=(c, (ALICE, BOB)[i % 4 // 2]))
               for i, c in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for client in clients:
        client.close()
    stored = answers.count("250")
    # more than lmtp_user_concurrency for one user may be deferred
    assert stored + answers.count("451") == 100
    after = [len(files(both, u)) for u in (ALICE, BOB)]
    assert sum(after) - sum(before) == stored
    assert stored > 0


def test_swaks_delivers_for_a_client(both):
    if not shutil.which("swaks"):
        pytest.skip("swaks is missing")
    done = subprocess.run(
        ["swaks", "--protocol", "LMTP", "--server", "127.0.0.1", "--port", str(both.lmtp_port),
         "--local-interface", "127.0.0.9", "--xclient-addr", "198.51.100.9",
         "--xclient-name", "swaks.example.net", "--from", "s@example.net", "--to", f"{ALICE},{BOB}",
         "--header", "Subject: by swaks"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert "swaks.example.net [198.51.100.9]" in received(newest(both, BOB))


def test_a_source_that_is_away_defers(both):
    with away(both):
        client = Lmtp(both, both.lmtp_port)
        assert client.begin(ALICE)[0].startswith("451 4.3.0")
        assert client.say("DATA").startswith("503 5.5.1")
        client.close()


@pytest.mark.parametrize("limit, made", [("", 0), ("lmtp_detail_mailboxes = 4\n", 3)])
def test_strangers_make_no_mailboxes_without_bound(new_server, limit, made):
    """The detail is whatever the sender wrote; -m is the administrator's."""
    server = new_server("lmtp_save_to_detail_mailbox = true\nlda_mailbox_autocreate = true\n"
                        + limit, users=(ALICE,))
    for number in range(10):
        client = Lmtp(server)
        client.begin(f"alice+new{number}@example.org")
        assert client.data(mail(f"number {number}"), 1)[0].startswith("250 ")
        client.close()
    folders = sorted(path.name for path in server.maildir(ALICE).glob(".new*"))
    assert folders == [f".new{number}" for number in range(made)]
    assert len(files(server, ALICE)) == 10 - made
    assert server.deliver(ALICE, mail("by -m"), "-m", "Wanted").returncode == 0
    assert len(files(server, ALICE, ".Wanted")) == 1


def test_settings_of_refusals_and_details(new_server):
    server = new_server('quota_full_tempfail = true\nlmtp_save_to_detail_mailbox = true\n'
                        'reply_disabled = "450 4.2.1 Moving, try later"\n',
                        users=(ALICE, "off@example.org"))
    server.add_user("full@example.org", "pw", "--quota", "20000")
    server.run("user", "disable", "off@example.org")
    client = server.imap(ALICE)
    assert client.create("Lists")[0] == "OK"
    client.logout()
    client = Lmtp(server)
    answers = client.begin("alice+Lists@example.org", "alice+none@example.org", "off@example.org",
                           "full@example.org")
    assert answers[2].startswith("450 4.2.1 ") and answers[2].endswith(" Moving, try later")
    answers = client.data(mail("details", "x" * 99 + "\n" * 30000), 3)
    assert [a[:9] for a in answers] == ["250 2.1.5", "250 2.1.5", "452 4.2.2"]
    assert len(files(server, ALICE, ".Lists")) == len(files(server, ALICE)) == 1
    client.close()
    # exit 75: the MTA tries again
    assert server.deliver("full@example.org", mail("lda", "x" * 99 + "\n" * 30000)).returncode == 75

