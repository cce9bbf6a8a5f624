# SPDX-License-Identifier: MIT
"""sieve_engine = libsieve, for mail that comes by LMTP."""
import pytest
from conftest import BUILD, PASSWORD, mail
from lmtp_client import Lmtp
from sieve_client import SieveClient
from test_sieve_delivery import ALICE, Site

pytestmark = pytest.mark.skipif(not (BUILD / "fumikura-libsieve").exists(), reason="needs ./configure --with-libsieve")


def send(lmtp, subject):
    assert lmtp.begin(ALICE)[0].startswith("250 ")
    replies = lmtp.data(mail(subject))
    assert [reply[:4] for reply in replies] == ["250 "], replies


def test_mail_goes_where_libsieve_says(new_server):
    site = Site(new_server, "sieve_engine = libsieve\nsieve_max_cpu_time = 10\n")
    imap, sieve = site.server.imap(ALICE), SieveClient(site.server.managesieve_port).login(ALICE, PASSWORD)
    lmtp = Lmtp(site.server)
    imap.create("Work")
    assert sieve.put("main", 'require "fileinto";\n'
                     'if header :contains "Subject" "work" { fileinto "Work"; }\n'
                     'elsif header "Subject" "gone" { discard; }\n').ok
    assert sieve.command('SETACTIVE "main"').ok
    for subject in ("some work", "gone", "else"):
        send(lmtp, subject)
    assert site.subjects() == ["else"]
    assert site.subjects(folder=".Work") == ["some work"]
    # What it would do wrong: neither stored nor, where it lies there, run.
    refused = 'keep;\nif header :matches "Subject" "?" { discard; }\n'
    answer = sieve.put("main", refused)
    assert not answer.ok and b"2: " in answer.last, answer
    site.script(refused)
    send(lmtp, "a")
    assert site.subjects() == ["else", "a"]
    assert "main: line 2: " in site.user_log()
    # It runs out of time, for that message only.
    site.script('if header :matches "Subject" "*a*b" { discard; }\n')
    send(lmtp, "a" * 400000)
    assert len(site.subjects()) == 3
    assert "libsieve takes too much CPU time" in site.user_log()
    send(lmtp, "gone: a, b")
    assert len(site.subjects()) == 3
    imap.logout()
    sieve.close()
