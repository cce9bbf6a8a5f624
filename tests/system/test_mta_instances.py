# SPDX-License-Identifier: MIT
"""Two Postfix instances on two addresses before one server, one for mail from outside and one
for users, as doc/admin/postfix.md has them; accounts and an address of everybody in MariaDB."""
import base64
import os
import re
import shutil
import smtplib

import pytest
from conftest import PASSWORD, Server, free_port, mail
from lmtp_client import files, newest
from mariadb import MariaDB, PostfixAdmin
from postfix import Postfix, new_home
from smtp_auth import guide_lines

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
ANN, BEN, OFF = "ann@example.org", "ben@example.org", "off@example.org"
EVERYBODY, FRIEND = "everybody@example.org", "friend@example.com"
SECOND = "127.0.0.2"
INSTANCES, LIST = "Two instances: for mail from outside and for users", "An address of everybody"
PROXYMAP = "proxymap unix - - n - - proxymap\n"


def lines_of(file, *titles):
    return guide_lines("postfix.md", file, *titles)


@pytest.fixture(scope="module")
def database():
    db = MariaDB()
    pfa = PostfixAdmin(db)
    pfa.add_domain("example.org")
    db.sql(lines_of("SQL", LIST), database="")
    yield db
    pfa.remove()
    db.remove()


class Site(Server):
    def maildir(self, user):
        return super().maildir(user).parent  # as PostfixAdmin has it


@pytest.fixture(scope="module")
def server(database):
    s = Site()
    s.home, s.users_home = new_home(), new_home()
    (s.home / "spool/fumikura").mkdir(parents=True)
    shutil.chown(s.home / "spool/fumikura", "root", "postfix")
    s.lmtp_socket = s.home / "spool/fumikura/lmtp"
    s.ports = {text: f"127.0.0.1:{free_port()}"
               for text in ("127.0.0.1:24", "127.0.0.1:12345", "127.0.0.1:12346")}
    s.configure(lines_of("fumikura.conf", "Where the sockets lie").replace(
        "/var/spool/postfix", f"{s.home}/spool") +
        here(s, lines_of("fumikura.conf", INSTANCES)) + database.section(schema="postfixadmin"))
    for user in (ANN, BEN, OFF):
        s.add_user(user)
    assert s.run("user", "disable", OFF).returncode == 0
    s.start()
    yield s
    s.remove()
    for home in (s.home, s.users_home):
        shutil.rmtree(home, ignore_errors=True)


def here(server, text):
    """With our ports in place of the guide's."""
    return re.sub(r"127\.0\.0\.1:\d+", lambda found: server.ports[found.group()], text)


@pytest.fixture(scope="module")
def outside(server):
    p = Postfix(server, lines_of("main.cf", "Delivery", "Which recipients there are") +
                "mynetworks =\nsmtpd_relay_restrictions = reject_unauth_destination\n"
                "transport_maps =\n", server.home, "y", "")
    yield p
    p.remove()


@pytest.fixture(scope="module")
def users(server, database):
    (server.users_home / "everybody.cf").write_text(lines_of("everybody.cf", LIST).replace(
        "/run/mysqld/mysqld.sock", str(database.socket)))
    # Postfix knows addresses of interfaces only, and lo has but one; it listens where master.cf says.
    p = Postfix(server, "mynetworks =\ntransport_maps =\n" + here(
        server, lines_of("main.cf of the instance for users", INSTANCES)).replace("192.0.2.2", "127.0.0.1") +
        lines_of("main.cf, for everybody", LIST).replace("/etc/postfix", str(server.users_home)),
        server.users_home, "y", PROXYMAP, SECOND)
    yield p
    p.remove()


class Smtp(smtplib.SMTP):
    """Says EHLO, and who it is if there is a name."""

    def __init__(self, postfix, user=None, password=PASSWORD):
        super().__init__(postfix.address, postfix.port, timeout=60)
        self.ehlo()
        if user:
            token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
            self.login_code = self.docmd("AUTH", "PLAIN " + token)[0]

    def try_out(self, sender, to):
        """The last reply to MAIL and RCPT."""
        self.rset()
        code, text = self.mail(sender)
        if code == 250:
            code, text = self.rcpt(to)
        return code, text.decode()


def test_one_takes_mail_for_us_the_other_mail_of_users(server, outside, users):
    with Smtp(outside) as smtp:
        assert "auth" not in smtp.esmtp_features
        assert smtp.try_out("s@example.net", ANN)[0] == 250
        assert smtp.try_out("s@example.net", FRIEND)[0] == 554
    with Smtp(users) as smtp:
        for to in (ANN, FRIEND):
            assert smtp.try_out("s@example.net", to)[0] in (553, 554)
    with Smtp(users, ANN) as smtp:
        assert smtp.login_code == 235
        for to in (BEN, FRIEND):
            assert smtp.try_out(ANN, to)[0] == 250
        code, text = smtp.try_out(BEN, FRIEND)
        assert code == 553 and "not owned by user" in text, text
    for user, password in [(ANN, "wrong"), (OFF, PASSWORD), ("nobody@example.org", PASSWORD)]:
        with Smtp(users, user, password) as smtp:
            assert smtp.login_code == 535, user


def test_both_know_who_is_disabled_and_who_is_nobody(server, outside, users):
    for smtp, sender in [(Smtp(outside), "s@example.net"), (Smtp(users, ANN), ANN)]:
        with smtp:
            code, text = smtp.try_out(sender, OFF)
            assert code == 550 and text.startswith("5.2.1 "), text
            code, text = smtp.try_out(sender, "nobody@example.org")
            assert code == 550 and text.startswith("5.1.1 "), text
            assert smtp.try_out(sender, BEN)[0] == 250


def test_mail_comes_by_the_socket_and_by_the_port(server, outside, users):
    with Smtp(outside) as smtp:
        assert smtp.sendmail("s@example.net", [ANN], mail("from outside")) == {}
    outside.wait_empty()
    assert "Subject: from outside" in newest(server, ANN)
    assert "relay=mx.example.org[fumikura/lmtp]" in outside.log_text()
    with Smtp(users, ANN) as smtp:
        assert smtp.sendmail(ANN, [BEN], mail("from a user")) == {}
    users.wait_empty()
    assert "Subject: from a user" in newest(server, BEN)
    assert f"relay=127.0.0.1[127.0.0.1]:{server.ports['127.0.0.1:24'].split(':')[1]}" in users.log_text()


def counts(server, *accounts):
    return [len(files(server, user)) for user in accounts]


def test_everybody_is_who_has_an_account_now(server, outside, users):
    with Smtp(outside) as smtp:
        assert smtp.try_out("s@example.net", EVERYBODY)[0] == 550
    before = counts(server, ANN, BEN)

    def write(subject):
        with Smtp(users, ANN) as smtp:
            assert smtp.sendmail(ANN, [EVERYBODY], mail(subject)) == {}
        users.wait_empty()

    write("to everybody")
    assert counts(server, ANN, BEN) == [n + 1 for n in before]
    # From now on they are others.
    new = server.add_user(f"new@example.org")
    assert server.run("user", "disable", BEN).returncode == 0
    try:
        write("to everybody else")
        assert "Subject: to everybody else" in newest(server, new)
        assert "Subject: to everybody else" in newest(server, ANN)
        assert counts(server, BEN) == [before[1] + 1]
    finally:
        assert server.run("user", "enable", BEN).returncode == 0
    assert not server.maildir(OFF).exists()
    assert "status=bounced" not in users.log_text()
