# SPDX-License-Identifier: MIT
"""authdaemond's protocol: Courier's daemon as our source of accounts, and its
clients and maildrop at our socket."""
import imaplib
import os
import pathlib
import pwd
import signal

import pytest
from authlib import Authlib
from conftest import BUILD, PASSWORD, mail, system
from hostile import try_names
from slapd import Probe

ANN, BOB, POP = "ann@example.org", "bob@example.org", "pop@example.org"
ALICE = "alice@example.org"
NAMES = ['"', "'", "a'or'1'='1", "ann@example.org|x=y", "ann\\", "%u", "*", "x" * 255, "#", "-ann",
         "=ann", "ann@example.orgx", "userdb"]
NO_NAMES = [ANN + "\n.", ANN + "\nUID=0", "ann example", ". imap " + ANN, "../ann", "."]

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="other mounts are root's")


@pytest.fixture(scope="module")
def unpacked():
    a = Authlib()
    yield a
    a.remove()


@pytest.fixture
def authlib(unpacked):
    yield unpacked
    unpacked.stop()
    unpacked.socket.unlink(missing_ok=True)
    (unpacked.root / "etc/passwd").unlink(missing_ok=True)


# ---- theirs is our source ----

def crypt(password):
    return system.subprocess.run(["openssl", "passwd", "-6", password], check=True,
                                 capture_output=True, text=True).stdout.strip()


@pytest.fixture
def courier(authlib):
    """Their daemon with three users."""
    vmail = pwd.getpwnam("vmail")
    hashed, hmac = crypt(PASSWORD), authlib.hmac(PASSWORD)
    place = {"uid": vmail.pw_uid, "gid": vmail.pw_gid}
    home = authlib.root / "mail"
    authlib.configure({
        ANN: {**place, "home": home / "ann", "mail": home / "ann/Maildir", "gecos": "Ann Smith",
              "quota": "10485760S,1000C", "systempw": hashed, "hmac-md5pw": hmac,
              "options": "disablepop3=1,group=staff"},
        BOB: {**place, "home": home / "bob", "mail": "./Mail", "systempw": crypt("other")},
        POP: {**place, "home": home / "pop", "pop3pw": hashed, "options": "disableimap=1"},
    })
    home.mkdir(exist_ok=True)
    os.chown(home, vmail.pw_uid, vmail.pw_gid)
    authlib.start()
    return authlib


@pytest.fixture
def probes(courier):
    """probes(timeout=…) asks their daemon."""
    made = []

    def make(**options):
        made.append(Probe({"socket": courier.socket, **options}, "authdaemond"))
        return made[-1]

    yield make
    for probe in made:
        probe.close()


def test_lookups(courier, probes):
    probe, home = probes(), courier.root / "mail"
    ann = probe.lookup(ANN)
    assert (ann.user, ann.name) == (ANN, "Ann Smith")
    assert (ann.home, ann.mail) == (str(home / "ann"), str(home / "ann/Maildir"))
    assert (ann.uid, ann.gid) == pwd.getpwnam("vmail")[2:4]
    assert (ann.quota_bytes, ann.quota_messages) == (10485760, 1000)
    assert ann.password.startswith("$6$")
    bob = probe.lookup(BOB)
    assert os.path.normpath(bob.mail) == str(home / "bob/Mail")
    pop = probe.lookup(POP, "pop3")
    assert pop.mail == str(home / "pop/Maildir")
    assert 0 != pop.closed != ann.closed != 0 == bob.closed
    assert probe.lookup("nobody@example.org").kind == "notfound"
    assert probe.users() == [ANN, BOB, POP]


def test_passwords(courier, probes):
    probe = probes()
    assert probe.verify(ANN, PASSWORD).user == ANN
    assert probe.verify(BOB, "other").kind == "ok"
    assert probe.verify(POP, PASSWORD, "pop3").kind == "ok"
    assert probe.verify(POP, PASSWORD, "imap").kind == "denied"
    for wrong in ("wrong", "", PASSWORD + "\n", PASSWORD + " ", "x" * 1000, "$6$", "%s%n"):
        assert probe.verify(ANN, wrong).kind == "denied"
    assert probe.verify("nobody@example.org", PASSWORD).kind == "notfound"


