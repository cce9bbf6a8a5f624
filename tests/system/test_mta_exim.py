# SPDX-License-Identifier: MIT
"""A real Exim with the lines of doc/admin/exim.md, driven by smtplib, swaks and
GNU SASL."""
import os
import re
import smtplib
import ssl
import time

import pytest
from conftest import PASSWORD, Server, mail
from exim import Exim
from lmtp_client import files, newest
from smtp_auth import gsasl, guide_lines, offered, swaks
from test_mta import away

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="Exim needs root")
ALICE, OFF = "alice@example.org", "off@example.org"
CRAM = "cram@example.org"  # stored as {CRAM-MD5}
CLEAR, SECRET = ("PLAIN", "LOGIN"), ("CRAM-MD5", "SCRAM-SHA-256")
LOGINS, MORE = "Logins for senders (SMTP AUTH)", "Mechanisms without a password in the clear"
BEHIND = 'exim4.conf, behind "begin authenticators"'


def lines_of(file, *titles):
    return guide_lines("exim.md", file, *titles)


@pytest.fixture(scope="module")
def shop():
    """A server whose accounts serve every mechanism, and that Exim."""
    server = Server()
    settings = lines_of("fumikura.conf", "Delivery", LOGINS, MORE)
    server.configure(settings + 'password_scheme = "CRAM-MD5"\n')
    server.add_user(CRAM)
    server.configure(settings + 'password_scheme = "PLAIN"\n')
    server.add_user(ALICE)
    server.add_user(OFF)
    server.run("user", "disable", OFF)
    server.start()
    exim = None
    try:
        exim = Exim(server, lines_of(BEHIND, LOGINS, MORE).replace(
            "/run/fumikura/", f"{server.dir}/run/"),
            lines_of("exim4.conf, in the ACL of RCPT", LOGINS),
            "\nbegin routers\n" + lines_of("exim4.conf, in the routers", "Delivery") +
            "\nbegin transports\n" + lines_of("exim4.conf, in the transports", "Delivery").replace(
                "/run/fumikura/", f"{server.dir}/run/") + "\nbegin retry\n* * F,1h,1s\n")
        yield server, exim
    finally:
        if exim:
            exim.remove()
        server.remove()


def under_tls(server, exim):
    context = ssl.create_default_context(cafile=server.dir / "etc/tls/cert.pem")
    context.check_hostname = False
    smtp = smtplib.SMTP("127.0.0.1", exim.port, timeout=60)
    smtp.starttls(context=context)
    smtp.ehlo()
    return smtp


def log_in(server, exim, mechanism, user, password, at_once=True):
    """The reply to AUTH under TLS; at_once with an initial response."""
    with under_tls(server, exim) as smtp:
        smtp.user, smtp.password = user, password
        method = getattr(smtp, "auth_" + mechanism.lower())
        try:
            return smtp.auth(mechanism, method, initial_response_ok=at_once)[0]
        except smtplib.SMTPAuthenticationError as error:
            return error.smtp_code


def test_passwords_are_asked_for_under_tls_only(shop):
    server, exim = shop
    assert set(offered(exim)) == set(SECRET)
    with under_tls(server, exim) as smtp:
        assert set(smtp.esmtp_features["auth"].split()) == {*CLEAR, *SECRET}
    assert swaks(exim, "CRAM-MD5", ALICE, PASSWORD) == 235
    with smtplib.SMTP("127.0.0.1", exim.port, timeout=60) as smtp:
        smtp.ehlo()
        assert smtp.docmd("AUTH", "PLAIN")[0] in range(500, 600)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("mechanism", CLEAR)
def test_passwords_open_or_not(shop, mechanism, at_once):
    server, exim = shop
    for user, password, code in [(ALICE, PASSWORD, 235), (CRAM, PASSWORD, 235),
                                 (ALICE, "wrong", 535), (OFF, PASSWORD, 535),
                                 ("nobody@example.org", PASSWORD, 535)]:
        assert log_in(server, exim, mechanism, user, password, at_once) == code, user


def test_swaks_logs_in_by_cram_md5(shop):
    server, exim = shop
    for user, password, code in [(ALICE, PASSWORD, 235), (CRAM, PASSWORD, 235),
                                 (ALICE, "wrong", 535), (CRAM, "wrong", 535),
                                 (OFF, PASSWORD, 535), ("nobody@example.org", PASSWORD, 535)]:
        assert swaks(exim, "CRAM-MD5", user, password) == code, user


