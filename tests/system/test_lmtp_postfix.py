# SPDX-License-Identifier: MIT
"""A real Postfix that delivers over TCP and TLS and tells for whom."""
import os
import re
import time

import pytest

from conftest import Server, free_port, mail
from lmtp_client import newest
from postfix import Postfix

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
ALICE, CAROL = "alice@example.org", "carol@example.org"


@pytest.fixture(scope="module")
def shop():
    server = Server()
    port = free_port()
    server.configure(f'lmtp_listen = "127.0.0.1:{port}"\nlmtp_xclient_networks = "127.0.0.1"\n')
    for user in (ALICE, CAROL):
        server.add_user(user)
    server.start()
    postfix = Postfix(server, f"virtual_transport = lmtp:inet:127.0.0.1:{port}\n"
                      "lmtp_tls_security_level = encrypt\nlmtp_send_xforward_command = yes\n"
                      "lmtp_tls_loglevel = 1\n")
    yield server, postfix
    postfix.remove()
    server.remove()


def test_two_recipients_over_tls_in_one_transaction(shop):
    server, postfix = shop
    postfix.send("sender@example.net", [ALICE, CAROL], mail("over inet"))
    postfix.wait_empty()
    one, two = (re.search(r" with LMTPS id (\S+)", newest(server, user)).group(1) for user in (ALICE, CAROL))
    assert one == two
    queue = re.search(r"\n\tby \S+ \(Postfix\) with E?SMTP id (\w+)", newest(server, ALICE)).group(1)
    lines = [line for line in server.log_text().splitlines() if f'queue="{queue}"' in line]
    assert len(lines) == 2
    for line in lines:
        assert "outcome=stored" in line and 'client="127.0.0.1"' in line


def test_who_is_unknown_bounces_at_once(shop):
    server, postfix = shop
    postfix.send("", ["nobody@example.org", ALICE], mail(f"half {time.time_ns()}"))
    postfix.wait_empty()
    assert "status=bounced" in postfix.log_text() and "550 5.1.1" in postfix.log_text()
    assert "Subject: half" in newest(server, ALICE)
