# SPDX-License-Identifier: MIT
"""MariaDB with PostfixAdmin's tables, made by PostfixAdmin itself."""
import imaplib
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import pytest

from auth_peer import Peer
from conftest import BUILD, Server, mail
from hostile import try_imap, try_names
from mariadb import MariaDB, PostfixAdmin

ANN = "ann@example.org"
SECRET = "correct horse 1"
COLLATED = ["änn@example.org", "ａｎｎ@example.org", "ann@example.org\u00a0",
            "ann%40example.org", "ann@exam%{user}ple.org"]


@pytest.fixture(scope="module")
def site():
    db = MariaDB()
    pfa = PostfixAdmin(db)
    pfa.add_domain("example.org")
    pfa.add_mailbox(ANN, SECRET)
    server = Server(db.section(schema="postfixadmin") +
                    db.section("md5", schema="postfixadmin", default_scheme="PLAIN-MD5") +
                    db.section("clear", schema="postfixadmin", default_scheme="PLAIN") +
                    'accounts "masters" {\ntype = "passwd-file"\nfile = "@dir/masters"\nmaster = true\n}\n')
    configuration = server.dir / "fumikura.conf"
    configuration.write_text(configuration.read_text().replace("@dir", str(server.dir)))
    (server.dir / "masters").write_text("boss:{PLAIN}m::::::\n")
    (server.dir / "masters").chmod(0o644)
    server.start()
    server.db, server.pfa = db, pfa
    yield server
    server.remove()
    pfa.remove()
    db.remove()


