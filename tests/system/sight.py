# SPDX-License-Identifier: MIT
"""What a client sees of a user, for comparing servers on one Maildir."""
import os
import pwd
import re

from conftest import mail

DATE = '"01-Feb-2024 03:04:05 +0900"'


def own(path):
    """All of it belongs to those who serve mail."""
    if os.getuid() != 0:
        return
    entry = pwd.getpwnam("vmail")
    for base, dirs, files in os.walk(path):
        for name in [".", *files]:
            os.lchown(os.path.join(base, name), entry.pw_uid, entry.pw_gid)


def names(client, verb):
    lines = getattr(client, verb)()[1]
    return sorted(re.search(rb'"\." "?([^"]*)"?$', line).group(1).decode() for line in lines if line)


def box_facts(client, name):
    """UIDVALIDITY, UIDNEXT, {uid: (flags, date)} as a client sees them; of a
    mere parent of others nothing."""
    kind, _ = client.select(f'"{name}"', readonly=True)
    if kind != "OK":
        return 0, 0, {}
    validity = int(client.response("UIDVALIDITY")[1][0])
    uidnext = int(client.response("UIDNEXT")[1][0])
    found = {}
    for line in client.uid("FETCH", "1:*", "(FLAGS INTERNALDATE)")[1]:
        if not line:
            continue
        flags = re.search(rb"FLAGS \(([^)]*)\)", line).group(1).split()
        date = re.search(rb'INTERNALDATE "([^"]*)"', line).group(1)
        found[int(re.search(rb"UID (\d+)", line).group(1))] = (
            frozenset(flags) - {rb"\Recent"}, date)
    return validity, uidnext, found


def facts(client):
    """Everything of a user: mailboxes, what is in them, subscriptions."""
    result = {name: box_facts(client, name) for name in names(client, "list")}
    subscribed = names(client, "lsub")
    client.logout()
    return result, subscribed


def assert_kept(before, after):
    assert after[1] == before[1]
    assert after[0].keys() == before[0].keys()
    for name, (validity, uidnext, messages) in before[0].items():
        assert after[0][name][0] == validity, name
        assert after[0][name][1] >= uidnext, name
        assert after[0][name][2] == messages, name


def append(client, box, subject, flags=None):
    kind, _ = client.append(f'"{box}"', flags, DATE, mail(subject).replace("\n", "\r\n").encode())
    assert kind == "OK"