def test_system_users(authlib, probes):
    """authpam, Debian's default, lists names with capitals too, and tells USERNAME, no UID."""
    authlib.stop()
    (authlib.root / "etc/passwd").write_text(
        pathlib.Path("/etc/passwd").read_text() + "Capital:x:64000:64000::/nonexistent:/bin/sh\n")
    authlib.configure({ANN: {"uid": 1, "gid": 1, "home": "/home/ann"}}, "authuserdb authpam")
    authlib.start()
    probe, vmail = probes(), pwd.getpwnam("vmail")
    found = probe.lookup("vmail")
    assert (found.uid, found.gid, found.home) == (vmail.pw_uid, vmail.pw_gid, vmail.pw_dir)
    assert probe.lookup("root").kind == "notfound"
    assert probe.lookup("capital").kind == "notfound"
    names = probe.users()
    assert {ANN, "nobody", "vmail"} <= set(names)
    assert not {"root", "capital"} & set(names)
    assert names == sorted(names)


def test_no_name_is_anything_but_a_name(courier, probes):
    probe = probes()
    for name in NAMES:
        assert probe.lookup(name).kind == "notfound", name
        assert probe.verify(name, PASSWORD).kind == "notfound", name
    for name in NO_NAMES:
        assert probe.lookup(name).kind == "syntax", name
    assert probe.lookup(ANN).kind == "ok"


def test_trouble_is_temporary(courier, probes):
    probe, hasty = probes(), probes(timeout=1)
    courier.signal(signal.SIGSTOP)
    assert hasty.lookup(ANN).kind == "temp"
    courier.signal(signal.SIGCONT)
    assert probe.lookup(ANN).kind == "ok"
    courier.stop()
    assert probe.lookup(ANN).kind == "temp"
    assert probe.verify(ANN, PASSWORD).kind == "temp"
    assert probe.ask("next", "").kind == "temp"
    courier.start()
    assert probe.verify(ANN, PASSWORD).kind == "ok"


def test_a_server_with_courier_accounts(courier, new_server):
    server = new_server('accounts "courier" {\n type = "authdaemond"\n'
                        f' socket = "{courier.socket}"\n}}\n'
                        'auth_mechanisms = "PLAIN CRAM-MD5"\n', users=())
    client = server.imap()
    assert client.login_cram_md5(ANN, PASSWORD)[0] == "OK"
    client.logout()
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        server.imap().login_cram_md5(ANN, "wrong")
    assert server.deliver(ANN, mail()).returncode == 0
    assert server.deliver("nobody@example.org", mail()).returncode == 67
    client = server.imap(ANN)
    assert client.select("INBOX")[1] == [b"1"]
    client.logout()
    assert len(list((courier.root / "mail/ann/Maildir/new").iterdir())) == 1
    with pytest.raises(imaplib.IMAP4.error):
        server.imap(POP)
    try_names(server, ANN, PASSWORD)
    courier.stop()
    with pytest.raises(imaplib.IMAP4.error, match="UNAVAILABLE"):
        server.imap(BOB, "other")
    assert server.deliver(BOB, mail()).returncode == 75


# ---- ours is their daemon ----

@pytest.fixture
def ours(authlib, new_server):
    server = new_server(f'authdaemon_socket = "{authlib.socket}"\n'
                        'authdaemon_socket_access = "vmail::0600"\n', users=(ALICE,), start=False)
    server.add_user(BOB, PASSWORD, "--quota", "10K")
    server.start()
    return server


def shown(text):
    """The "name: value" lines of authtest."""
    return {name.strip(): value.strip() for name, colon, value in
            (line.partition(":") for line in text.splitlines()) if colon}


