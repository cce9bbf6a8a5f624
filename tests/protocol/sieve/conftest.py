# SPDX-License-Identifier: MIT
"""
Cases of the Sieve language: each *.case file holds some. A case is a script, a
message and what is to be done, told by `fumikura sieve test --json`.

    # comment                   (before the first section of a case)
    == what is shown            begins a case
    -- message                  lines of the message; without this section the
                                last one of the file stands, or a short one
    -- settings                 lines for fumikura.conf; with "for all" behind it
                                also those of the later cases of the file
    -- args -f a@b -a c@d       more words for the command
    -- include NAME             a script that include :personal finds
    -- global NAME              the same for :global
    -- list NAME                a list that extlists finds: a member a line
    -- program NAME             what that program writes, and it ends well
    -- script                   lines of the script, CRLF at their ends
    -- script lf                the same with LF
    -- expect                   one JSON object for each action, in order: every
                                member must be there and equal; a member
                                "no-NAME" says that there is no NAME; a string
                                that begins with "~" is a regular expression
    -- programs                 also: one JSON object for each program that is run
    -- debug                    also: the lines of debug_log
    -- refused                  instead: the script has errors. Each line is
                                "LINE: regular expression" of one of them
    -- fails                    instead: it ends with an error like this, and
                                the message is kept

In script and message, \\xNN is a byte. "(done)" as a line of `expect` says that
there are no actions.
"""
import importlib.util
import json
import pathlib
import re
import shlex
import subprocess
import tempfile

import pytest

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location(
    "fumikura_system", HERE.parent.parent / "system" / "conftest.py")
system = importlib.util.module_from_spec(spec)
spec.loader.exec_module(system)

MESSAGE = """\
From: Sender <sender@example.com>
To: user@example.org
Subject: A short message
Date: Sun, 22 Nov 2026 12:00:00 +0900
Message-ID: <short@example.com>

Body.
"""


def pytest_collect_file(parent, file_path):
    if file_path.suffix == ".case":
        return CaseFile.from_parent(parent, path=file_path)


class CaseFile(pytest.File):
    def collect(self):
        message = MESSAGE
        settings = ""
        text = self.path.read_text(encoding="utf-8")
        for piece in re.split(r"^== ", text, flags=re.M)[1:]:
            name, _, rest = piece.partition("\n")
            sections = read_sections(rest)
            message = dict(sections).get("message", message)
            settings = dict(sections).get("settings for all", settings)
            yield Case.from_parent(self, name=name.strip(), sections=sections,
                                   message=message, settings=settings)


def read_sections(text):
    sections = []
    for piece in re.split(r"^-- ", text, flags=re.M)[1:]:
        head, _, body = piece.partition("\n")
        sections.append((head.strip(), body))
    return sections


def to_bytes(text, end):
    data = text.replace("\n", end).encode()
    return re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m.group(1), 16)]), data)


class Failed(Exception):
    pass


