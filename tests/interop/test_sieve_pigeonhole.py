# SPDX-License-Identifier: MIT
"""Our Sieve engine beside Pigeonhole's sieve-test: the same actions, or why not."""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest
import sieve_pairs
from conftest import BUILD

LONG = os.environ.get("FUMIKURA_LONG")
SEED = int(os.environ.get("FUMIKURA_SEED", "7"))
COUNT = int(os.environ.get("FUMIKURA_COUNT", "4000" if LONG else "200"))
ENV = os.environ | {"TZ": "UTC", "ASAN_OPTIONS": "detect_leaks=0"}

CONFIG = """\
log_path = /dev/stderr
mail_location = maildir:{dir}/mail
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 1
plugin {{
  sieve_extensions = +editheader
  sieve_max_actions = 32
}}
"""


class Bench:
    """A folder for both engines."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-"))
        (self.dir / "dovecot.conf").write_text(CONFIG.format(dir=self.dir))
        (self.dir / "fumikura.conf").write_text("")
        self.dir.chmod(0o777)

    def run(self, number, pair):
        where = self.dir / str(number)
        where.mkdir()
        where.chmod(0o777)
        (where / "script.sieve").write_bytes(pair.script)
        (where / "message").write_bytes(pair.message)
        return self.ours(where), self.theirs(where, pair.edits)

    def ours(self, where):
        done = subprocess.run(
            [BUILD / "fumikura", "sieve", "test", "script.sieve", "message", "--json", "-f", sieve_pairs.SENDER,
             "-a", sieve_pairs.RECIPIENT, "--config", self.dir / "fumikura.conf"],
            cwd=where, env=ENV, capture_output=True, timeout=120, check=False)
        assert done.stdout, done.stderr
        return our_actions(json.loads(done.stdout))

    def theirs(self, where, edits):
        words = ["sieve-test", "-c", self.dir / "dovecot.conf", "-f", sieve_pairs.SENDER,
                 "-a", sieve_pairs.RECIPIENT, "-r", sieve_pairs.RECIPIENT]
        if edits:
            words += ["-e", "-l", f"maildir:{where}/mail"]
        done = subprocess.run([*words, "script.sieve", "message"], cwd=where, env=ENV,
                              capture_output=True, timeout=120, check=False)
        text = done.stdout.decode("utf-8", "replace")
        if done.returncode or not (edits or "Implicit keep:" in text):
            return {"error": done.stderr.decode("utf-8", "replace")}
        if edits:
            return stored(where / "mail")
        return their_actions(text)


# ---- what both say, as lines ----

def shown(text):
    """As Pigeonhole shows strings: without control characters."""
    return re.sub(r"[\x00-\x1f\x7f]", "?", text)


def stored_line(mailbox, flags):
    words = sorted({flag.lower() for flag in flags})
    return f"store in {shown(mailbox)}" + (f" with {' '.join(words)}" if words else "")


def our_line(action):
    kind = action["action"]
    if kind in ("keep", "fileinto"):
        return stored_line(action["mailbox"], action.get("flags", []))
    if kind == "redirect":
        return f"redirect {action['address']}"
    if kind in ("reject", "ereject"):
        return f"reject {shown(action['reason'])}"
    if kind == "vacation":
        return (f"vacation {action.get('seconds', 7 * 86400)} {action.get('subject', '(default)')}"
                f" {shown(action['reason'])}")
    return kind


def our_actions(got):
    if got["error"]:
        return {"error": got["error"], "notes": got["notes"]}
    actions = [action for action in got["actions"] if action["action"] != "duplicate"]
    return {"lines": sorted(our_line(action) for action in actions),
            "heads": sorted(action.get("header", "").replace("\r\n", "\n")
                            for action in actions if action["action"] == "keep")}


def their_block(text):
    head, *more = text.splitlines()
    flags = [flag for line in more for flag in
             (re.sub(r".*IMAP flags: ", "", line).split() if "IMAP flags" in line else [])]
    for pattern, line in ((r"store message in folder: (.*)", lambda m: stored_line(m[1], flags)),
                          (r"redirect message to: <(.*)>", lambda m: f"redirect {m[1]}"),
                          (r"reject message with reason: (.*)", lambda m: f"reject {m[1]}"),
                          (r"send vacation message:", lambda m: their_vacation(text)),
                          (r"track duplicate.*", lambda m: None),
                          (r"(discard)", lambda m: m[1])):
        match = re.fullmatch(pattern, head)
        if match:
            return line(match)
    return "?" + text


def their_vacation(text):
    seconds = re.search(r"=> seconds +: (\d+)", text)[1]
    subject = re.search(r"=> subject +: (.*)", text)
    reason = re.search(r"START MESSAGE\n(.*)\nEND MESSAGE", text, re.S)[1]
    return f"vacation {seconds} {subject[1] if subject else '(default)'} {shown(reason)}"


def their_actions(text):
    blocks = re.split(r"^ \* ", text, flags=re.M)[1:]
    lines = [their_block(re.split(r"\n\nImplicit keep:", block)[0].strip("\n")) for block in blocks]
    return {"lines": sorted(line for line in lines if line)}


def stored(root):
    """Header sections that sieve-test -e left."""
    files = [path.read_bytes() for folder in ("new", "cur") for path in (root / folder).glob("*")]
    texts = [data.decode("utf-8", "replace").replace("\r\n", "\n") for data in files]
    return {"heads": sorted(re.split(r"(?<=\n)\n|^\n", text)[0] for text in texts)}
