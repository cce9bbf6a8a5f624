# SPDX-License-Identifier: MIT
"""QUOTA (RFC 9208) with limits, in bytes and messages, and rules of a mailbox."""
import sqlite3

from conftest import mail

USER = "quota@example.org"


def ask(client, command, *names):
    """The untagged answers of that name."""
    kind, data = client._simple_command(*command)
    assert kind == "OK", data
    return [client._untagged_response(kind, [None], name)[1] for name in names]


def test_quota_is_told(server):
    server.add_user(USER, "pw", "--quota", "1M", "--quota-messages", "10")
    database = sqlite3.connect(next(server.dir.rglob("*.sqlite")))
    with database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(mailbox)")]
        assert "quota_rules" in columns, columns
        database.execute("UPDATE mailbox SET quota_rules = 'Trash:+1M,Spam:ignore' WHERE username = ?", (USER,))
    database.close()
    client = server.imap(USER, "pw")
    for name in ("Trash", "Spam"):
        client.create(name)
        client.append(name, None, None, mail(body="x" * 2500 + "\n").encode())
    assert server.deliver(USER, mail(body="x" * 2500 + "\n")).returncode == 0
    roots, quota = ask(client, ("GETQUOTAROOT", "INBOX"), "QUOTAROOT", "QUOTA")
    assert roots == [b'INBOX "User quota"']
    # Spam does not count.
    assert len(quota) == 1 and quota[0].startswith(b'"User quota" (STORAGE ') and quota[0].endswith(b" 1024 MESSAGE 2 10)")
    used = int(quota[0].split()[3])
    assert 5 <= used <= 8, quota
    roots, quota = ask(client, ("GETQUOTAROOT", "Trash"), "QUOTAROOT", "QUOTA")
    assert roots == [b'Trash "User quota: Trash"']
    assert quota[0].startswith(b'"User quota: Trash" (STORAGE %d 2048' % used), quota
    roots, quota = ask(client, ("GETQUOTAROOT", "Spam"), "QUOTAROOT", "QUOTA")
    assert roots == [b"Spam"] and quota == [None]
    # A mailbox that does not exist has the limits that it would have.
    assert ask(client, ("GETQUOTAROOT", "later"), "QUOTAROOT", "QUOTA")[0] == [b'later "User quota"']
    assert ask(client, ("GETQUOTA", '"User quota: Trash"'), "QUOTA")[0][0].endswith(b" 2048 MESSAGE 2 10)")
    for name in ("User quota: INBOX", "User quota: ", "User quota of bob", ""):
        assert client._simple_command("GETQUOTA", f'"{name}"')[0] == "NO", name
    kind, data = client.append("INBOX", None, None, b"x" * (1 << 20))
    assert kind == "NO" and b"[OVERQUOTA]" in data[0]


def test_a_limit_below_a_kibibyte_is_not_told_as_none_at_all(server):
    server.add_user("tiny@example.org", "pw", "--quota", "700")
    client = server.imap("tiny@example.org", "pw")
    assert ask(client, ("GETQUOTAROOT", "INBOX"), "QUOTA")[0] == [b'"User quota" (STORAGE 0 1)']