@pytest.mark.parametrize("mechanism", SECRET)
def test_gnu_sasl_logs_in(shop, mechanism):
    server, exim = shop
    good, said = gsasl(exim, mechanism, ALICE, PASSWORD)
    assert good and "\n235 " in said, said
    for user, password in [(ALICE, "wrong"), (OFF, PASSWORD), ("nobody@example.org", PASSWORD)]:
        good, said = gsasl(exim, mechanism, user, password)
        assert not good and "\n535 " in said, said


def test_a_source_that_is_away_gives_435_and_then_235(shop):
    server, exim = shop
    with away(server):
        for mechanism in CLEAR:
            assert log_in(server, exim, mechanism, ALICE, PASSWORD) == 435, mechanism
        assert swaks(exim, "CRAM-MD5", ALICE, PASSWORD) == 435
        good, said = gsasl(exim, "SCRAM-SHA-256", ALICE, PASSWORD)
        assert not good and "\n435 " in said, said
    assert log_in(server, exim, "PLAIN", ALICE, PASSWORD) == 235


def test_an_auth_that_does_not_run_gives_435_and_then_235(shop):
    server, exim = shop
    server.stop()
    assert log_in(server, exim, "PLAIN", ALICE, PASSWORD) == 435
    server.start()
    assert log_in(server, exim, "PLAIN", ALICE, PASSWORD) == 235


def test_a_closed_socket_gives_435(shop):
    server, exim = shop
    path = server.dir / "run/auth"
    mode = path.stat().st_mode & 0o777
    path.chmod(0o600)
    assert log_in(server, exim, "PLAIN", ALICE, PASSWORD) == 435
    path.chmod(mode)
    assert log_in(server, exim, "PLAIN", ALICE, PASSWORD) == 235


def test_a_mechanism_that_auth_does_not_know_gives_435(shop):
    server, _ = shop
    exim = Exim(server, lines_of(BEHIND, MORE).replace(
        "/run/fumikura/", f"{server.dir}/run/").replace("CRAM-MD5", "DIGEST-MD5"))
    try:
        assert "DIGEST-MD5" in offered(exim)
        with smtplib.SMTP("127.0.0.1", exim.port, timeout=60) as smtp:
            smtp.ehlo()
            assert smtp.docmd("AUTH", "DIGEST-MD5")[0] == 435
    finally:
        exim.remove()


def test_who_has_logged_in_may_relay_and_the_log_says_who(shop):
    server, exim = shop
    friend = "friend@example.com"
    with under_tls(server, exim) as smtp:
        smtp.mail("alice@example.org")
        assert smtp.rcpt(friend)[0] == 550
        assert smtp.rcpt(ALICE)[0] == 250
    with under_tls(server, exim) as smtp:
        smtp.user, smtp.password = "Alice@Example.ORG", PASSWORD
        assert smtp.auth("PLAIN", smtp.auth_plain)[0] == 235
        assert smtp.sendmail(ALICE, [friend], mail()) == {}
    end = time.monotonic() + 60
    while f" A=fumikura_plain:{ALICE} " not in exim.log_text():
        assert time.monotonic() < end, exim.log_text()
        time.sleep(0.1)


def test_exim_delivers_over_lmtp(shop):
    server, exim = shop
    before = [len(files(server, user)) for user in (ALICE, CRAM)]
    exim.send("s@example.net", [ALICE, CRAM, OFF, "nobody@example.org"], mail("by Exim"))
    exim.run_queue()
    log = exim.log_text()
    for user in (ALICE, CRAM):
        assert re.search(rf"[=-]> \S+ <{user}> .*T=fumikura_lmtp", log), log
    for user, code in [(OFF, "5.2.1"), ("nobody@example.org", "5.1.1")]:
        assert re.search(rf"\*\* {user} .*T=fumikura_lmtp: .*: 550 {code} ", log), log
    assert [len(files(server, user)) for user in (ALICE, CRAM)] == [n + 1 for n in before]
    one, two = (re.search(r" with LMTP id (\S+)", newest(server, user)).group(1) for user in (ALICE, CRAM))
    assert one == two  # in one transaction
    text = newest(server, ALICE)
    assert text.startswith("Return-Path: <s@example.net>\n") and text.count("Return-Path:") == 1


def test_exim_keeps_it_while_lmtp_is_away(shop):
    server, exim = shop
    server.stop()
    exim.send("s@example.net", [ALICE], mail("deferred by Exim"))
    exim.run_queue()
    assert re.search(rf"== {ALICE} .*T=fumikura_lmtp defer", exim.log_text()), exim.log_text()
    server.start()
    exim.run_queue()
    assert any("Subject: deferred by Exim" in path.read_text() for path in files(server, ALICE))
