# SPDX-License-Identifier: MIT
"""Three voices on the part of Sieve that libsieve does right: ours, libsieve's (sieve_engine = libsieve), Pigeonhole's."""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess

import pytest
import sieve_pairs
from conftest import BUILD
from test_sieve_pigeonhole import ENV, LONG, SEED, Bench, Reason, differences, our_actions, unexplained

COUNT = int(os.environ.get("FUMIKURA_COUNT", "1000" if LONG else "12"))
TEXTS = ["Subject", "subject", "Date", "Received", "Message-ID", "X-Empty", "X-Number", "X-Spaces", "X-Folded", "X-Twice",
         "Comments", "X-Nope", "List-Id"]
ADDRESSES = ["From", "to", "CC", "Sender", "Reply-To", "Bcc"]

pytestmark = [pytest.mark.skipif(os.getuid() != 0, reason="sieve-test becomes another user"),
              pytest.mark.skipif(not (BUILD / "fumikura-libsieve").exists(), reason="needs --with-libsieve")]

REASONS = [
    Reason("RFC 4790 9.1.1: text without digits is infinite; with libsieve it compares with no number",
           ("relational", "comparator-i;ascii-numeric"),
           'if header :value "gt" :comparator "i;ascii-numeric" "Subject" "5" { fileinto "a0z"; }',
           mail=b"Subject: x\n\n", atom="i;ascii-numeric"),
    Reason("RFC 4790 9.2.1: i;ascii-casemap orders by upper case, [ behind A; libsieve by lower case",
           ("relational",), 'if header :value "lt" "Subject" "[" { fileinto "a0z"; }',
           mail=b"Subject: a\n\n", atom=r':value '),
    Reason("RFC 5228 5.1: what is no address matches as a whole; it is not given to libsieve",
           (), 'if address :contains "From" "broken" { fileinto "a0z"; }', mail=b"X: y\nFrom: broken\n\n",
           atom=r"\baddress ",
           message=rb"(?i)\n(from|to|cc|bcc|sender|reply-to):.*(broken|b@\s|no-domain|first last|z.example|<>|\n|, *,|\xfc)"),
    Reason("libsieve's parser can't read a local part with quotes in it, nor an address literal: they are not given to it",
           (), 'if address :domain "From" "c.example" { fileinto "a0z"; }', mail=b'From: "a\\"b"@c.example\n\n',
           atom=r"\baddress ", message=rb'\\"|@\['),
    Reason("RFC 5230 4.5 leaves it to the reply; libsieve asks whom it is for first",
           ("vacation",), 'vacation "away";', mail=b"To: else@example.net\n\n", atom="vacation"),
]


class Maker(sieve_pairs.Maker):
    """Keeps to the part."""

    def plain(self, how, numeric):
        if numeric:
            return self.pick("5", "42", "007", "0")
        text = re.sub(r'[\\"?\r\n]', "", self.key(how))
        while text.count("*") > 2:
            text = text.replace("*", "", 1)
        return text

    def match(self):
        """Tags and keys; whether it counts."""
        how = self.pick("is", "is", "contains", "contains", "matches", "matches", "value", "count")
        numeric = how == "count" or how in ("is", "value") and self.some(0.3)
        tags = f":{how} "
        if how in ("value", "count"):
            self.need("relational")
            tags += f'"{self.pick("gt", "ge", "lt", "le", "eq", "ne")}" '
        if numeric:
            self.need("comparator-i;ascii-numeric")
            tags += ':comparator "i;ascii-numeric" '
        elif how != "value" and self.some(0.3):
            tags += ':comparator "i;octet" '
        keys = [self.plain(how, numeric) for _ in range(1 if how == "count" else self.pick(1, 1, 2))]
        return tags, keys, how == "count"

    def some_of(self, names, one):
        return sieve_pairs.strings(self.rng.sample(names, 1 if one else self.pick(1, 1, 2)))

    def test_plain_header(self):
        tags, keys, counts = self.match()
        return f"header {tags}{self.some_of(TEXTS, counts)} {sieve_pairs.strings(keys)}"

    def test_plain_address(self):
        tags, keys, counts = self.match()
        part = self.pick("", ":all ", ":localpart ", ":domain ", ":user ", ":detail ")
        if part in (":user ", ":detail "):
            self.need("subaddress")
        return f"address {part}{tags}{self.some_of(ADDRESSES, counts)} {sieve_pairs.strings(keys)}"

    def test_plain_envelope(self):
        self.need("envelope")
        part = self.pick("", ":localpart ", ":domain ")
        key = self.pick(sieve_pairs.SENDER, sieve_pairs.RECIPIENT, "user", "example.org", "none")
        return f'envelope {part}{self.pick("", ":contains ", ":matches ")}"{self.pick("from", "to")}" "{key}"'

    def tests(self):
        return [
            self.test_plain_header, self.test_plain_header, self.test_plain_address, self.test_plain_envelope,
            lambda: f"exists {self.some_of(TEXTS, False)}",
            lambda: f"size :{self.pick('over', 'under')} {self.pick('1', '300', '1K', '2M')}"]

    def plain_pair(self, message):
        self.look_at(message)
        self.needs = {"fileinto"}
        kinds = [self.atom_test] * 10 + [self.atom_elsif] * 2 + [lambda: 'redirect "LABEL@example.net";']
        return self.script({f"a{n}z": self.rng.choice(kinds)() for n in range(10)}, message)


