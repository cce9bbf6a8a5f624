# SPDX-License-Identifier: MIT
"""Varied mail: Python's own sample messages and generated ones."""
import base64
import pathlib
import random
import re

SAMPLES = [pathlib.Path("/usr/lib/python3.11/test/test_email/data")]
HEAD = ("From: Bob <bob@example.org>\nTo: Alice <alice@example.org>\n"
        "Subject: {}\nDate: Sun, 22 Nov 2026 10:00:00 +0900\nMessage-ID: <{}@example.org>\n")


def samples():
    """name → bytes of the Python test suite's sample messages."""
    found = {}
    for folder in SAMPLES:
        for path in sorted(folder.glob("msg_*.txt")):
            found[path.stem] = path.read_bytes()
    assert len(found) >= 40, "libpython3.11-testsuite is not installed"
    return found


def nested(depth):
    text = "the innermost text\n"
    kind = "text/plain"
    for level in range(depth):
        mark = f"level{level}"
        text = f"--{mark}\nContent-Type: {kind}\n\n{text}\n--{mark}--\n"
        kind = f'multipart/mixed; boundary="{mark}"'
    return (HEAD.format("nested", "nested") + f"MIME-Version: 1.0\nContent-Type: {kind}\n\n{text}").encode()


def generated():
    rng = random.Random(1)
    head = HEAD.format
    inner = head("inside", "inside") + "\nthe message inside\n"
    made = {
        "empty": b"",
        "only_newline": b"\n",
        "no_body": head("no body", "nobody").encode(),
        "no_header": b"\njust a body\n",
        "nested_5": nested(5),
        "nested_200": nested(200),
        "rfc822": (head("forwarded", "fwd") + "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
                   'boundary="x"\n\npreamble\n--x\n\nsee below\n--x\nContent-Type: message/rfc822\n\n'
                   + inner + "\n--x--\nepilogue\n").encode(),
        "rfc822_root": (head("root", "root") + "MIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
                        + inner).encode(),
        "header_8bit": b"From: \xc4lice <a@example.org>\nSubject: \xe4\xf6\xfc \xff\n\nbody\n",
        "header_utf8": "From: Ärla <a@example.org>\nSubject: 文庫 ✓\n\nbody\n".encode(),
        "iso2022jp": head("=?ISO-2022-JP?B?" + base64.b64encode(
            "文庫の知らせ".encode("iso2022_jp")).decode() + "?=", "jp").encode()
        + b"MIME-Version: 1.0\nContent-Type: text/plain; charset=ISO-2022-JP\n\n"
        + "日本語の本文です。\n".encode("iso2022_jp"),
        "unclosed": (head("unclosed", "unclosed") + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; '
                     'boundary="b"\n\n--b\nContent-Type: text/html\n\n<p>never closed').encode(),
        "no_boundary": (head("no boundary", "nb") + "MIME-Version: 1.0\nContent-Type: multipart/mixed\n\n"
                        "--?\nwhat\n").encode(),
        "nuls": head("nuls", "nuls").encode() + b"\na\0b\0\0c\n",
        "nul_header": b"Subject: a\0b\n\nx\n",
        "long_line": head("long line", "long").encode() + b"\n" + b"x" * 1_000_000 + b"\n",
        "long_header": head("h" * 100_000, "longh").encode() + b"\nx\n",
        "many_headers": b"".join(b"X-%d: y\n" % n for n in range(20_000)) + b"\nx\n",
        "many_parts": (head("many", "many") + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; '
                       'boundary="b"\n\n' + "--b\n\npart\n" * 3000 + "--b--\n").encode(),
        "cr_only": b"Subject: cr\rFrom: x\r\rbody\r",
        "mixed_ends": b"Subject: mixed\r\nFrom: a@b\n\r\none\r\ntwo\nthree\r\n",
        "dots": head("dots", "dots").encode() + b"\n.\n..\n...\n.x\n",
        "no_final_newline": head("no nl", "nonl").encode() + b"\nlast line without end",
        "from_line": head("From", "from").encode() + b"\nFrom here on\n>From there\n",
        "binary": head("binary", "bin").encode() + b"\n" + bytes(rng.randrange(256) for _ in range(20_000)),
    }
    return made


def stored(message):
    """What the store keeps of a message: line ends as LF."""
    return re.sub(rb"\r+\n", b"\n", message)


def wire(message):
    """What IMAP shows of it: CRLF for every LF, and no NUL (RFC 3501 4.3)."""
    return stored(message).replace(b"\n", b"\r\n").replace(b"\0", b"\x80")
