# SPDX-License-Identifier: MIT
"""Accounts in LDAP: a real slapd with the vocabularies of qmail-ldap, Courier,
vpopmail and posixAccount."""
import imaplib
import re
import subprocess
import threading
import time

import pytest

from conftest import mail
from hostile import try_names
from slapd import Probe, Slapd
from test_apop import APOP, apop
from test_chain import section

IMAP, POP3, SMTP, SIEVE, LMTP = 1, 2, 4, 8, 16
NO_LOCAL, NO_FORWARD, NO_PROGRAM, REPLY = 1, 2, 4, 8
READER = {"bind_dn": "cn=reader,o=mail", "bind_password": "reader's secret"}


def entry(rdn, classes, **attributes):
    """LDIF of an entry; a list gives several values."""
    lines = [f"dn: {rdn},o=mail"] + [f"objectClass: {c}" for c in classes]
    for name, values in attributes.items():
        for value in values if isinstance(values, list) else [values]:
            lines.append(f"{name}: {value}")
    return "\n".join(lines) + "\n\n"


def qmail(uid, mail=None, **attributes):
    return entry(f"uid={uid}", ["account", "qmailUser"], uid=uid,
                 mail=mail or f"{uid}@example.org", **attributes)


def slappasswd(scheme, password, salt="$6$%.16s"):
    return subprocess.run(["/usr/sbin/slappasswd", "-h", scheme, "-c", salt, "-s", password],
                          capture_output=True, text=True, check=True).stdout.strip()


HASHES = {scheme.strip("{}").lower(): slappasswd(scheme, f"pass {scheme}")
          for scheme in ("{SSHA}", "{SHA}", "{SMD5}", "{MD5}")}
HASHES["sha512crypt"] = slappasswd("{CRYPT}", "pass {sha512crypt}")
HASHES["blowfish"] = slappasswd("{CRYPT}", "pass {blowfish}", "$2b$05$%.22s")
SCHEMES = {name: "pass {%s}" % (name if "crypt" in name or name == "blowfish" else name.upper())
           for name in HASHES}

QMAIL = "".join([
    qmail("full", userPassword="secret", cn="Full Name", qmailUID=2000, qmailGID=2001,
          homeDirectory="/srv/full", mailMessageStore="./Mail/", mailQuotaSize=10000000,
          mailQuotaCount=1000, mailSizeMax=500000, mailHost="node2.example.org",
          mailAlternateAddress=["Alternate@example.org", "second@example.net"],
          accountStatus="active").replace("objectClass: qmailUser",
                                          "objectClass: qmailUser\nobjectClass: extensibleObject"),
    qmail("plain", userPassword="secret"),
    qmail("noaccess", accountStatus="noaccess", userPassword="secret"),
    qmail("disabled", accountStatus="DISABLED", userPassword="secret"),
    qmail("deleted", accountStatus="deleted", qmailAccountPurge="1700000000"),
    qmail("odd", accountStatus="whatever"),
    qmail("home", homeDirectory="/srv/home/"),
    qmail("store", mailMessageStore="/srv/store/box/"),
    qmail("relative", mailMessageStore="group/relative/"),
    qmail("climbing", mailMessageStore="../../etc"),
    qmail("root", qmailUID=0, qmailGID=0),
    qmail("high", qmailUID=70000, qmailGID=65535),
    qmail("forward", mailForwardingAddress=["a@example.net", "b@example.net"]),
    qmail("modes", homeDirectory="/srv/modes", mailForwardingAddress="a@example.net",
          deliveryMode=["noLocal", "noprogram", "reply", "echo"], mailReplyText="I am away."),
    qmail("silent", homeDirectory="/srv/silent", mailReplyText="nobody reads this"),
    qmail("any", mailAlternateAddress="catchall@catch.example"),
    qmail("dash", mailAlternateAddress=["a-catchall@catch.example", "a-b-c-d-catchall@catch.example"]),
    qmail("twin1", mailAlternateAddress="twin@example.org"),
    qmail("twin2", mailAlternateAddress="twin@example.org"),
    qmail("triplet", mailAlternateAddress="twin@example.org"),
    qmail("several", userPassword=[HASHES["sha512crypt"], "{CRYPT}!", "clear text"]),
    qmail("binary").rstrip() + "\nuserPassword:: " + "AAECA/8=" + "\n\n",
    qmail("star\\2a").replace("uid: star\\2a", "uid: star*"), qmail("star1"), qmail("star2"),
    *(qmail(name, userPassword=value) for name, value in HASHES.items()),
])