def rcpt(server, user):
    """The answer to RCPT over LMTP."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(60)
        s.connect(str(server.dir / "run/lmtp"))
        lines = s.makefile("rb")
        lines.readline()
        s.sendall(b"LHLO x\r\n")
        while lines.readline()[3:4] == b"-":
            pass
        s.sendall(b"MAIL FROM:<>\r\n")
        lines.readline()
        s.sendall(b"RCPT TO:<%s>\r\n" % user.encode())
        return lines.readline().decode()


def wait_for(condition, what):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


FORMATS = [
    ("md5crypt", {}, "pfa"),
    ("md5", {}, "md5"),
    ("system", {}, "pfa"),
    ("cleartext", {}, "clear"),
    ("mysql_encrypt", {}, "pfa"),
    ("authlib", {"authlib_default_flavor": "md5raw"}, "pfa"),
    ("authlib", {"authlib_default_flavor": "SHA"}, "pfa"),
    ("authlib", {"authlib_default_flavor": "crypt"}, "pfa"),
    ("sha512.b64", {}, "pfa"),
    ("php_crypt", {}, "pfa"),
    ("php_crypt:BLOWFISH:10:{BLF-CRYPT}", {}, "pfa"),
    ("php_crypt:SHA256", {}, "pfa"),
    ("php_crypt:SHA512:5000:{SHA512-CRYPT}", {}, "pfa"),
    ("dovecot:BLF-CRYPT", {}, "pfa"),
    ("dovecot:SSHA512", {}, "pfa"),
    ("dovecot:CRAM-MD5", {}, "pfa"),
    ("dovecot:PLAIN-MD5", {}, "pfa"),
    ("dovecot:SHA256", {}, "pfa"),
]


def test_every_hash_format_logs_in(site):
    for number, (encrypt, more, source) in enumerate(FORMATS):
        site.pfa.configure(encrypt=encrypt, dovecotpw=f"{BUILD}/fumikura pw", **more)
        user, password = f"format{number}@example.org", f"Hidden {number}"
        site.pfa.add_mailbox(user, password)
        ((stored,),) = site.db.sql(f"SELECT password FROM mailbox WHERE username = '{user}'")
        if source == "pfa":
            site.imap(user, password).logout()
            with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
                site.imap(user, "x" + password)
            continue
        for given, code in ((password, 0), ("x" + password, 1)):
            done = site.run("auth", "test", user, "--source", source, input=given + "\n")
            assert done.returncode == code, (encrypt, stored, done)
    site.pfa.configure()


def test_quota_and_place_are_postfixadmins(site):
    shown = site.run("user", "show", ANN).stdout
    assert f"mail\t{site.dir}/mail/example.org/ann\n" in shown, shown
    assert "quota\t10240000\n" in shown
    assert site.deliver(ANN, mail()).returncode == 0
    client = site.imap(ANN, SECRET)
    assert client.select() == ("OK", [b"1"])
    client.logout()
    assert (site.dir / "mail/example.org/ann/cur").is_dir()


def test_disabling_closes_login_and_mail(site):
    user = "off@example.org"
    site.pfa.add_mailbox(user, SECRET)
    assert rcpt(site, user).startswith("250 ")
    site.pfa.cli("mailbox", "update", user, "--active", "0")
    assert rcpt(site, user).startswith("550 5.2.1 ")
    with pytest.raises(imaplib.IMAP4.error):
        site.imap(user, SECRET)
    site.pfa.cli("mailbox", "update", user, "--active", "1")
    assert rcpt(site, user).startswith("250 ")
    site.db.sql("UPDATE domain SET active = 0 WHERE domain = 'example.org'")
    assert rcpt(site, user).startswith("550 5.2.1 ")
    site.db.sql("UPDATE domain SET active = 1 WHERE domain = 'example.org'")
    assert rcpt(site, "nobody@example.org").startswith("550 5.1.1 ")


def test_alias_domains_lead_to_the_user(site):
    site.pfa.add_domain("alias.example")
    site.db.sql("INSERT INTO alias_domain VALUES"
                " ('alias.example', 'example.org', NOW(), NOW(), 1)")
    client = site.imap("Ann@Alias.Example", SECRET)
    client.logout()
    shown = site.run("user", "show", "ann@alias.example").stdout
    assert shown.startswith(f"user\t{ANN}\n"), shown
    site.db.sql("UPDATE alias_domain SET active = 0")
    assert rcpt(site, "ann@alias.example").startswith("550 5.1.1 ")
    site.db.sql("DELETE FROM alias_domain")


def test_hostile_names_are_nobody(site):
    before = site.db.sql("SELECT * FROM mailbox")
    try_names(site, ANN, SECRET)
    for name in COLLATED:  # equal to Ann's for some collations
        assert site.run("auth", "test", name, input=SECRET + "\n").returncode == 1, name
        try_imap(site, name, SECRET)
    assert site.db.sql("SELECT * FROM mailbox") == before


def test_user_commands_write_what_postfixadmin_writes(site):
    user = "made@example.org"
    done = site.run("user", "add", user, "--quota", "5M", "--name", "Mädi", input=SECRET + "\n")
    assert done.returncode == 0, done.stderr
    assert "made@example.org" in site.pfa.cli("mailbox", "view", user)
    rows = site.db.sql("SELECT name, maildir, quota, local_part, domain, active FROM mailbox"
                       f" WHERE username = '{user}'")
    assert rows == [["Mädi", "example.org/made/", "5242880", "made", "example.org", "1"]]
    assert site.db.sql(f"SELECT goto, active FROM alias WHERE address = '{user}'") == [[user, "1"]]
    again = site.run("user", "add", user, input="x\n")
    assert again.returncode == 1 and "exists" in again.stderr
    assert site.run("user", "limits", user, "--quota", "7M").returncode == 0
    assert site.db.sql(f"SELECT quota FROM mailbox WHERE username = '{user}'") == [["7340032"]]
    refused = site.run("user", "limits", user, "--quota-messages", "7")
    assert refused.returncode == 1 and "quota in bytes" in refused.stderr
    assert site.run("user", "limits", "nobody@example.org", "--quota", "7M").returncode == 1
    assert site.run("user", "noaccess", user).returncode == 1
    site.imap(user, SECRET).logout()
    assert site.run("user", "disable", user).returncode == 0
    assert site.db.sql(f"SELECT active FROM alias WHERE address = '{user}'") == [["0"]]
    assert f"{user}\tdisabled\n" in site.run("user", "list").stdout
    assert site.run("user", "enable", user).returncode == 0
    assert site.run("user", "passwd", user, input="another 2\n").returncode == 0
    site.imap(user, "another 2").logout()
    assert site.deliver(user, mail()).returncode == 0
    assert site.run("user", "delete", user).returncode == 0
    assert site.db.sql("SELECT (SELECT COUNT(*) FROM mailbox WHERE username = 'made@example.org'),"
                       " (SELECT COUNT(*) FROM alias WHERE address = 'made@example.org')") \
        == [["0", "0"]]
    assert rcpt(site, user).startswith("550 5.1.1 ")


def test_a_master_user_sets_postfixadmins_quota(site):
    user = "setquota@example.org"
    site.pfa.add_mailbox(user, SECRET)
    site.imap(user, SECRET).logout()
    with imaplib.IMAP4("127.0.0.1", site.imap_port) as boss:
        boss.authenticate("PLAIN", lambda _: f"{user}\0boss\0m".encode())
        assert boss.setquota('"User quota"', "(STORAGE 512)")[0] == "OK"
        assert site.db.sql(f"SELECT quota FROM mailbox WHERE username = '{user}'") == [["524288"]]
        done, (text,) = boss.setquota('"User quota"', "(MESSAGE 5)")
        assert done == "NO" and text.startswith(b"[CANNOT] PostfixAdmin's tables hold no limit but"), text
        assert boss.getquota('"User quota"')[1] == [b'"User quota" (STORAGE 0 512)']
    client = site.imap(user, SECRET)
    assert client.getquota('"User quota"')[1] == [b'"User quota" (STORAGE 0 512)']
    client.logout()


def test_deletion_in_postfixadmin_moves_the_mail(site):
    script = site.pfa.home / "hook"
    script.write_text("#!/bin/sh\nname=$1; shift\n"
                      f"exec {BUILD}/fumikura hook postfixadmin-$name --dir {site.dir} \"$@\"\n")
    script.chmod(0o755)
    site.pfa.configure(**{f"{name.replace('-', '_')}_script": f"{script} {name}" for name in (
        "mailbox-postcreation", "mailbox-postedit", "mailbox-postdeletion",
        "domain-postcreation", "domain-postdeletion")})
    deleted = site.dir / "mail/.deleted"

    def entries(name):
        return list(deleted.glob(f"{name}.2*")) if deleted.exists() else []

    user = "gone@example.org"
    site.pfa.add_mailbox(user, SECRET)
    assert site.deliver(user, mail()).returncode == 0
    kept = site.run("hook", "postfixadmin-mailbox-postdeletion", user, "example.org")
    assert kept.returncode == 1 and "still an account" in kept.stderr, kept
    site.pfa.cli("mailbox", "update", user, "--name", "Other")
    site.pfa.cli("mailbox", "delete", user)
    (entry,) = entries(user)
    assert len(list(entry.glob("home/new/*")) + list(entry.glob("home/cur/*"))) == 1
    assert not (site.dir / "mail/example.org/gone").exists()

    site.pfa.add_domain("old.example")
    site.pfa.add_mailbox("a@old.example", SECRET)
    assert site.deliver("a@old.example", mail()).returncode == 0
    kept = site.run("hook", "postfixadmin-domain-postdeletion", "old.example")
    assert kept.returncode == 1 and "still an account" in kept.stderr, kept
    site.pfa.cli("domain", "delete", "old.example")
    (entry,) = entries("old.example")
    assert (entry / "domain/a").is_dir()
    site.pfa.configure()


def test_a_source_that_dies_under_load_refuses_nobody(site):
    stop, trouble, counts = threading.Event(), [], {"in": 0, "later": 0}

    def work():
        while not stop.is_set():
            try:
                site.imap(ANN, SECRET).logout()
                counts["in"] += 1
            except imaplib.IMAP4.error as e:
                if "UNAVAILABLE" in str(e):
                    counts["later"] += 1
                else:
                    trouble.append(str(e))
            except OSError as e:
                trouble.append(repr(e))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            so_far = counts["in"]
            wait_for(lambda: counts["in"] > so_far + 2 or trouble, "no login")
            site.db.kill()
            so_far = counts["later"]
            wait_for(lambda: counts["later"] > so_far or trouble, "no refusal")
            assert rcpt(site, ANN).startswith("451 "), "mail must wait"
            site.db.start()
            so_far = counts["in"]
            wait_for(lambda: counts["in"] > so_far + 2 or trouble, "no login afterwards")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        if site.db.process.poll() is not None:
            site.db.start()
    assert not trouble, trouble[:3]


def certificates(folder):
    """ca.pem, and cert.pem with key.pem for 127.0.0.1."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out",
            "ca.pem", "-days", "30", "-subj", "/CN=Test CA")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "req.pem",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("x509", "-req", "-in", "req.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "cert.pem", "-days", "30", "-extfile", "ext")


@pytest.fixture
def keys():
    """A folder that the server's users may read, with certificates."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-keys-"))
    folder.chmod(0o755)
    certificates(folder)
    yield folder
    shutil.rmtree(folder)


def test_tls_and_failover(keys):
    servers = []
    try:
        for _ in range(2):
            servers.append(MariaDB(tcp=True, more=[
                f"--ssl-ca={keys}/ca.pem", f"--ssl-cert={keys}/cert.pem",
                f"--ssl-key={keys}/key.pem"]))
            servers[-1].sql(
                "ALTER USER mail@'127.0.0.1' REQUIRE SSL;"
                "CREATE TABLE u (n VARCHAR(99), p VARCHAR(99)) COLLATE utf8mb4_general_ci;"
                f"INSERT INTO u VALUES ('ann@example.org', 'node{len(servers)}')")
        hosts = " ".join(f"127.0.0.1:{s.port}" for s in servers)
        query = {"user_query": "SELECT n AS username, p AS name FROM u WHERE n = %{user}",
                 "iterate_query": "SELECT n FROM u", "hosts": hosts}
        ca = {"tls": "verify", "tls_ca": f"{keys}/ca.pem"}
        (keys / "other").mkdir()
        certificates(keys / "other")
        server = Server(servers[0].section("good", **query, **ca) +
                        servers[0].section("plain", **query) +
                        servers[0].section("stranger", **{**query, **ca,
                                                          "tls_ca": f"{keys}/other/ca.pem"}) +
                        servers[0].section("trusting", **query, tls="yes"))
        try:
            def show(source, user=ANN):
                return server.run("user", "show", user, "--source", source)

            assert "name\tnode1\n" in show("good").stdout, show("good")
            assert "name\tnode1\n" in show("trusting").stdout
            for source in ("plain", "stranger"):
                assert show(source).returncode == 75, source
            # The collation finds her; we do not.
            assert show("good", "änn@example.org").returncode == 1
            servers[0].kill()
            assert "name\tnode2\n" in show("good").stdout, show("good")
            assert server.run("user", "list", "--source", "good").stdout == f"{ANN}\tactive\n"
            servers[1].kill()
            assert show("good").returncode == 75
        finally:
            server.remove()
    finally:
        for s in servers:
            s.remove()


def test_vpopmails_tables(site, new_server):
    columns = ("pw_passwd CHAR(128), pw_uid INT, pw_gid INT, pw_gecos CHAR(64), pw_dir CHAR(160),"
               " pw_shell CHAR(20), pw_clear_passwd CHAR(16)")
    one = "CREATE TABLE vpopmail (pw_name CHAR(64), pw_domain CHAR(96), %s);" % columns
    per_domain = "CREATE TABLE my_dom_example (pw_name CHAR(64), %s);" % columns
    values = "'$1$x', 1, %d, 'Ann', '/home/vpopmail/domains/x/0/ann', '1000S,20C', ''"
    site.db.sql(f"CREATE DATABASE vpopmail CHARACTER SET latin1; USE vpopmail; {one}{per_domain}"
                f"INSERT INTO vpopmail VALUES ('ann', 'my-dom.example', {values % 10});"
                f"INSERT INTO vpopmail VALUES ('bob', '', {values % 0});"
                f"INSERT INTO my_dom_example VALUES ('ann', {values % 2});"
                "GRANT ALL ON vpopmail.* TO mail@localhost", database="")
    server = new_server(users=(), start=False)
    server.configure(site.db.section("one", schema="vpopmail", database="vpopmail") +
                     site.db.section("each", schema="vpopmail-domains", database="vpopmail"))
    for source in ("one", "each"):
        shown = server.run("user", "show", "ann@my-dom.example", "--source", source).stdout
        assert "home\t/home/vpopmail/domains/x/0/ann\n" in shown, shown
        assert "mail\t/home/vpopmail/domains/x/0/ann/Maildir\n" in shown
        assert "quota\t1000\nquota messages\t20\n" in shown
        for nobody in ("änn@my-dom.example", "ann@other.example", "ann@x`.example"):
            done = server.run("user", "show", nobody, "--source", source)
            assert done.returncode == 1, (source, nobody, done)
    assert server.run("user", "list", "--source", "one").stdout == \
        "ann@my-dom.example\tactive\nbob\tactive\n"


def test_vpopmails_limits_of_a_domain(site, new_server):
    """NO_POP 0x2, NO_IMAP 0x8, V_OVERRIDE 0x2000 in pw_gid; vlimits of vpopmail 5.4."""
    hashed = subprocess.run(["openssl", "passwd", "-6", SECRET], capture_output=True, text=True,
                            check=True).stdout.strip()
    users = {"plain": 0, "nopop": 2, "free": 0x2000, "freenoimap": 0x2008}
    rows = ", ".join(f"('{name}', '{domain}', '{hashed}', 1, {gid}, '', '/srv/{name}', '', '')"
                     for name, gid in users.items() for domain in ("open.example", "few.example"))
    site.db.sql("CREATE DATABASE limited CHARACTER SET latin1; USE limited;"
                "CREATE TABLE vpopmail (pw_name CHAR(32), pw_domain CHAR(96), pw_passwd CHAR(128),"
                " pw_uid INT, pw_gid INT, pw_gecos CHAR(48), pw_dir CHAR(160), pw_shell CHAR(20),"
                " pw_clear_passwd CHAR(16));"
                "CREATE TABLE limits (domain CHAR(96) PRIMARY KEY,"
                " maxpopaccounts INT(10) NOT NULL DEFAULT -1,"
                " disable_pop TINYINT(1) NOT NULL DEFAULT 0,"
                " disable_imap TINYINT(1) NOT NULL DEFAULT 0,"
                " disable_webmail TINYINT(1) NOT NULL DEFAULT 0,"
                " disable_smtp TINYINT(1) NOT NULL DEFAULT 0);"
                f"INSERT INTO vpopmail VALUES {rows};"
                "INSERT INTO limits (domain, disable_imap) VALUES ('few.example', 1);"
                "GRANT ALL ON limited.* TO mail@localhost", database="")
    server = new_server(users=(), start=False)
    server.configure(site.db.section("limits", schema="vpopmail-limits", database="limited"))

    server.start()

    def served(user):
        with Peer(server, "auth") as peer:
            return [service for service in ("imap", "pop3", "smtp")
                    if peer.login(user, SECRET, service=service)[0] == "OK"]

    def of_all():
        return {name: [served(f"{name}@{domain}.example") for domain in ("open", "few")]
                for name in users}

    everything = ["imap", "pop3", "smtp"]
    assert of_all() == {
        "plain": [everything, ["pop3", "smtp"]],
        "nopop": [["imap", "smtp"], ["smtp"]],
        "free": [everything, everything],
        "freenoimap": [["pop3", "smtp"], ["pop3", "smtp"]],
    }
    site.db.sql("UPDATE limits SET disable_imap = 0, disable_pop = 1, disable_smtp = 1",
                database="limited")
    assert served("plain@few.example") == ["imap"]
    assert served("free@few.example") == everything
    shown = server.run("user", "list", "--source", "limits").stdout
    assert len(shown.splitlines()) == 8
