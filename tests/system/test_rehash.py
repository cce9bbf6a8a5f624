# SPDX-License-Identifier: MIT
"""Passwords in old schemes: let in, stored anew, or refused."""
import sqlite3
import time

import pytest
from conftest import PASSWORD

OLD = "{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk="  # geheim
USER = "alice@example.org"


def stored(server, new=None):
    with sqlite3.connect(server.dir / "lib/accounts.sqlite", timeout=60) as db:
        if new:
            db.execute("UPDATE mailbox SET password = ? WHERE username = ?", (new, USER))
        return db.execute("SELECT password FROM mailbox WHERE username = ?", (USER,)).fetchone()[0]


def wait_for(what):
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_login_stores_the_password_anew(new_server):
    server = new_server(settings='password_rehash = "SSHA512"\n')
    stored(server, OLD)
    with pytest.raises(Exception, match="(?i)AUTHENTICATIONFAILED"):
        server.imap(USER, "wrong")
    assert stored(server) == OLD
    server.imap(USER, "geheim").logout()
    wait_for(lambda: stored(server).startswith("{SSHA512}"))
    new = stored(server)
    for _ in range(3):
        server.imap(USER, "geheim").logout()
    assert stored(server) == new
    assert server.log_text().count(" password_rehash ") == 1
    with pytest.raises(Exception, match="(?i)AUTHENTICATIONFAILED"):
        server.imap(USER, "wrong")


def test_without_the_setting_it_stays(new_server):
    server = new_server()
    stored(server, OLD)
    server.imap(USER, "geheim").logout()
    server.imap(USER, "geheim").logout()
    assert stored(server) == OLD


def test_weak_schemes_can_be_refused(new_server):
    server = new_server(settings="password_weak = false\n",
                        users=(USER, "bob@example.org"), start=False)
    stored(server, OLD)
    server.start()
    server.imap("bob@example.org", PASSWORD).logout()
    with pytest.raises(Exception, match="(?i)UNAVAILABLE"):
        server.imap(USER, "geheim")
    assert 'weak_stored_password user="alice@example.org"' in server.log_text()
