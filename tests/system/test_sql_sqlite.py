# SPDX-License-Identifier: MIT
"""SQLite databases of others: own queries, PostfixAdmin's tables."""
import os
import sqlite3

import pytest

from conftest import mail
from hostile import try_names

SCHEMA = """
CREATE TABLE people (login TEXT PRIMARY KEY COLLATE NOCASE, secret TEXT, box TEXT, bytes INT,
                     open TEXT, nets TEXT);
INSERT INTO people VALUES ('Ann@example.org', '{PLAIN}one', 'x/ann', 1000, 'imap,lmtp', NULL);
INSERT INTO people VALUES ('bob@example.org', 'two', '', NULL, NULL, '192.0.2.0/24');
INSERT INTO people VALUES ('odd@example.org', 'x', '../../etc', NULL, NULL, NULL);
CREATE TABLE mailbox (username TEXT, password TEXT, name TEXT, maildir TEXT, quota INT,
                      local_part TEXT, domain TEXT, active INT);
CREATE TABLE domain (domain TEXT, active INT);
CREATE TABLE alias_domain (alias_domain TEXT, target_domain TEXT, active INT);
INSERT INTO mailbox VALUES ('c@example.net', '{PLAIN}three', '', 'example.net/c/', 0, 'c',
                            'example.net', 1);
INSERT INTO domain VALUES ('example.net', 1);
INSERT INTO alias_domain VALUES ('example.com', 'example.net', 1);
"""
QUERIES = """
accounts "people" {
  type = "sqlite"
  file = "DIR/lib/people.sqlite"
  default_scheme = "PLAIN"
  user_query = "SELECT login AS username, secret AS password, box AS maildir, bytes AS quota, open AS services, nets AS allow_nets FROM people WHERE login = %{user}"
  iterate_query = "SELECT login FROM people"
  password_update = "UPDATE people SET secret = %{new} WHERE login = %{user} AND secret = %{old}"
}
accounts "pfa" {
  type = "sqlite"
  file = "DIR/lib/people.sqlite"
  schema = "postfixadmin"
}
"""


@pytest.fixture
def server(new_server):
    s = new_server(users=(), start=False)
    # The folder, with the owner that it has to have.
    s.add_user("first@example.org")
    path = s.dir / "lib/people.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(SCHEMA)
    db.close()
    stat = (s.dir / "lib").stat()

    os.chown(path, stat.st_uid, stat.st_gid)
    s.configure(QUERIES.replace("DIR", str(s.dir)))
    s.start()
    return s


def test_own_queries_find_users(server):
    server.imap("ann@example.org", "one").logout()
    shown = server.run("user", "show", "ann@example.org", "--source", "people").stdout
    assert f"mail\t{server.dir}/mail/x/ann\n" in shown and "quota\t1000\n" in shown
    assert server.deliver("ann@example.org", mail()).returncode == 0
    with pytest.raises(Exception, match="AUTHENTICATIONFAILED"):
        server.imap("ann@example.org", "two")
    # Not from here.
    with pytest.raises(Exception, match="(?i)NO|failed"):
        server.imap("bob@example.org", "two")
    assert server.run("auth", "test", "odd@example.org", input="x\n").returncode == 75
    listed = server.run("user", "list", "--source", "people").stdout
    assert listed == "ann@example.org\tactive\nbob@example.org\tactive\n"
    assert server.run("user", "passwd", "ann@example.org", "--source", "people",
                      input="new\n").returncode == 0
    server.imap("ann@example.org", "new").logout()
    done = server.run("user", "add", "x@example.org", "--source", "people", input="x\n")
    assert done.returncode == 1 and "only read" in done.stderr


def test_postfixadmins_tables(server):
    server.imap("c@example.net", "three").logout()
    server.imap("c@example.com", "three").logout()
    shown = server.run("user", "show", "c@example.com", "--source", "pfa").stdout
    assert shown.startswith("user\tc@example.net\n"), shown