COURIER = "".join([
    entry("cn=C", ["person", "CourierMailAccount"], cn="C", sn="C", mail="c@courier.example",
          homeDirectory="/srv/c", mailbox="./Box/", uidNumber=100001, gidNumber=100002,
          quota="5000000S,100C", userPassword="secret", clearPassword="apop secret",
          disableimap="1"),
    entry("cn=N", ["person", "CourierMailAccount"], cn="N", sn="N", mail="n@courier.example",
          homeDirectory="/srv/n", quota="NOQUOTA", disablepop3="0"),
    entry("cn=Q", ["person", "CourierMailAccount"], cn="Q", sn="Q", mail="q@courier.example",
          homeDirectory="/srv/q", quota="much"),
    entry("cn=P", ["person", "posixAccount"], cn="P Person", sn="P", uid="pp", uidNumber=1234,
          gidNumber=100, homeDirectory="/home/pp", userPassword="secret"),
])

VPOPMAIL = "".join(
    [entry(f"ou={d}", ["organizationalUnit"], ou=d) for d in ("a.example", "b.example")] +
    [entry("uid=taro,ou=a.example", ["qmailUser"], uid="taro", cn="Taro", sn="x",
           userPassword=slappasswd("{CRYPT}", "taro", "$5$%.16s").replace("CRYPT", "MD5"), clearPassword="clear",
           mailMessageStore="/home/vpopmail/domains/a.example/taro", qmailUID="1",
           qmailGID=str(0x02 | 0x10), mailQuota="2000000S"),
     entry("uid=taro,ou=b.example", ["qmailUser"], uid="taro", cn="Other", sn="x",
           mailMessageStore="/home/vpopmail/domains/b.example/taro", qmailGID=str(0x800 | 0x08),
           mailQuota="NOQUOTA"),
     entry("uid=bad,ou=b.example", ["qmailUser"], uid="bad", cn="Bad", sn="x",
           mailMessageStore="/home/vpopmail/domains/b.example/bad", mailQuota="much")])


@pytest.fixture(scope="module")
def slapd():
    s = Slapd(["qmail", "courier"], QMAIL + COURIER)
    yield s.start()
    s.remove()


@pytest.fixture
def probe():
    made = []

    def make(server, **options):
        made.append(Probe({"uri": server.uri, "base": "o=mail", "timeout": 30, **options}))
        return made[-1]

    yield make
    for p in made:
        p.close()


# ---- what an entry says ----

def test_a_full_entry(slapd, probe):
    a = probe(slapd).lookup("full@example.org")
    assert (a.user, a.home, a.mail) == ("full", "/srv/full", "/srv/full/./Mail")
    assert (a.uid, a.gid, a.name, a.state) == (2000, 2001, "Full Name", "active")
    assert (a.quota_bytes, a.quota_messages, a.message_bytes) == (10000000, 1000, 500000)
    assert a.host == "node2.example.org"


def test_account_states(slapd, probe):
    p = probe(slapd)
    states = {name: p.lookup(f"{name}@example.org").state
              for name in ("plain", "noaccess", "disabled", "deleted", "odd")}
    assert states == {"plain": "active", "noaccess": "noaccess", "disabled": "disabled",
                      "deleted": "deleted", "odd": "active"}
    assert p.lookup("deleted@example.org").purge == 1700000000


