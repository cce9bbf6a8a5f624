# SPDX-License-Identifier: MIT
"""
Scripts and messages from a seed, for two Sieve engines to run.

A script is made of atoms that don't know of each other. Each one tells what it
saw by a `fileinto` whose mailbox begins with its own label, so a difference
between two engines has a name: the atom.
"""
import dataclasses
import random
import re

import varied
import varied_mime

SENDER = "Sender+list@example.com"
RECIPIENT = "user+detail@example.org"

PLAIN = """\
Received: from a.example by b.example; Sun, 22 Nov 2026 03:00:01 +0000
Received: from c.example by a.example; Sat, 21 Nov 2026 23:59:59 -0500
Return-Path: <sender@example.com>
From: "Sender, A." <Sender+list@example.com>
To: user+detail@example.org, Other One <other@example.net>
Cc: Team: a@team.example, "B" <b@team.example>;
Subject: [ML 12] A   short message *with* stars? and \\ too
Date: Sun, 22 Nov 2026 12:00:00 +0900
Message-ID: <short@example.com>
X-Number: 42
X-Numbers: 007 and more
X-Empty:
X-Spaces: \t two  words \t
X-Folded: first
 second
\tthird
X-Twice: one
X-Twice: two
List-Id: A list <list.example.org>

The body has a line.
AND Another *one*.
"""
JAPANESE = """\
From: =?ISO-2022-JP?B?GyRCSjg4SxsoQg==?= <bunko@example.jp>
To: =?UTF-8?Q?M=C3=BCller?= <user@example.org>
Subject: =?utf-8?B?5paH5bqr44Gu55+l44KJ44Gb?= =?utf-8?B?44Gn44GZ?= plain
Comments: =?iso-8859-1?q?Stra=DFe_nach_M=FCnchen?=
X-Sjis: =?Shift_JIS?B?lbaM4A==?=
X-Broken: =?utf-8?B?5paH5b?= =?nowhere?Q?a=20b?= =?utf-8?q?x
Date: Sun, 22 Nov 2026 12:00:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=ISO-2022-JP

\x1b$BJ88K\x1b(B
"""
MIXED = """\
From: a@example.org (Comment (nested))
To: "quoted @ local"@example.org, undisclosed: ;
Subject: parts
Date: 1 Jan 99 23:59 EST
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b b"

preamble
--b b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Stra=C3=9Fe =
joined
--b b
Content-Type: text/html
Content-Disposition: attachment; filename="a.html"

<html><body>Some <b>bold</b> text</body></html>
--b b
Content-Type: application/octet-stream; name="evil.exe"
Content-Transfer-Encoding: base64

aGVsbG8gd29ybGQ=
--b b
Content-Type: message/rfc822

From: inner@example.org
Subject: inner

inner text
--b b--
epilogue
"""
BROKEN = """\
From: broken <a@example.org, b@
To:
Subject : space before the colon
X-8bit: caf\xe9
Date: yesterday
Message-ID: no brackets

body
"""
HEADS_ONLY = "Subject: no body at all\nFrom: <>\n"


def messages(rng, count):
    made = [text.encode("latin-1") for text in
            (PLAIN, PLAIN, JAPANESE, MIXED, BROKEN, HEADS_ONLY)]
    made += varied_mime.messages(count, rng.randrange(10 ** 6))
    made += [raw for _, raw in varied.messages(count, rng.randrange(10 ** 6))]
    return made


