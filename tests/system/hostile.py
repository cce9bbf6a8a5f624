# SPDX-License-Identifier: MIT
"""User names that mean something to SQL, LDAP, a shell, printf, a template, a file system
or a line protocol, for every kind of account source: none of them is a user."""
import imaplib

from auth_peer import Peer

LOCALS = ["o'brien", 'a"b', "a' OR '1'='1", "a'--", "a');--", "a;DROP TABLE mailbox", "a`b",
          "*", "*)(uid=*", "a)(|(uid=*))", "a\\", "a\\2a", "_nn", "%", "%u", "%s%n%d", "%{user}",
          "${HOME}", "$(id)", "|id", "-a", "a:b", "a=b", "#a", "a,b=c", "a+b", "ä", "ａ", "ユ",
          "a b", "a\tb", "a\nb", "a\r\nb", "a\0b", "a\x01b", "a\x7fb", "a/b", "../a", ".", "..",
          "", "x" * 240, "x" * 10000]
NAMES = [local + "@example.org" for local in LOCALS] + [
    "'", '"', "*", "*)(uid=*", "%u", "#", "-", "..", "@", "a@", "a@b@c", "a@'", "a@*)(mail=*",
    "a@../example.org", "a@%d", "a@b c", "a@b\nc", "a@" + "y" * 240, "x" * 10000]
ESCAPES = {"\0": "\0010", "\x01": "\0011", "\t": "\001t", "\r": "\001r", "\n": "\001n"}


def escape(name):
    return "".join(ESCAPES.get(c, c) for c in name)


def try_names(server, user, password, wrong=None, everybody=False):
    """At auth's sockets: none of them logs in by the password (or the wrong one, where it
    is right for all), none is temporary trouble, and afterwards the user still logs in.
    everybody: the domain has a user of any name, or one who gets the mail for all."""
    with Peer(server, "auth") as auth, Peer(server, "auth-userdb") as userdb:
        for name in NAMES:
            answer = auth.login(name, wrong or password, ip="127.0.0.1")
            assert answer[0] == "FAIL" and "temp" not in answer, (name, answer)
            answer = userdb.ask(escape(name), "service=imap")
            assert answer == ["NOTFOUND"] or (everybody and answer[0] == "USER"), (name, answer)
        assert auth.login(user, password, ip="127.0.0.1")[0] == "OK"
        assert userdb.ask(user, "service=imap")[0] == "USER"


def try_imap(server, name, password):
    """LOGIN with the name as a literal: it is refused, or can't even be sent."""
    client = imaplib.IMAP4("127.0.0.1", server.imap_port)
    client.sock.settimeout(60)
    literal = name.encode()
    client.send(b"a LOGIN {%d}\r\n" % len(literal))
    answer = client.readline()
    if answer.startswith(b"+"):
        client.send(literal + b' "' + password.encode() + b'"\r\n')
        answer = client.readline()
    assert b"a BAD" in answer or b"FAILED" in answer or b"TOOBIG" in answer, (name, answer)
    client.shutdown()
