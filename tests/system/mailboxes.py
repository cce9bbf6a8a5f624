# SPDX-License-Identifier: MIT
"""What a client sees of mailboxes, for the tests of folders and of foreign changes."""
import os
import re

from conftest import mail

USER = "alice@example.org"


def seen(client, name="INBOX"):
    """(UIDVALIDITY, UIDNEXT, {uid: subject})."""
    kind, data = client.select(name, readonly=True)
    assert kind == "OK", data
    validity = int(client.response("UIDVALIDITY")[1][0])
    uidnext = int(client.response("UIDNEXT")[1][0])
    found = {}
    for line in client.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]:
        if isinstance(line, tuple):
            uid = int(re.search(rb"UID (\d+)", line[0]).group(1))
            found[uid] = line[1].decode().split(":", 1)[1].strip()
    client.unselect()
    return validity, uidnext, found


def fresh(server, name="INBOX"):
    """The same by a session of its own."""
    client = server.imap(USER)
    found = seen(client, name)
    client.logout()
    return found


def names(client):
    """{name: attributes} as LIST tells them."""
    found = {}
    for line in client.list()[1]:
        attributes, name = re.match(rb'\(([^)]*)\) "\." (.*)', line).groups()
        found[name.strip(b'"').decode()] = set(attributes.decode().split())
    return found


def append(client, name, subject, flags=None):
    kind, data = client.append(name, flags, None, mail(subject).replace("\n", "\r\n").encode())
    assert kind == "OK", data


def newest_worker(server):
    """The process of the session that was begun last."""
    def started(pid):
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rsplit(")", 1)[1].split()[19])

    return max((pid for pid, _ in server.children("imap")), key=lambda pid: (started(pid), pid))


def own(path, like):
    """As the owner's own program would have made it, with all that is in it."""
    if os.getuid():
        return
    st = os.stat(like)
    os.lchown(path, st.st_uid, st.st_gid)
    for base, dirs, files in os.walk(path):
        for name in dirs + files:
            os.lchown(os.path.join(base, name), st.st_uid, st.st_gid)


def identity(path, **change):
    """What fumikura-uid says there, some of it changed."""
    line = path.read_text().rpartition("sum=")[0]
    for key, value in change.items():
        line = re.sub(rf" {key}=\S+", f" {key}={value}", line)
    total = 0xcbf29ce484222325
    for byte in line.encode():
        total = (total ^ byte) * 0x100000001b3 % 2 ** 64
    path.write_text(f"{line}sum={total:016x}\n")