@dataclasses.dataclass
class Pair:
    script: bytes
    message: bytes
    atoms: dict  # label -> text
    edits: bool = False


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def strings(texts):
    if len(texts) == 1:
        return quote(texts[0])
    return "[" + ", ".join(quote(text) for text in texts) + "]"


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.needs = set()
        self.message = b""
        self.values = []

    # ---- pieces ----

    def some(self, p):
        return self.rng.random() < p

    def pick(self, *choices):
        return self.rng.choice(choices)

    def need(self, name):
        self.needs.add(name)

    def look_at(self, message):
        """What keys are made of."""
        self.message = message
        head = re.split(rb"\r?\n\r?\n", message)[0].decode("utf-8", "replace")
        self.values = [value.strip() for value in
                       re.findall(r"^[^ \t:]+: *(.*)$", head, re.M)] or [""]
        self.values += ["文庫", "Straße", "STRASSE", "42", "007", "", "x"]

    def field(self):
        names = ["Subject", "subject", "FROM", "To", "Cc", "Date", "Received", "Message-ID", "X-Empty", "X-Number",
                 "X-Spaces", "X-Folded", "X-Twice", "Comments", "X-Sjis", "X-Nope", "Content-Type", "List-Id"]
        return strings(self.rng.sample(names, self.pick(1, 1, 1, 2, 3)))

    def address_field(self):
        return strings(self.rng.sample(["From", "to", "CC", "Sender", "Reply-To", "Bcc"], self.pick(1, 1, 2)))

    def piece(self, text):
        begin = self.rng.randrange(len(text) + 1)
        return text[begin:begin + self.rng.randrange(1, 12)]

    def key(self, how, values=None):
        text = self.rng.choice(values or self.values)
        if how == "contains" or self.some(0.15):
            text = self.piece(text)
        if how == "matches":
            text = re.sub(r"[\\*?]", "?", text)
            for _ in range(self.pick(0, 1, 1, 2, 3)):
                at = self.rng.randrange(len(text) + 1)
                text = text[:at] + self.pick("*", "*", "?", "**", "*?") + text[at + self.pick(0, 1, 4, 20):]
            text = self.pick("", "", "*") + text + self.pick("", "*", "*")
        if self.some(0.15):
            text = self.pick(text.upper(), text.lower(), text + " ", text.swapcase())
        return text

    def regex(self):
        return self.pick(r"^[a-z]+", "(.*)@(.*)", r"[[:digit:]]+", "(one|two)$", "^$", ".", r"\\*", r"A +short",
                         r"\[ML ([0-9]+)\]", "(a)|(b)", "[^ ]+ [^ ]+", r"mail.{0,5}serv", "^(.)(.)(.)", r"x?y?z?$")

    def match(self, values=None, most="is"):
        """Comparator, match type and keys."""
        how = self.pick("is", "contains", "matches", "matches", "count", "value", "regex", most)
        words = []
        if how in ("count", "value"):
            self.need("relational")
            words.append(f':{how} "{self.pick("gt", "ge", "lt", "le", "eq", "ne")}"')
        elif how != "is" or self.some(0.5):
            words.append(f":{how}")
        if how == "count":
            words.append(':comparator "i;ascii-numeric"')
            self.need("comparator-i;ascii-numeric")
            return " ".join(words), strings([str(self.rng.randrange(4))])
        if how == "regex":
            self.need("regex")
            if self.some(0.3):
                words.append(f':comparator "{self.pick("i;octet", "i;ascii-casemap")}"')
            return " ".join(words), strings([self.regex() for _ in range(self.pick(1, 1, 2))])
        names = ["i;octet", "i;ascii-casemap"] + (["i;ascii-numeric"] if how in ("is", "value") else [])
        if self.some(0.4):
            name = self.rng.choice(names)
            words.append(f':comparator "{name}"')
            if name == "i;ascii-numeric":
                self.need("comparator-i;ascii-numeric")
        self.rng.shuffle(words)
        return " ".join(words), strings([self.key(how, values) for _ in range(self.pick(1, 1, 2, 3))])

    # ---- tests ----

    def test_header(self):
        match, keys = self.match()
        index = ""
        if self.some(0.2):
            self.need("index")
            index = self.pick(":index 1 ", ":index 2 ", ":index 1 :last ", ":last :index 2 ")
        return f"header {index}{match} {self.field()} {keys}"

    def test_address(self):
        part = self.pick("", ":all ", ":localpart ", ":domain ", ":user ", ":detail ")
        if part in (":user ", ":detail "):
            self.need("subaddress")
        found = re.findall(r"[\w.+-]+@[\w.]+", self.message.decode("utf-8", "replace")) or ["a@b.example"]
        some = self.rng.choice(found)
        local, _, domain = some.partition("@")
        match, keys = self.match([some, local, domain, "list", "detail", "", "user"])
        return f"address {part}{match} {self.address_field()} {keys}"

    def test_envelope(self):
        self.need("envelope")
        part = self.pick("", ":all ", ":localpart ", ":domain ", ":user ", ":detail ")
        if part in (":user ", ":detail "):
            self.need("subaddress")
        match, keys = self.match([SENDER, RECIPIENT, "list", "detail", "user", "example.com", "example.org"])
        which = self.pick(quote("from"), quote("TO"), strings(["from", "to"]))
        return f"envelope {part}{match} {which} {keys}"

    def test_exists(self):
        return f"exists {self.field()}"

    def test_size(self):
        size = len(self.message.replace(b"\n", b"\r\n"))
        return f"size {self.pick(':over', ':under')} {self.pick(size - 1, size, size + 1, '0', '1K', '1m')}"

    def test_body(self):
        self.need("body")
        how = self.pick("", ":text ", ":raw ", ':content "text" ', ':content "text/plain" ', ':content "" ',
                        ':content ["message", "multipart"] ')
        kind = self.pick(":contains", ":contains", ":matches", ":is")
        text = self.pick("文庫", "server", "Straße joined", "bold", "hello", "preamble", "epilogue", "inner text",
                         "Another *one*", "From: inner", "<b>", "=C3", "", "aGVs", "ANOTHER", "--")
        if kind == ":matches":
            text = "*" + text + "*"
        return f"body {how}{kind} {quote(text)}"

    def test_date(self):
        self.need("date")
        part = self.pick("year", "month", "day", "date", "julian", "hour", "minute", "second", "time", "iso8601",
                         "std11", "zone", "weekday")
        zone = self.pick(':originalzone ', ':zone "+0900" ', ':zone "-0330" ')
        match = self.pick(":is", ":contains", ":matches")
        key = self.pick("2026", "2017", "11", "22", "2026-11-22", "12", "00", "12:00:00", "+0900", "0", "2*", "*9*", "*",
                        "2026-11-22T12:00:00+09:00", "Sun, 22 Nov 2026 12:00:00 +0900", "1999", "-0500", "2451180")
        index = ""
        field = self.pick("Date", "Date", "Received", "X-Nope", "Subject")
        if self.some(0.3):
            self.need("index")
            index = self.pick(":index 1 ", ":index 2 ", ":last :index 1 ")
        return f'date {index}{zone}{match} "{field}" "{part}" {quote(key)}'

    def test_currentdate(self):
        self.needs.update(("date", "relational"))
        return self.pick('currentdate :value "ge" "year" "2026"', 'currentdate :matches "time" "??:??:??"',
                         'currentdate :zone "+0100" :is "zone" "+0100"', 'currentdate :matches "iso8601" "*T*"',
                         'currentdate :value "lt" "weekday" "7"')

    def test_string(self):
        self.need("variables")
        match, keys = self.match()
        return f"string {match} {strings([self.key('is') for _ in range(self.pick(1, 2))])} {keys}"

    def test_mailbox(self):
        self.need("mailbox")
        return f"mailboxexists {strings(self.rng.sample(['INBOX', 'inbox', 'Nowhere', 'No.Where'], self.pick(1, 2)))}"

    def test_hasflag(self):
        self.need("imap4flags")
        return f'hasflag {self.pick(":is", ":contains", ":matches")} {strings([self.pick("a", "b", "Seen", "*")])}'

    def test_environment(self):
        self.need("environment")
        item = self.pick("phase", "name", "location", "nope")
        return f'environment :matches "{item}" "{self.pick("*", "?*", "MDA")}"'

    def test_ihave(self):
        self.need("ihave")
        names = ["fileinto", "nope", "variables", "mime", "regex", "comparator-i;octet", "comparator-x"]
        return f"ihave {strings(self.rng.sample(names, self.pick(1, 2)))}"

    def test_mime(self):
        self.needs.update(("mime", "foreverypart"))
        child = self.pick("", ":anychild ")
        what = self.pick(":type", ":subtype", ":contenttype", ':param "charset"', ':param ["name", "filename"]', "")
        match = self.pick(":is", ":contains", ":matches")
        key = self.pick("text", "plain", "text/plain", "utf-8", "evil.exe", "a.html", "*", "multipart", "octet-stream")
        name = self.pick("Content-Type", "content-disposition", "Subject")
        return f'header :mime {child}{what} {match} "{name}" "{key}"'

    def test(self, depth=2):
        if depth and self.some(0.25):
            how = self.pick("not", "allof", "anyof")
            if how == "not":
                return f"not {self.test(depth - 1)}"
            return f"{how}({', '.join(self.test(depth - 1) for _ in range(self.pick(1, 2, 3)))})"
        return self.rng.choice(self.tests())()

    def tests(self):
        return ([self.test_header] * 6 + [self.test_address] * 4 + [self.test_envelope] * 2 + [self.test_body] * 3 +
                [self.test_date] * 3 + [self.test_string] * 2 + [self.test_exists, self.test_size, self.test_mailbox,
                 self.test_hasflag, self.test_environment, self.test_ihave, self.test_currentdate, self.test_mime])

    # ---- atoms ----

    def atom_test(self):
        return f'if {self.test()} {{ fileinto "LABEL"; }}'

    def atom_elsif(self):
        return (f'if {self.test(1)} {{ fileinto "LABEL1"; }} elsif {self.test(1)} {{ fileinto "LABEL2"; }}'
                f' else {{ fileinto "LABEL3"; }}')

    def atom_set(self):
        """Each modifier alone and with others."""
        self.need("variables")
        words = self.rng.sample([":upper", ":upperfirst", ":quotewildcard", ":length"], self.pick(0, 1, 1, 2))
        words = [word.replace("upper", self.pick("upper", "lower")) for word in words]
        value = self.pick("juMBlEd lETteRS", "Ärger ÖL", "Rock*n?roll \\ x", "文庫", "", "élan", "a${x}b", "${nope}z",
                          "${a.b", "$${x}}", "${}", "${1a}", "${ x}", "${0}${1}${9}")
        # What an atom before has matched is its own affair.
        match = 'if string :comparator "i;octet" :matches "one two" "* *" { }'
        return f'{match} set "x" "ab"; set {" ".join(words)} "v" {quote(value)}; fileinto "LABEL ${{v}}";'

    def atom_matched(self):
        """Match variables, those of an earlier match, out of range."""
        self.need("variables")
        if self.some(0.3):
            self.need("regex")
            test = f'header :regex {self.field()} {quote(self.regex())}'
        else:
            test = f'header :matches {self.field()} {strings([self.key("matches")])}'
        return f'if {test} {{ fileinto "LABEL <${{0}}> <${{1}}> <${{2}}> <${{3}}>"; }}'

    def atom_flags(self):
        self.needs.update(("imap4flags", "variables"))
        text = ""
        for _ in range(self.pick(1, 2)):
            flags = [self.pick("a", "B c", "\\Seen", "\\flagged a", "$Label", "b", "\\Nope", "")
                     for _ in range(self.pick(1, 2))]
            where = self.pick("", "", '"fl" ')
            text += f'{self.pick("setflag", "addflag", "removeflag")} {where}{strings(flags)}; '
        return text + self.pick('fileinto "LABEL";', 'fileinto :flags "${fl}" "LABEL";')

    def atom_fileinto(self):
        self.needs.update(("imap4flags", "copy", "mailbox"))
        tags = self.pick("", ":copy", ":create", ':copy :flags "x y"', ':flags ["a", "b"]')
        return f'fileinto {tags} "LABEL";'

    def atom_encoded(self):
        self.need("encoded-character")
        return 'fileinto "LABEL ' + self.pick("${hex:24 40}", "${unicode:6587 5eab}", "${hex: 41}", "${hex:4 1}", "${hex:zz}",
                                          "${UNICODE:df}", "${unicode:0041}x${hex:42", "${hex:}") + '";'

    def atom_parts(self):
        self.needs.update(("mime", "foreverypart", "variables"))
        if self.some(0.3):
            self.need("extracttext")
            return ('foreverypart { if header :mime :type :is "Content-Type" "text" { extracttext :first 20 "t"; '
                    'fileinto "LABEL ${t}"; break; } }')
        return (f'set "n" "."; foreverypart {{ if {self.test_mime()} {{ set "n" "${{n}}1"; }} else '
                f'{{ set "n" "${{n}}0"; }} }} fileinto "LABEL ${{n}}";')

    def atom_duplicate(self):
        self.need("duplicate")
        tags = self.pick("", ":seconds 60", ':handle "h"')
        return f'if {self.pick("", "not ")}duplicate {tags} {{ fileinto "LABEL"; }}'

    def atom_redirect(self):
        self.need("copy")
        return f'redirect {self.pick("", ":copy")} "LABEL@example.net";'

    def atom_last(self):
        """At most one in a script."""
        if self.some(0.5):
            return self.pick("keep;", "discard;", "stop;", "keep; discard;")
        self.need("vacation")
        tags = [":days 3", ':subject "Away 文庫"', ':handle "h"', ":mime"]
        tags = self.rng.sample(tags, self.pick(0, 1, 2, 3)) + [':addresses ["user@example.org", "o@example.org"]']
        return f'vacation {" ".join(tags)} "Content-Type: text/plain\r\n\r\nI am away.";'

    def atom_edit(self):
        name = self.pick("X-New", "Subject", "To", "X-Twice", "x-empty", "Received", "X-Numbers")
        where = self.pick("", ":last ")
        value = self.pick("plain", "two words", "", "文庫", "long " * 30)
        index = self.pick("", "", ":index 1 ", ":index 1 :last ", ":index 2 ")
        keys = self.pick("", "", ' "*two*"', ' "*"', ' ["one", "*"]')
        match = ":matches " if keys else ""
        return self.pick(f'addheader {where}"{name}" {quote(value)};', f'deleteheader {index}{match}"{name}"{keys};')

    # ---- pairs ----

    def pair(self, message, count=8):
        self.look_at(message)
        self.needs = {"fileinto"}
        kinds = ([self.atom_test] * 10 + [self.atom_elsif] * 2 + [self.atom_set] * 2 + [self.atom_matched] * 2 +
                 [self.atom_flags, self.atom_fileinto, self.atom_encoded, self.atom_parts,
                  self.atom_redirect])
        chosen = [self.rng.choice(kinds) for _ in range(count)]
        if self.some(0.1):
            chosen.append(self.atom_duplicate)
        if self.some(0.3):
            chosen.append(self.atom_last)
        atoms = {f"a{n}z": make() for n, make in enumerate(chosen)}
        return self.script(atoms, message)

    def edit_pair(self, message):
        self.look_at(message)
        self.needs = {"editheader", "fileinto"}
        atoms = {f"a{n}z": self.atom_edit() for n in range(self.pick(1, 2, 3))}
        return self.script(atoms, message, edits=True)

    def script(self, atoms, message, edits=False):
        atoms = {label: text.replace("LABEL", label) for label, text in atoms.items()}
        lines = [f"require {strings(sorted(self.needs))};", *atoms.values()]
        end = self.pick("\r\n", "\n")
        return Pair(end.join(lines + [""]).encode(), message, atoms, edits)


def pairs(seed, count):
    maker = Maker(seed)
    mail = messages(maker.rng, 60)
    for number in range(count):
        message = maker.rng.choice(mail)
        if maker.some(0.3):
            message = mail[number % 6]
        if maker.some(0.3):
            message = re.sub(rb"\r?\n", b"\r\n", message)
        yield maker.edit_pair(message) if maker.some(0.12) else maker.pair(message)