class Case(pytest.Item):
    def __init__(self, *, sections, message, settings, **kw):
        super().__init__(**kw)
        self.sections = sections
        self.message = message
        self.settings = settings

    def section(self, word):
        for head, body in self.sections:
            if head.split()[0] == word:
                return head, body
        return None, None

    def write(self, where):
        for word in ("include", "global", "list", "program"):
            (where / word).mkdir()
        for head, body in self.sections:
            words = head.split()
            if words[0] in ("include", "global"):
                (where / words[0] / f"{words[1]}.sieve").write_bytes(
                    to_bytes(body, "\r\n"))
            elif words[0] in ("list", "program"):
                (where / words[0] / words[1]).write_bytes(to_bytes(body, "\n"))
        head, body = self.section("script")
        end = "\n" if head == "script lf" else "\r\n"
        (where / "script").write_bytes(to_bytes(body, end))
        (where / "message").write_bytes(to_bytes(self.message, "\n"))
        own = dict(self.sections).get("settings", "")
        (where / "fumikura.conf").write_text(self.settings + own)

    def command(self, where):
        args = shlex.split(self.section("args")[0] or "")[1:]
        files = [word for head, _ in self.sections if head.split()[0] in ("list", "program")
                 for word in ("--" + head.split()[0],
                              f"{head.split()[1]}={head.split()[0]}/{head.split()[1]}")]
        return [str(system.BUILD / "fumikura"), "sieve", "test", "script", "message",
                "--json", "--scripts", "include", "--global", "global", *files, *args,
                "--config", "fumikura.conf"]

    def runtest(self):
        if "libsieve" in (self.section("settings")[1] or "") and \
                not (system.BUILD / "fumikura-libsieve").exists():
            pytest.skip("needs ./configure --with-libsieve")
        with tempfile.TemporaryDirectory(prefix="fumikura-") as name:
            where = pathlib.Path(name)
            self.write(where)
            done = subprocess.run(self.command(where), cwd=where, text=True,
                                  capture_output=True, timeout=60, check=False)
        if not done.stdout:
            raise Failed(f"exit code {done.returncode}: {done.stderr}")
        self.check(json.loads(done.stdout))

    def check(self, got):
        known = {"message", "settings", "args", "include", "global", "list", "script",
                 "program", "programs", "debug", "expect", "refused", "fails"}
        for head, _ in self.sections:
            if head.split()[0] not in known:
                raise Failed(f"no such section: {head}")
        for word, check in (("programs", self.check_programs), ("debug", self.check_debug)):
            body = self.section(word)[1]
            if body is not None:
                check(body, got)
        for word, check in (("expect", self.check_expect),
                            ("refused", self.check_refused),
                            ("fails", self.check_fails)):
            body = self.section(word)[1]
            if body is not None:
                return check(body, got)
        raise Failed("nothing is expected")

    def check_expect(self, body, got):
        if got["error"]:
            raise Failed(f"error: {got['error']} {got['notes']}")
        check_objects(body, got["actions"])

    @staticmethod
    def check_programs(body, got):
        check_objects(body, got["programs"])

    @staticmethod
    def check_debug(body, got):
        said = [f"{one['line']}: {one['text']}" for one in got["debug"]]
        if said != body.rstrip("\n").split("\n"):
            raise Failed(f"debug_log said {said}")

    @staticmethod
    def check_refused(body, got):
        notes = [(n["line"], n["error"]) for n in got["notes"] if "error" in n]
        if not notes or got["actions"]:
            raise Failed(f"not refused: {json.dumps(got)}")
        for line in body.splitlines():
            if not line.strip():
                continue
            number, _, text = line.partition(":")
            if not any(n == int(number) and re.search(text.strip(), t, re.I)
                       for n, t in notes):
                raise Failed(f"no error like {line!r}: {notes}")

    @staticmethod
    def check_fails(body, got):
        if not got["error"] or not re.search(body.strip(), got["error"], re.I):
            raise Failed(f"no error like {body.strip()!r}: {json.dumps(got)}")
        if [(a["action"], "header" in a) for a in got["actions"]] != [("keep", False)]:
            raise Failed(f"not kept: {json.dumps(got)}")

    def repr_failure(self, excinfo):
        if isinstance(excinfo.value, Failed):
            return f"{self.path.name}: {self.name}\n{str(excinfo.value)[:2000]}"
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, None, f"{self.path.stem}: {self.name}"


def check_objects(body, got):
    lines = [line for line in body.splitlines() if line.strip()]
    wanted = [] if lines == ["(done)"] else [json.loads(x) for x in lines]
    if not lines:
        raise Failed("nothing is expected")
    if len(got) != len(wanted):
        raise Failed(f"{len(wanted)} wanted: {json.dumps(got)}")
    for want, one in zip(wanted, got):
        for name, value in want.items():
            if not same(one, name, value):
                raise Failed(f"{name}: {value!r} wanted: {json.dumps(one)}")


def same(action, name, value):
    if name.startswith("no-"):
        return name[3:] not in action
    if isinstance(value, str) and value.startswith("~"):
        return re.search(value[1:], action.get(name, ""), re.S) is not None
    return action.get(name) == value