def test_places(slapd, probe):
    p = probe(slapd, store_prefix="/var/mail/", mail_home="/m/%d/%n", mail_dir="%h/Maildir")
    place = {name: (a.home, a.mail) for name in ("plain", "home", "store", "relative")
             for a in [p.lookup(f"{name}@example.org")]}
    assert place == {"plain": ("/m/plain", "/m/plain/Maildir"),
                     "home": ("/srv/home", "/srv/home/Maildir"),
                     "store": ("/srv/store/box",) * 2,
                     "relative": ("/var/mail/group/relative",) * 2}
    assert p.lookup("climbing@example.org").kind == "temp"
    bare = probe(slapd)
    assert bare.lookup("relative@example.org").kind == "temp"


def test_ids_outside_the_range_are_not_followed(slapd, probe):
    p = probe(slapd, default_uid=3000, default_gid=3001)
    ids = {name: (a.uid, a.gid) for name in ("root", "high", "plain")
           for a in [p.lookup(f"{name}@example.org")]}
    assert ids == {"root": (3000, 3001), "high": (3000, 65535), "plain": (3000, 3001)}
    assert probe(slapd).lookup("root@example.org").uid == 2**32 - 1


def test_forwards_and_replies(slapd, probe):
    p = probe(slapd)
    a = p.lookup("forward@example.org")
    assert (a.forward, a.delivery) == ("a@example.net,b@example.net", NO_LOCAL)
    a = p.lookup("modes@example.org")
    assert (a.delivery, a.reply) == (NO_LOCAL | NO_PROGRAM | REPLY, "I am away.")
    a = p.lookup("silent@example.org")
    assert (a.delivery, a.reply) == (0, "")


def test_every_attribute_has_another_name_if_one_likes(slapd, probe):
    p = probe(slapd, attr_user="mail", attr_home="none", attr_store="none", attr_uid="none",
              attr_quota_bytes="mailSizeMax", mail_home="/m/%d/%n")
    a = p.lookup("full@example.org")
    assert (a.user, a.home, a.uid) == ("full@example.org", "/m/example.org/full", 2**32 - 1)
    assert a.quota_bytes == 500000


# ---- who takes the mail ----

def test_alternate_addresses(slapd, probe):
    p = probe(slapd)
    for address in ("alternate@example.org", "ALTERNATE@EXAMPLE.ORG", "second@example.net"):
        assert p.lookup(address).user == "full"
    assert p.lookup("full", "lmtp").user == "full"
    assert p.lookup("nobody@example.org").kind == "notfound"


def test_a_login_is_the_uid(slapd, probe):
    p = probe(slapd)
    assert p.lookup("full", "imap").user == "full"
    assert p.lookup("full@example.org", "imap").kind == "notfound"
    both = probe(slapd, login_filter="(|(uid=%u)(mail=%u))")
    assert both.lookup("full@example.org", "imap").user == "full"


def test_catch_all_and_dash_extensions(slapd, probe):
    p = probe(slapd)
    taken = {name: p.lookup(f"{name}@catch.example").user
             for name in ("x", "x-y", "a", "a-x", "a-b-x", "a-b-c-d-x", "a-b-c-d-e-x")}
    assert taken == {"x": "any", "x-y": "any", "a": "any", "a-x": "dash", "a-b-x": "dash",
                     "a-b-c-d-x": "dash", "a-b-c-d-e-x": "dash"}
    assert p.lookup("x@catch.example", "imap").kind == "notfound"
    assert p.lookup("x@other.example").kind == "notfound"
    flat = probe(slapd, dash_levels=0)
    assert flat.lookup("a-x@catch.example").user == "any"
    off = probe(slapd, catch_all="none")
    assert off.lookup("x@catch.example").kind == "notfound"


