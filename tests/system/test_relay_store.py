# SPDX-License-Identifier: MIT
"""POP-before-SMTP for MTAs that look by themselves: Postfix in SQLite and MariaDB, tcpserver in
its cdb."""
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time

import pytest

from mariadb import MariaDB
from test_mta import log_in_from, until

HERE, ELSEWHERE = "127.0.0.51", "127.0.0.52"
UPDATE = ("INSERT INTO relay (ip, expires) VALUES (%{remote_ip}, %{expires})"
          " ON DUPLICATE KEY UPDATE expires = VALUES(expires)")
PURGE = "DELETE FROM relay WHERE expires <= %{now}"
TABLE = "CREATE TABLE relay (ip VARCHAR(64) NOT NULL PRIMARY KEY, expires BIGINT NOT NULL)"


@pytest.fixture(scope="module")
def maps():
    """maps(kind, text, key): what a map of Postfix says; None: nothing."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-postfix-"))
    home.chmod(0o755)
    (home / "main.cf").write_text("compatibility_level = 3.6\nmeta_directory = /etc/postfix\n")

    def ask(kind, text, key):
        (home / kind).write_text(text)
        done = subprocess.run(["postmap", "-c", home, "-q", key, f"{kind}:{home}/{kind}"],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode in (0, 1) and not done.stderr, done
        return done.stdout.strip() if done.returncode == 0 else None

    yield ask
    shutil.rmtree(home)


def relay_folder(server):
    """As doc/admin/postfix.md has it: auth's, and others may go through."""
    folder = server.dir / "relay"
    folder.mkdir()
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, (server.dir / "lib").stat().st_uid, -1)
    return folder


def read_by_others(path):
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    done = subprocess.run([*(nobody if os.geteuid() == 0 else []), "cat", path],
                          capture_output=True, timeout=60)
    assert done.returncode == 0 and path.stat().st_mode & 0o777 == 0o644, done.stderr
    return done.stdout


def test_postfix_reads_the_sqlite_file(new_server, maps):
    server = new_server(start=False)
    database = relay_folder(server) / "relay.sqlite"
    cf = f"dbpath = {database}\nquery = SELECT 'OK' FROM relay WHERE ip = '%s' AND expires > unixepoch()\n"

    def may(address):
        return maps("sqlite", cf, address) == "OK"

    server.configure(f'relay_time = 3600\nrelay_database = "{database}"\n')
    server.start()
    log_in_from(server, HERE)
    until(lambda: database.exists() and may(HERE))
    assert read_by_others(database).startswith(b"SQLite format 3\0")
    assert not may(ELSEWHERE)
    server.stop()
    database.unlink()
    server.start()  # what was kept is told again
    until(lambda: database.exists() and may(HERE))
    with sqlite3.connect(database, timeout=30) as db:
        db.execute("UPDATE relay SET expires = unixepoch()")
    assert not may(HERE)
    log_in_from(server, ELSEWHERE)
    until(lambda: may(ELSEWHERE))
    assert [ip for ip, in db.execute("SELECT ip FROM relay")] == [ELSEWHERE]
    db.close()


def test_postfix_reads_the_table_in_mariadb(new_server, maps):
    db = MariaDB()
    try:
        db.sql(TABLE)
        server = new_server(start=False)
        (server.dir / "secret").write_text(db.PASSWORD + "\n")
        (server.dir / "secret").chmod(0o644)
        server.configure(
            "relay_time = 3600\n"
            f'accounts "own" {{\n type = "sqlite"\n file = "{server.dir}/lib/accounts.sqlite"\n}}\n'
            f'accounts "db" {{\n type = "mysql"\n hosts = "{db.socket}"\n database = "postfix"\n'
            f' user = "mail"\n password_file = "{server.dir}/secret"\n'
            ' user_query = "SELECT 1 AS uid FROM relay WHERE 1 = 0 AND ip = %{user}"\n'
            f' relay_update = "{UPDATE}"\n relay_purge = "{PURGE}"\n}}\n')
        server.start()
        escaped = db.PASSWORD
        cf = (f"hosts = unix:{db.socket}\nuser = mail\npassword = {escaped}\ndbname = postfix\n"
              "query = SELECT 'OK' FROM relay WHERE ip = '%s' AND expires > UNIX_TIMESTAMP()\n")
        db.sql("INSERT INTO relay VALUES ('192.0.2.77', 1)")
        log_in_from(server, HERE)
        until(lambda: maps("mysql", cf, HERE) == "OK")
        assert maps("mysql", cf, ELSEWHERE) is None
        until(lambda: db.sql("SELECT count(*) FROM relay") == [["1"]])
        # a login while the database is away is told when it is back
        db.kill()
        log_in_from(server, ELSEWHERE)
        until(lambda: re.search(r"relay .*store=\"?db", server.log_text()))
        db.start()
        until(lambda: maps("mysql", cf, ELSEWHERE) == "OK", 120)
    finally:
        db.remove()


def test_tcpserver_reads_the_cdb(new_server):
    server = new_server(start=False)
    folder = relay_folder(server)
    rules, cdb, base = folder / "tcp.smtp", folder / "tcp.smtp.cdb", server.dir / "base"
    base.write_text("127.0.0.53:deny\n:allow\n")
    base.chmod(0o644)
    server.configure(f'relay_time = 3600\nrelay_rules = "{rules}"\nrelay_rules_cdb = "{cdb}"\n'
                     f'relay_rules_base = "{base}"\n')
    server.start()

    def check(address):
        done = subprocess.run(["tcprulescheck", cdb], env=dict(os.environ, TCPREMOTEIP=address),
                              capture_output=True, text=True, timeout=60)
        return done.stdout

    log_in_from(server, HERE)
    until(lambda: cdb.exists() and "RELAYCLIENT" in check(HERE))
    assert check(HERE) == f"rule {HERE}:\nset environment variable RELAYCLIENT=\nallow connection\n"
    assert check(ELSEWHERE) == "rule :\nallow connection\n"
    assert check("127.0.0.53") == "rule 127.0.0.53:\ndeny connection\n"
    dump = subprocess.run(["cdb", "-d", cdb], capture_output=True, timeout=60, check=True).stdout
    assert b"+10,14:" + HERE.encode() + b"->+RELAYCLIENT=\0" in dump
    # tcpserver reads the cdb as the user that it became
    assert HERE.encode() in read_by_others(cdb) and HERE.encode() in read_by_others(rules)
    assert (server.dir / "lib/relay-clients").stat().st_mode & 0o777 == 0o600
    # a rule that is none leaves the cdb as it is
    before = cdb.read_bytes()
    base.write_text("127.0.0.54:perhaps\n")
    log_in_from(server, ELSEWHERE)
    until(lambda: "tcprules ended with" in server.log_text())
    assert cdb.read_bytes() == before


def test_a_cdb_needs_its_rules(new_server):
    server = new_server(start=False)
    server.configure('relay_time = 60\nrelay_rules_cdb = "/nowhere/tcp.smtp.cdb"\n')
    server.start()
    until(lambda: "relay_rules_cdb needs relay_rules" in server.log_text())