def test_authtest(authlib, ours):
    vmail = pwd.getpwnam("vmail")
    done = authlib.run("authtest", ALICE, PASSWORD)
    assert done.returncode == 0, done.stderr
    told = shown(done.stderr + done.stdout)
    assert told["Authenticated"] == f"{ALICE}  (uid {vmail.pw_uid}, gid {vmail.pw_gid})"
    assert told["Maildir"] == str(ours.maildir(ALICE))
    assert told["Home Directory"] == str(ours.maildir(ALICE).parent)
    assert told["Encrypted Password"] == "(none)"
    done = authlib.run("authtest", "-s", "pop3", BOB)
    assert done.returncode == 0
    assert shown(done.stderr + done.stdout)["Quota"] == "10240S"
    for words in ([ALICE, "wrong"], ["nobody@example.org"], ["nobody@example.org", PASSWORD]):
        done = authlib.run("authtest", *words)
        assert done.returncode == 1
        assert "Operation not permitted" in done.stderr  # EPERM: no such user, or password
    done = authlib.run("authtest", ALICE, PASSWORD, "new password")
    assert done.returncode == 1
    assert authlib.run("authtest", ALICE, PASSWORD).returncode == 0


def test_authenumerate(authlib, ours):
    vmail = pwd.getpwnam("vmail")
    done = authlib.run("authenumerate", "-o")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{user}\t{vmail.pw_uid}\t{vmail.pw_gid}\t{ours.maildir(user).parent}"
        f"\t{ours.maildir(user)}\t" for user in (ALICE, BOB)]


def maildrop(authlib, user, rules="", body="A line.\n"):
    """As Postfix runs it with user=vmail. -a: without the socket there is no delivery."""
    (authlib.root / "etc/maildroprc").write_text(rules)
    return authlib.run("setpriv", "--reuid=vmail", "--regid=vmail", "--clear-groups",
                       "maildrop", "-a", "-d", user, input="From: a@example.org\n\n" + body)


def test_trouble_of_ours_is_temporary(authlib, ours):
    assert ours.deliver(ALICE, mail()).returncode == 0  # makes the home
    path = ours.dir / "lib/accounts.sqlite"
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    for words in ([ALICE, PASSWORD], [ALICE], ["nobody@example.org"]):
        done = authlib.run("authtest", *words)
        assert done.returncode == 1
        assert "Operation not permitted" not in done.stderr
    assert authlib.run("authenumerate").returncode != 0
    assert maildrop(authlib, ALICE).returncode == 75
    ours.stop()
    assert maildrop(authlib, ALICE).returncode == 75
    ours.start()
    path.rmdir()
    path.with_suffix(".away").rename(path)
    assert maildrop(authlib, ALICE).returncode == 0
    assert authlib.run("authtest", ALICE, PASSWORD).returncode == 0


def messages(server, user):
    client = server.imap(user)
    count = int(client.select("INBOX")[1][0])
    client.logout()
    return count


def test_maildrop(authlib, ours):
    assert ours.deliver(ALICE, mail()).returncode == 0  # makes the home
    done = maildrop(authlib, ALICE)
    assert done.returncode == 0, done.stderr
    assert messages(ours, ALICE) == 2
    done = maildrop(authlib, ALICE, f'to "|{BUILD}/fumikura-lda --dir {ours.dir} -d $LOGNAME"\n')
    assert done.returncode == 0, done.stderr
    assert messages(ours, ALICE) == 3
    for name in ("nobody@example.org", ALICE + " x", "x " + ALICE, *NAMES):
        assert maildrop(authlib, name).returncode == 67, name


def test_maildrop_keeps_the_quota(authlib, ours):
    assert ours.deliver(BOB, mail()).returncode == 0
    assert maildrop(authlib, BOB).returncode == 0
    done = maildrop(authlib, BOB, body="A line.\n" * 2000)
    assert done.returncode == 75
    assert "over quota" in done.stderr
    assert messages(ours, BOB) == 2
    sizes = (ours.maildir(BOB) / "maildirsize").read_text().splitlines()
    assert sizes[0] == "10240S"
    assert sum(int(line.split()[1]) for line in sizes[1:]) == 2