def test_alias_domains(slapd, probe):
    p = probe(slapd, alias_domains="old.example=example.org, older.example=catch.example")
    assert p.lookup("full@old.example").user == "full"
    assert p.lookup("x@older.example").user == "any"
    assert p.lookup("full@other.example").kind == "notfound"


def test_two_entries_for_one_address_are_trouble(slapd, probe):
    a = probe(slapd).lookup("twin@example.org")
    assert a.kind == "temp" and "several entries" in a.line


@pytest.mark.parametrize("name", ["*", "sta*", "*)(uid=*", "full)(mail=*", "a)(|(uid=*))",
                                  "\\2a", "star\\", "*@*", "full@example.org)(uid=*", "%u", "%",
                                  "f'ull\"", "a" * 250, "フミ@example.org",
                                  ")" * 240])
def test_a_name_finds_only_itself(slapd, probe, name):
    p = probe(slapd)
    for service in ("lmtp", "imap"):
        a = p.lookup(name, service)
        assert a.kind == "notfound", a
    assert p.verify(name, "secret").kind == "notfound"


def test_a_star_in_a_uid_is_that_star(slapd, probe):
    assert probe(slapd).lookup("star*", "imap").user == "star*"
    assert probe(slapd).lookup("star\\2a", "imap").kind == "notfound"


def test_the_user_is_called_as_in_the_entry(slapd, probe):
    """slapd compares as RFC 4518 says: a trailing space, even a hard one, does
    not count. It must not make another mailbox."""
    p = probe(slapd)
    assert {p.lookup(name, "imap").user for name in ("full", "FULL", "full\u00a0")} == {"full"}


@pytest.mark.parametrize("name", ["a\tb", "a\nb", "a b", "a/b", "x" * 10000, "@d", "a@"])
def test_impossible_names_do_not_get_that_far(slapd, probe, name):
    assert probe(slapd).lookup(name).kind == "syntax"


# ---- passwords ----

@pytest.mark.parametrize("scheme", HASHES)
def test_bind_takes_what_slapd_takes(slapd, probe, scheme):
    p = probe(slapd)
    assert p.verify(scheme, SCHEMES[scheme]).user == scheme
    assert p.verify(scheme, SCHEMES[scheme] + "x").kind == "denied"
    assert p.verify(scheme, "").kind == "denied"


def test_an_empty_password_never_binds(slapd, probe):
    """RFC 4513 5.1.2: slapd would say yes, as an anonymous bind."""
    s = Slapd(["qmail"], qmail("plain", userPassword="secret"), "")
    conf = s.dir / "slapd.conf"
    conf.write_text("allow bind_anon_dn\n" + conf.read_text())
    try:
        s.start()
        done = subprocess.run(["ldapwhoami", "-x", "-H", s.uri, "-D", "uid=plain,o=mail", "-w", ""],
                              capture_output=True, text=True)
        assert done.returncode == 0 and "anonymous" in done.stdout, done
        p = probe(s)
        assert p.verify("plain", "").kind == "denied"
        assert p.verify("plain", "secret").kind == "ok"
    finally:
        s.remove()


def test_the_search_connection_stays_who_it_is(slapd, probe):
    """Only the reader may read userPassword: with check = "compare" it still
    can after somebody else's bind."""
    p = probe(slapd, **READER)
    for _ in range(3):
        assert p.verify("plain", "secret").kind == "ok"
        assert p.verify("plain", "wrong").kind == "denied"
        assert p.lookup("full@example.org").user == "full"


def test_compare_tries_all_values(slapd, probe):
    p = probe(slapd, check="compare", default_scheme="PLAIN", **READER)
    assert p.verify("several", "pass {sha512crypt}").user == "several"
    assert p.verify("several", "clear text").user == "several"
    for wrong in ("", "!", "{CRYPT}!", "pass", "clear text ", HASHES["sha512crypt"]):
        assert p.verify("several", wrong).kind == "denied", wrong
    assert p.verify("plain", "secret").kind == "ok"
    assert p.lookup("plain", "imap").password == "{PLAIN}secret"
    assert p.verify("binary", "\x00\x01").kind != "ok"