def pairs():
    maker = Maker(SEED)
    mail = sieve_pairs.messages(maker.rng, 60)
    for number in range(COUNT):
        # With CRLF, for which Pigeonhole counts as we do.
        message = mail[number % 6] if maker.some(0.3) else maker.rng.choice(mail)
        yield maker.plain_pair(re.sub(rb"\r?\n", b"\r\n", message))


class Voices(Bench):
    def __init__(self):
        super().__init__()
        (self.dir / "libsieve.conf").write_text("sieve_engine = libsieve\n")

    def run(self, number, pair):
        ours, theirs = super().run(number, pair)
        where = self.dir / re.sub(r"\W", "_", str(number))
        done = subprocess.run(
            [BUILD / "fumikura", "sieve", "test", "script.sieve", "message", "--json", "-f", sieve_pairs.SENDER,
             "-a", sieve_pairs.RECIPIENT, "--config", self.dir / "libsieve.conf"],
            cwd=where, env=ENV, capture_output=True, timeout=120, check=False)
        assert done.stdout, done.stderr
        return ours, theirs, our_actions(json.loads(done.stdout))


@pytest.fixture(scope="module", name="bench")
def make_bench():
    bench = Voices()
    yield bench
    shutil.rmtree(bench.dir)


def unlike_libsieve(pair, ours, libsieve):
    found = [(what, pair.atoms.get(label, "")) for what, label in differences(pair, ours, libsieve)]
    left = [(what, atom) for what, atom in found
            if not any(reason.explains(atom, pair.message) for reason in REASONS)]
    # Whether it is kept may hang on an atom that differs with reason.
    return [f"{what}\n    {atom}" for what, atom in left
            if not (len(left) < len(found) and what.endswith(": store in INBOX"))]


def test_all_three_do_the_same(bench):
    made = list(pairs())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(bench.run, range(COUNT), made))
    wrong = []
    for number, (pair, (ours, theirs, libsieve)) in enumerate(zip(made, answers)):
        assert "error" not in libsieve, (number, libsieve, pair.script)
        wrong += [f"pair {number}: libsieve: {line}" for line in unlike_libsieve(pair, ours, libsieve)]
        # Pigeonhole has libsieve's order, see the second of our reasons.
        wrong += [f"pair {number}: Pigeonhole: {line}" for line in unexplained(pair, ours, theirs)
                  if ":value" not in line]
    assert not wrong, "\n".join(wrong)
    assert sum(len(libsieve["lines"]) > 1 for _, _, libsieve in answers) > COUNT / 2


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.why[:24])
def test_the_reason_still_holds(bench, reason):
    script = f"require {sieve_pairs.strings(['fileinto', *reason.needs])}; keep; {reason.script}"
    pair = sieve_pairs.Pair(script.encode(), reason.mail, {"a0z": reason.script})
    ours, _, libsieve = bench.run("reason" + reason.why[:40], pair)
    assert "error" not in ours and "error" not in libsieve, (ours, libsieve)
    assert differences(pair, ours, libsieve), (ours, libsieve)
