# SPDX-License-Identifier: MIT
"""Access lists of Dovecot's acl plugin (vfile) and ours, one after the other on the same tree."""
import os
import re

import pytest
from dovecot import Dovecot
from sight import own

USER, READER = "alice@example.org", "bob@example.org"
MORE = """
mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
"""

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Dovecot instance needs root")


def rights(client, name):
    """{identifier: letters} of RFC 4314, without those that it calls virtual."""
    kind, data = client.getacl(name)
    assert kind == "OK", data
    words = [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', data[0].decode())][1:]
    found = dict(zip(words[::2], ("".join(sorted(set(w) - set("cd"))) for w in words[1::2])))
    # Dovecot tells the owner by name, as it is not in the file.
    return {who: what for who, what in found.items() if who not in ("owner", USER)}


def change(client, name, *pairs):
    for who, what in pairs:
        assert client.setacl(name, who, what)[0] == "OK", (who, what)


def test_both_ways(new_server):
    server = new_server(users=(USER, READER))
    ours = server.imap(USER)
    ours.create("Work")
    change(ours, "Work", (READER, "lrswte"), ("$staff", "lr"), ("-$staff", "r"), ("carol@example.org", "lra"))
    told = rights(ours, "Work")
    assert len(told) == 4, told
    ours.logout()
    server.stop()
    own(server.dir / "mail")
    dovecot = Dovecot(server.dir / "mail", more=MORE)
    try:
        theirs = dovecot.imap(USER)
        assert rights(theirs, "Work") == told
        change(theirs, "Work", (READER, "+i"), ("$staff", "lrs"), ("dave@example.org", "lrk"))
        assert theirs.deleteacl("Work", "carol@example.org")[0] == "OK"
        told = rights(theirs, "Work")
        assert told[READER] == "eilrstw" and told["dave@example.org"] == "klr", told
        theirs.logout()
    finally:
        dovecot.remove()
    assert "carol" not in (server.maildir(USER) / ".Work" / "dovecot-acl").read_text()
    server.start()
    assert rights(server.imap(USER), "Work") == told
    kind, data = server.imap(READER).myrights("#shared.alice@example^org.Work")
    assert kind == "OK" and set(data[0].decode().split()[-1]) - set("cd") == set(told[READER]), data