@pytest.mark.parametrize("scheme", HASHES)
def test_compare_judges_stored_hashes(slapd, probe, scheme):
    p = probe(slapd, check="compare", **READER)
    assert p.verify(scheme, SCHEMES[scheme]).user == scheme
    assert p.verify(scheme, SCHEMES[scheme] + "x").kind == "denied"


def test_a_password_that_nobody_can_judge_is_left_to_the_caller(slapd, probe):
    p = probe(slapd, check="compare", default_scheme="NO-SUCH-SCHEME", **READER)
    assert p.verify("plain", "secret").kind == "state"
    assert p.lookup("plain", "imap").password == "{NO-SUCH-SCHEME}secret"


def test_without_the_right_to_read_nobody_is_let_in(slapd, probe):
    p = probe(slapd, check="compare")
    assert p.verify("plain", "secret").kind == "denied"


# ---- the other vocabularies ----

def test_courier(slapd, probe):
    p = probe(slapd, preset="courier", **READER)
    a = p.lookup("c@courier.example")
    assert (a.user, a.home, a.mail) == ("c@courier.example", "/srv/c", "/srv/c/./Box")
    assert (a.uid, a.gid, a.name) == (100001, 100002, "C")
    assert (a.quota_bytes, a.quota_messages, a.closed) == (5000000, 100, IMAP)
    assert a.password == "{PLAIN}apop secret"
    a = p.lookup("n@courier.example")
    assert (a.quota_bytes, a.closed, a.mail) == (0, 0, "/srv/n/Maildir")
    assert p.lookup("q@courier.example").kind == "temp"
    assert p.verify("c@courier.example", "secret").kind == "ok"


def test_posix(slapd, probe):
    p = probe(slapd, preset="posix")
    a = p.verify("pp", "secret")
    assert (a.user, a.home, a.uid, a.gid) == ("pp", "/home/pp", 1234, 100)
    assert p.lookup("pp").user == "pp"
    assert a.name == ""  # it has two, and nobody knows which


@pytest.fixture(scope="module")
def vpopmail():
    s = Slapd(["vpopmail"], VPOPMAIL)
    yield s.start()
    s.remove()


def test_vpopmail(vpopmail, probe):
    p = probe(vpopmail, preset="vpopmail", base="ou=%d,o=mail", check="compare", **READER)
    a = p.lookup("taro@a.example")
    assert (a.user, a.home) == ("taro@a.example", "/home/vpopmail/domains/a.example/taro")
    assert a.mail == a.home + "/Maildir"
    assert (a.quota_bytes, a.closed, a.password) == (2000000, POP3 | LMTP, "{PLAIN}clear")
    a = p.lookup("taro@b.example")
    assert (a.name, a.quota_bytes, a.closed) == ("Other", 0, SMTP | IMAP)
    assert p.verify("taro@a.example", "taro").kind == "ok"
    assert p.verify("taro@a.example", "wrong").kind == "denied"
    assert p.lookup("bad@b.example").kind == "temp"
    for name in ("taro@c.example", "taro", "taro@a.example,ou=b.example", "taro@b.example+"):
        assert p.lookup(name).kind == "notfound", name
    assert p.users() == ["taro@a.example", "taro@b.example"]  # "bad" is no use


# ---- all users ----

def test_the_list_comes_in_pages_and_in_order(probe):
    many = [f"user{i:04}" for i in range(1203)]
    s = Slapd(["qmail"], "".join(map(qmail, many)), "sizelimit size.pr=1000 size.prtotal=unlimited\n")
    try:
        s.start()
        p = probe(s)
        assert p.users() == many
        assert probe(s, list_max=1202).ask("next", "").kind == "temp"
        bound = probe(s, **READER)
        assert bound.ask("next", "user0600").user == "user0601"
    finally:
        s.remove()


# ---- the way there ----

