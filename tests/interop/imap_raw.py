# SPDX-License-Identifier: MIT
"""A client that keeps answers as they are: FETCH data as nested lists of bytes, None for NIL."""
import re
import socket


class Raw:
    def __init__(self, port, user, password):
        self.sock = socket.create_connection(("127.0.0.1", port), 60)
        self.file = self.sock.makefile("rb")
        self.file.readline()
        self.ask(b"LOGIN %s \"%s\"" % (user.encode(), password.encode()))

    def ask(self, command):
        """Untagged answers, each with its literals."""
        self.sock.sendall(b"x " + command + b"\r\n")
        answers = []
        while True:
            answer = piece = self.file.readline()
            while size := re.search(rb"\{(\d+)\}\r\n$", piece):
                answer += self.file.read(int(size.group(1)))
                piece = self.file.readline()
                answer += piece
            if answer.startswith(b"x "):
                return answers, answer
            assert answer, f"hung up on {command}"
            answers.append(answer)

    def fetch(self, what):
        """{uid: {ITEM: value}}"""
        answers, tagged = self.ask(b"UID FETCH " + what)
        found = {}
        for answer in answers:
            if match := re.match(rb"\* \d+ FETCH ", answer):
                values = parse(answer[match.end():])
                items = dict(zip((name.upper() for name in values[::2]), values[1::2]))
                found[int(items.pop(b"UID"))] = items
        return found, tagged

    def close(self):
        self.sock.close()


TOKEN = re.compile(rb'[ \r\n]*(?:(\()|(\))|~?\{(\d+)\}\r\n|"((?:[^"\\]|\\.)*)"|([^ ()\[\r\n]+(?:\[[^\]]*\](?:<\d+>)?)?))', re.S)


def parse(data):
    at, stack = 0, [[]]
    while match := TOKEN.match(data, at):
        at = match.end()
        if match.group(1):
            stack.append([])
        elif match.group(2):
            done = stack.pop()
            stack[-1].append(done)
            if len(stack) == 1:
                return done
        elif match.group(3):
            size = int(match.group(3))
            stack[-1].append(data[at:at + size])
            at += size
        elif match.group(4) is not None:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", match.group(4), flags=re.S))
        else:
            stack[-1].append(None if match.group(5) == b"NIL" else match.group(5))
    raise AssertionError(f"no FETCH answer: {data[:200]} at {at}")