def test_hostile_names_are_nobody(server):
    try_names(server, "c@example.net", "three")


def test_mistakes_in_a_section_name_its_line(new_server):
    server = new_server(users=(), start=False)
    for option, said in (('user_query = "SELECT 1 WHERE x = \'%{user}\'"', "without quotes"),
                         ('user_query = "SELECT %{nobody}"', "nobody"),
                         ('schema = "exim"', "exim"),
                         ('hosts = "a b"', "hosts")):
        server.configure('accounts "x" {\n  type = "sqlite"\n  %s\n}\n' % option)
        done = server.run("config", "check")
        assert done.returncode == 78 and "fumikura.conf:" in done.stderr \
            and said in done.stderr, done


TWO = """
CREATE TABLE logins (name TEXT, user TEXT, secret TEXT);
CREATE TABLE boxes (user TEXT, bytes INT, secret TEXT);
INSERT INTO logins VALUES ('nick@example.org', 'ann@example.org', '{PLAIN}one');
INSERT INTO boxes VALUES ('ann@example.org', 1000, '{PLAIN}other');
INSERT INTO boxes VALUES ('list@example.org', 0, '{PLAIN}other');
"""
EXPIRY = """
ALTER TABLE mailbox ADD password_expiry DATETIME;
ALTER TABLE domain ADD password_expiry INT DEFAULT 0;
INSERT INTO mailbox VALUES ('old@example.net', '{PLAIN}three', '', 'example.net/old/', 0, 'old',
                            'example.net', 1, '2020-01-01 00:00:00');
INSERT INTO mailbox VALUES ('new@example.net', '{PLAIN}three', '', 'example.net/new/', 0, 'new',
                            'example.net', 1, '2999-01-01 00:00:00');
"""


def test_passwords_by_a_query_of_their_own(server):
    with sqlite3.connect(server.dir / "lib/people.sqlite", timeout=30) as db:
        db.executescript(TWO)
    server.configure('accounts "two" {\n type = "sqlite"\n file = "' + str(server.dir) +
                     '/lib/people.sqlite"\n'
                     ' password_query = "SELECT user AS real_user, secret AS password'
                     ' FROM logins WHERE name = %{user}"\n'
                     ' user_query = "SELECT user AS username, bytes AS quota, secret AS password'
                     ' FROM boxes WHERE user = %{user}"\n}\n')

    def logs_in(user, password):
        return server.run("auth", "test", user, input=password + "\n").returncode

    assert logs_in("nick@example.org", "one") == 0
    assert "ann@example.org" in server.run("auth", "lookup", "nick@example.org").stdout
    assert logs_in("nick@example.org", "other") == 1
    assert logs_in("ann@example.org", "other") == 1  # no password of its own
    assert "noaccess" in server.run("auth", "lookup", "list@example.org").stdout
    assert server.run("auth", "lookup", "eve@example.org").returncode == 1


def test_expired_passwords_of_postfixadmin(server):
    with sqlite3.connect(server.dir / "lib/people.sqlite", timeout=30) as db:
        db.executescript(EXPIRY)
    server.configure(QUERIES.replace("DIR", str(server.dir)).replace(
        '"postfixadmin"', '"postfixadmin-expiry"'))

    def state(user):
        shown = server.run("auth", "lookup", user).stdout
        return next((word for word in ("noaccess", "disabled", "active") if word in shown), shown)

    assert [state(f"{u}@example.net") for u in ("c", "old", "new")] == ["active"] * 3
    with sqlite3.connect(server.dir / "lib/people.sqlite", timeout=30) as db:
        db.execute("UPDATE domain SET password_expiry = 90")
    assert [state(f"{u}@example.net") for u in ("c", "old", "new")] == [
        "noaccess", "noaccess", "active"]
    assert state("old@example.com") == "noaccess"  # by the alias domain