def test_ldaps_and_starttls_check_the_certificate(slapd, probe):
    ca = slapd.dir / "ca.pem"
    assert probe(slapd, uri=slapd.tls_uri, tls_ca=ca).lookup("full").user == "full"
    assert probe(slapd, starttls=True, tls_ca=ca).verify("plain", "secret").kind == "ok"
    for more in ({"uri": slapd.tls_uri}, {"starttls": True}):
        a = probe(slapd, tls_ca="/etc/ssl/certs/ca-certificates.crt"
                  if more is None else slapd.dir / "server.csr", **more).lookup("full")
        assert a.kind == "temp", a
    other = slapd.uri.replace("127.0.0.1", "127.0.0.2")
    assert probe(slapd, uri=other, starttls=True, tls_ca=ca).lookup("full").kind == "temp"


def test_starttls_is_not_done_without(probe):
    s = Slapd(["qmail"], qmail("plain"), tls=False)
    try:
        s.start()
        assert probe(s).lookup("plain").user == "plain"
        a = probe(s, starttls=True, tls_ca=s.dir / "ca.pem").lookup("plain")
        assert a.kind == "temp", a
    finally:
        s.remove()


def test_our_own_certificate(probe):
    s = Slapd(["qmail"], qmail("plain", userPassword="secret"))
    conf = s.dir / "slapd.conf"
    conf.write_text("TLSVerifyClient demand\n" + conf.read_text())
    try:
        s.start()
        tls = {"uri": s.tls_uri, "tls_ca": s.dir / "ca.pem"}
        ours = probe(s, tls_cert=s.dir / "server.pem", tls_key=s.dir / "server.key", **tls)
        assert ours.verify("plain", "secret").kind == "ok"
        assert probe(s, **tls).verify("plain", "secret").kind == "temp"
    finally:
        s.remove()


def test_ldapi(slapd, probe):
    assert probe(slapd, uri=slapd.socket_uri).verify("plain", "secret").kind == "ok"


def test_the_password_may_lie_in_a_file(slapd, probe, tmp_path):
    path = tmp_path / "password"
    path.write_text("reader's secret\n")
    p = probe(slapd, check="compare", bind_dn=READER["bind_dn"], bind_password_file=path,
              default_scheme="PLAIN")
    assert p.verify("plain", "secret").kind == "ok"


def test_the_next_server_answers_when_one_does_not(slapd, probe):
    dead = "ldap://127.0.0.1:1"
    p = probe(slapd, uri=f"{dead} {slapd.uri} {dead}")
    assert p.verify("plain", "secret").kind == "ok"
    assert p.lookup("full").user == "full"


@pytest.mark.parametrize("options, says", [
    ({"uri": ""}, "needs uri"), ({"uri": "http://x"}, "not an LDAP URI"),
    ({"preset": "exchange"}, "no such preset"), ({"check": "guess"}, "unknown check"),
    ({"scope": "all"}, "unknown scope"), ({"login_filter": "(uid=%x)"}, "unknown %"),
    ({"uri": "ldaps://x", "starttls": True}, "not ldaps"),
    ({"bind_dn": "cn=x"}, "needs a password"), ({"alias_domains": "x"}, "alias=real"),
    ({"bind_dn": "cn=x", "bind_password_file": "/no/such"}, "can't read")])
def test_a_section_that_cannot_work_is_refused(options, says):
    p = Probe({"uri": "ldap://127.0.0.1", "base": "o=mail", **options})
    log = p.close(78)
    assert re.search(r"fumikura.conf:\d+: ", log) and says in log, log


# ---- trouble ----

def test_our_own_wrong_password_is_trouble(slapd, probe):
    p = probe(slapd, bind_dn="cn=reader,o=mail", bind_password="wrong")
    for a in (p.lookup("full"), p.lookup("nobody@example.org"), p.verify("plain", "wrong")):
        assert a.kind == "temp", a


