# SPDX-License-Identifier: MIT
"""INPROGRESS (RFC 9585): with an interval of 0 every step of a long command is told."""
import re
import socket

from conftest import PASSWORD, mail

ALICE = "alice@example.org"


class Client:
    def __init__(self, server):
        self.sock = socket.create_connection(("127.0.0.1", server.imap_port), 30)
        self.sock.settimeout(60)
        self.lines = self.sock.makefile("rb")
        assert self.lines.readline().startswith(b"* OK ")
        assert "INPROGRESS" in self.ask("l", f'LOGIN {ALICE} "{PASSWORD}"')[-1]

    def ask(self, tag, command):
        """The lines of the answer; it has no literals."""
        self.sock.sendall(f"{tag} {command}\r\n".encode())
        lines = []
        while not lines or not lines[-1].startswith(f"{tag} "):
            line = self.lines.readline().decode()
            assert line.endswith("\r\n"), lines
            lines.append(line[:-2])
        assert lines[-1].startswith(f"{tag} OK "), lines
        return lines


def told(lines, tag):
    """(done, goal) of each answer, None where NIL; all lie before the rest."""
    found = []
    for line in lines:
        match = re.fullmatch(
            r"\* OK \[INPROGRESS \((\S+) (\d+|NIL) (\d+|NIL)\)\] .+", line)
        if match:
            assert match[1] == tag
            found.append(tuple(None if n == "NIL" else int(n) for n in match.groups()[1:]))
        else:
            assert "INPROGRESS" not in line
    return found


def start(new_server, interval):
    server = new_server(f"imap_progress_interval = {interval}\n")
    for n in range(3):
        done = server.deliver(ALICE, mail(f"Subject {n}", f"word{n}\n"))
        assert done.returncode == 0, done.stderr
    client = Client(server)
    client.ask("s", "SELECT INBOX")
    return client


def test_each_step_is_told(new_server):
    client = start(new_server, 0)
    answer = client.ask("a", "SEARCH BODY word1")
    assert "* SEARCH 2" in answer
    steps = told(answer, '"a"')
    assert {(0, 3), (1, 3), (2, 3)} == set(steps) and steps == sorted(steps)
    # Sorting goes over what was found: that would be a fall.
    steps = told(client.ask("b", "SORT (SUBJECT) UTF-8 BODY word"), '"b"')
    assert (2, 3) in steps and steps[-1] == (None, None)
    assert told(client.ask("c", "THREAD REFERENCES UTF-8 BODY word"), '"c"')
    client.ask("d", "CREATE Copies")
    assert told(client.ask("e", "COPY 1:3 Copies"), '"e"') == [(0, 3)]
    assert told(client.ask("f", "STORE 1:2 +FLAGS (\\Deleted)"), '"f"') == [(0, 2)]
    assert told(client.ask("g", "EXPUNGE"), '"g"') == [(0, 2)]
    assert told(client.ask("h", "UID MOVE 3 Copies"), '"h"') == [(0, 1)]
    # A bracket in a tag would end the code for some.
    client.ask("i", "SELECT Copies")
    assert told(client.ask("j]", "SEARCH BODY word1"), "NIL")
    # What is done at once, and what writes messages, tells nothing.
    assert not told(client.ask("k", "SEARCH ALL"), None)
    assert not told(client.ask("l", "FETCH 1:* (FLAGS BODY.PEEK[])"), None)


def test_nothing_is_told_in_time(new_server):
    client = start(new_server, 3600)
    for tag, command in enumerate(("SEARCH BODY word1", "SORT (SUBJECT) UTF-8 ALL",
                                   "MOVE 1:3 INBOX")):
        assert not told(client.ask(f"a{tag}", command), None)
