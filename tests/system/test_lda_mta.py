# SPDX-License-Identifier: MIT
"""fumikura-lda as a transport of real MTAs, with the lines of doc/admin/lda.md."""
import os
import pwd
import re
import shutil
import subprocess

import pytest
from conftest import BUILD, PASSWORD, mail
from exim import Exim
from postfix import Postfix, new_home
from smtp_auth import guide_lines

ALICE, OFF, SMALL = "alice@example.org", "off@example.org", "small@example.org"
NOBODY, LOCAL = "nobody@example.org", "fumikura-test"
BIG = mail("big", "x" * 70 + "\n" + ("y" * 70 + "\n") * 800)
REFUSED = {NOBODY: "5.1.1", OFF: "5.2.1", SMALL: "5.2.2"}


def exists(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


pytestmark = [pytest.mark.skipif(os.getuid() != 0, reason="MTAs need root"),
              pytest.mark.skipif(not exists(LOCAL), reason=f"needs the user {LOCAL}")]


@pytest.fixture(scope="module")
def shop(server):
    server.add_user(OFF)
    server.run("user", "disable", OFF)
    server.add_user(SMALL, PASSWORD, "--quota", "20K")
    server.add_user(f"{LOCAL}@example.org")
    # The build folder may be closed to others.
    shutil.copy(BUILD / "fumikura-lda", server.dir / "fumikura-lda")
    return server


def guide(server, file, title):
    return guide_lines("lda.md", file, title).replace(
        "/usr/local/bin/fumikura-lda", f"{server.dir}/fumikura-lda --dir {server.dir}")


def subjects(server, user):
    root = server.maildir(user)
    return [re.search(r"^Subject: (.*)$", p.read_text(), re.M).group(1)
            for d in ("new", "cur") for p in (root / d).glob("*")]


@pytest.fixture(scope="module")
def postfix(shop):
    home = new_home()
    master = guide(shop, "master.cf", "Postfix")
    main = (guide(shop, "main.cf", "Postfix") + "transport_maps =\n"
            "mydestination = local.example.org\n" +
            guide(shop, "main.cf, for local users", "Postfix"))
    p = Postfix(shop, main, home, services=master)
    yield p
    p.remove()


def status(postfix, recipient):
    found = re.findall(rf"to=<{recipient}>.*dsn=([\d.]+), status=(\w+)", postfix.log_text())
    return found[-1] if found else None


def test_postfix_hears_what_became_of_it(shop, postfix):
    postfix.send("s@example.net", [ALICE], mail("by pipe"))
    for user in REFUSED:
        postfix.send("s@example.net", [user], BIG)
    postfix.send("", [ALICE], mail("a bounce"))
    postfix.wait_empty()
    assert status(postfix, ALICE) == ("2.0.0", "sent")
    for user, code in REFUSED.items():
        assert status(postfix, user) == (code, "bounced")
    assert {"by pipe", "a bounce"} <= set(subjects(shop, ALICE))
    tops = [p.read_text().split("\n")[0] for p in (shop.maildir(ALICE) / "new").glob("*")]
    assert sorted(tops)[-2:] == ["Return-Path: <>", "Return-Path: <s@example.net>"]


def test_postfix_delivers_for_users_of_the_system(shop, postfix):
    postfix.send("s@example.net", [f"{LOCAL}@local.example.org"], mail("by local"))
    postfix.wait_empty()
    assert status(postfix, f"{LOCAL}@local.example.org") == ("2.0.0", "sent")
    stored = [p.read_text() for p in (shop.maildir(f"{LOCAL}@example.org") / "new").glob("*")]
    assert len(stored) == 1
    assert stored[0].startswith("Return-Path: <s@example.net>\n")
    assert stored[0].count("\nDelivered-To: ") == stored[0].count("Return-Path: ") == 1


@pytest.fixture(scope="module")
def exim(shop):
    e = Exim(shop, "", "  accept\n", "\nbegin routers\n" +
             guide(shop, "exim4.conf, in the routers", "Exim") + "\nbegin transports\n" +
             guide(shop, "exim4.conf, in the transports", "Exim") +
             "\nbegin retry\n* * F,1h,1s\n")
    yield e
    e.remove()


def test_exim_hears_what_became_of_it(shop, exim):
    for user in (ALICE, *REFUSED):
        exim.send("s@example.net", [user], BIG.replace("big", "by Exim"))
    exim.send("", [ALICE], mail("a bounce by Exim"))
    exim.run_queue()
    log = exim.log_text()
    for user, code in REFUSED.items():
        assert re.search(rf"\*\* {user} .*T=fumikura_lda", log), log
        assert f"output: {code} " in log.split(f"** {user}")[0].split("\n")[-2], log
    assert len(re.findall(rf"=> .*<{ALICE}> .*T=fumikura_lda", log)) == 2, log
    assert {"by Exim", "a bounce by Exim"} <= set(subjects(shop, ALICE))


def test_exim_keeps_it_while_the_server_is_away(shop, exim):
    shop.stop()
    try:
        exim.send("s@example.net", [ALICE], mail("deferred by Exim"))
        exim.run_queue()
        assert re.search(rf"== {ALICE} .*T=fumikura_lda defer", exim.log_text()), exim.log_text()
    finally:
        shop.start()
    exim.run_queue()
    assert "deferred by Exim" in subjects(shop, ALICE)