def test_a_base_that_is_not_there_is_trouble(slapd, probe):
    assert probe(slapd, base="o=elsewhere").lookup("full").kind == "temp"
    assert probe(slapd, base="ou=gone,o=mail").lookup("full").kind == "temp"
    assert probe(slapd, base="ou=%d,o=mail").lookup("full@gone.example").kind == "notfound"
    assert probe(slapd, base="ou=%d,o=elsewhere").lookup("full@gone.example").kind == "temp"


def test_a_referral_is_trouble(probe):
    s = Slapd(["qmail"], qmail("plain") + entry("ou=far", ["referral", "extensibleObject"], ou="far",
                                                ref="ldap://127.0.0.1:1/ou=far,o=mail"))
    try:
        s.start()
        p = probe(s)
        assert p.lookup("plain@example.org").user == "plain"
        a = p.lookup("nobody@example.org")
        assert a.kind == "temp" and "referral" in a.line
        a = p.ask("next", "")
        assert a.kind == "temp" and "referral" in a.line
    finally:
        s.remove()


def test_a_wrong_filter_is_trouble(slapd, probe):
    assert probe(slapd, delivery_filter="(mail=%u", catch_all="none").lookup("full").kind == "temp"


def test_a_server_that_hangs_is_given_up_in_time(slapd, probe):
    p = probe(slapd, timeout=1, connect_timeout=1)
    end = time.monotonic() + 60
    while p.verify("plain", "secret").kind != "ok":  # a busy machine is slow, too
        assert time.monotonic() < end
    slapd.pause()
    try:
        answers = [p.lookup("full"), p.verify("plain", "secret"), p.verify("plain", "wrong"),
                   p.lookup("nobody@example.org")]
    finally:
        slapd.resume()
    assert [a.kind for a in answers] == ["temp"] * 4, answers
    patient = probe(slapd)
    assert patient.verify("plain", "secret").kind == "ok"


def test_a_hanging_server_leaves_the_other_one(slapd, probe):
    other = Slapd(["qmail"], qmail("plain", userPassword="secret"))
    try:
        other.start()
        other.pause()
        p = probe(slapd, uri=f"{other.uri} {slapd.uri}", connect_timeout=5, timeout=60)
        assert p.lookup("plain").user == "plain"
        assert p.verify("plain", "secret").user == "plain"
    finally:
        other.remove()


def test_slapd_dies_and_comes_back_under_load(probe):
    """Logins fail for a while, then work; no right password is ever wrong, no
    wrong one right, no user unknown."""
    s = Slapd(["qmail"], "".join(qmail(f"user{i}", userPassword=f"secret {i}") for i in range(4)))
    stop = threading.Event()
    seen = [[] for _ in range(4)]

    def load(i, p):
        while not stop.is_set():
            seen[i].append((p.verify(f"user{i}", f"secret {i}").kind,
                            p.verify(f"user{i}", "wrong").kind,
                            p.lookup(f"user{i}@example.org").kind))

    def wait_for(kinds):
        """Until each worker has seen it once more."""
        marks = [len(x) for x in seen]
        while not all(kinds in x[mark:] for x, mark in zip(seen, marks)):
            assert all(t.is_alive() for t in threads)
            stop.wait(0.01)

    good, bad = ("ok", "denied", "ok"), ("temp", "temp", "temp")
    threads = []
    try:
        s.start()
        threads = [threading.Thread(target=load, args=(i, probe(s, uri=s.socket_uri))) for i in range(4)]
        for t in threads:
            t.start()
        for _ in range(3):
            wait_for(good)
            s.kill()
            wait_for(bad)
            s.start()
        wait_for(good)
    finally:
        stop.set()
        for t in threads:
            t.join(60)
        s.remove()
    for answers in seen:
        for right, wrong, found in answers:
            assert right in ("ok", "temp") and wrong in ("denied", "temp") and found in ("ok", "temp")


# ---- a whole server ----

def test_apop_has_an_attribute_of_its_own(new_server):
    """Readable for the reader alone, as passwords are."""
    s = Slapd(["qmail"], "".join([
        qmail("alice", userPassword="secret", description="tanstaaf"),
        qmail("bob", userPassword="secret"),
        qmail("carol", userPassword="secret", description="{PLAIN.B64}" + "dGFuc3RhYWY=")
    ]).replace("objectClass: qmailUser", "objectClass: qmailUser\nobjectClass: extensibleObject"))
    try:
        s.start()
        server = new_server(APOP + section("staff", "ldap", uri=s.socket_uri, base="o=mail",
                                           attr_apop_secret="description", connect_timeout=30,
                                           timeout=60, **READER), users=())
        assert [apop(server, user, "tanstaaf") for user in ("alice", "bob", "carol")] == \
            ["OK", "AUTH", "OK"]
        assert [apop(server, user, "secret") for user in ("alice", "bob")] == ["AUTH", "AUTH"]
        server.imap("alice", "secret").logout()
        assert "AUTHENTICATIONFAILED" in refusal(server, "alice", "tanstaaf")
    finally:
        s.remove()


def refusal(server, user, password):
    with pytest.raises(imaplib.IMAP4.error) as caught:
        server.imap(user, password)
    return str(caught.value)


def home(server, user):
    return server.dir / "mail" / user / "Maildir/new"


def test_a_server_with_its_users_in_ldap(new_server):
    s = Slapd(["qmail"], "".join([
        qmail("alice", userPassword="secret", mailAlternateAddress="ally@example.org",
              mailSizeMax=2000),
        qmail("any", userPassword="secret", mailAlternateAddress="catchall@example.org"),
        *(qmail(state, userPassword="secret", accountStatus=state)
          for state in ("noaccess", "disabled", "deleted"))]))
    try:
        s.start()
        server = new_server(f'accounts "staff" {{\n type = "ldap"\n uri = "{s.socket_uri}"\n'
                            ' base = "o=mail"\n connect_timeout = 30\n timeout = 60\n}\n', users=())
        codes = {name: (done.returncode, done.stdout[:6])
                 for name in ("ally", "unknown", "noaccess", "disabled", "deleted")
                 for done in [server.deliver(f"{name}@example.org", mail())]}
        assert codes == {"ally": (0, b""), "unknown": (0, b""), "noaccess": (0, b""),
                         "disabled": (77, b"5.2.1 "), "deleted": (67, b"5.1.1 ")}
        assert server.deliver("x@other.example", mail()).returncode == 67
        big = server.deliver("alice@example.org", mail("big", "line\n" * 1000))
        assert (big.returncode, big.stdout[:6]) == (77, b"5.2.3 "), big
        for user in ("alice", "any"):
            client = server.imap(user, "secret")
            assert client.select("INBOX") == ("OK", [b"1"])
            client.logout()
        # user+detail is the user's before anybody catches it
        for name, user in (("alice+x", "alice"), ("ally+x+y", "alice"), ("unknown+x", "any")):
            before = len(list(home(server, user).iterdir()))
            assert server.deliver(f"{name}@example.org", mail()).returncode == 0
            assert len(list(home(server, user).iterdir())) == before + 1, name
        for user in ("noaccess", "disabled", "deleted"):
            assert "UNAVAILABLE" not in refusal(server, user, "secret")
        assert "AUTHENTICATIONFAILED" in refusal(server, "alice", "wrong")
        try_names(server, "alice", "secret", everybody=True)
        s.kill()
        for password in ("secret", "wrong"):
            assert "UNAVAILABLE" in refusal(server, "alice", password)
        assert server.deliver("ally@example.org", mail()).returncode == 75
        s.start()
        server.imap("alice", "secret").logout()
        assert "AUTHENTICATIONFAILED" in refusal(server, "alice", "wrong")
        assert server.deliver("ally@example.org", mail()).returncode == 0
    finally:
        s.remove()
