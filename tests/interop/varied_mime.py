# SPDX-License-Identifier: MIT
"""Varied messages, whole and broken, made by a seeded generator."""
import base64
import random

WORDS = "mail server folder index message thread reader window letter answer project meeting".split()
JAPANESE = "文庫 郵便 会議 資料 予算 報告 東京 大阪".split()
CHARSETS = ["iso-2022-jp", "shift_jis", "euc-jp", "utf-8"]
TYPES = ["image/png", "application/pdf", "text/html; charset=utf-8", "TEXT/Plain; charset=us-ascii",
         "application/octet-stream; name=\"a b.bin\"", "audio/x-wav", "text/calendar; method=REQUEST",
         "text/plain; format=flowed; delsp=yes", "application/x-foo; a=1; b=\"2\\\"3\"; c",
         "message/delivery-status", "text/plain; charset", "image/jpeg;name=x;name=y",
         "application/x; title*=utf-8''%e6%96%87; x*0=ab; x*1=cd", "text/plain (comment); charset=(c) utf-8"]
BAD_TYPES = ["text", "/plain", "text/", ";"]
ADDRESSES = ["a@example.org", "Bob <bob@example.org>", "\"Last, First\" <x.y@example.net>", "<only@example.org>",
             "Group: a@b.example, C <c@d.example>;", "undisclosed-recipients:;", "=?utf-8?B?5paH5bqr?= <j@example.jp>",
             "no-domain", "<@r1.example,@r2.example:u@h.example>", "\"quoted\\\"pair\" <q@example.org>",
             "user@example.org (A Comment)", "\"\" <empty@example.org>", "A. B. <dots@example.org>", "<>", ",", "",
             "a@[127.0.0.1]", "\"odd local\"@example.org", "Müller <m@example.org>", "x <y@z.example", "first last"]


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def words(self, n=6):
        return " ".join(self.rng.choices(WORDS, k=n))

    def some(self, p):
        return self.rng.random() < p

    def japanese(self):
        charset = self.rng.choice(CHARSETS)
        text = "".join(self.rng.choices(JAPANESE, k=5))
        return charset, text.encode(charset)

    def field(self, name, value):
        """With folds, blanks and cases as writers have them."""
        if self.some(0.1):
            name = self.rng.choice([name.upper(), name.lower()])
        colon = self.rng.choice([": "] * 12 + [":", ":\t", ":   "])
        if self.some(0.15) and b" " in value:
            head, tail = value.split(b" ", 1)
            value = head + self.rng.choice([b"\n ", b"\n\t", b"\n    "]) + tail
        return name.encode() + colon.encode() + value + self.rng.choice([b""] * 9 + [b" "]) + b"\n"

    def addresses(self):
        count = self.rng.choice([1, 1, 1, 2, 3])
        return ", ".join(self.rng.choice(ADDRESSES) for _ in range(count)).encode()

    def subject(self):
        kind = self.rng.random()
        if kind < 0.2:
            charset, raw = self.japanese()
            return b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(raw))
        if kind < 0.25:
            return self.japanese()[1].replace(b"\n", b"")
        if kind < 0.3:
            return b"with \"quotes\" and \\ and {3} (x)"
        if kind < 0.33:
            return b""
        return self.words().encode()

    def header(self):
        fields = [("From", self.addresses()), ("To", self.addresses()), ("Subject", self.subject()),
                  ("Date", b"Sun, 22 Nov 2026 10:00:00 +0900"),
                  ("Message-ID", b"<%d@example.org>" % self.rng.randrange(10 ** 9))]
        for name in ("Cc", "Bcc", "Sender", "Reply-To"):
            if self.some(0.2):
                fields.append((name, self.addresses()))
        if self.some(0.2):
            fields.append(("In-Reply-To", b"<1@example.org> (comment)"))
        if self.some(0.03):
            fields.append(("X-Huge", b" ".join([b"x" * 60] * self.rng.randrange(50, 1500))))
        fields = [field for field in fields if not self.some(0.06)]
        self.rng.shuffle(fields)
        text = b"".join(self.field(*field) for field in fields)
        return b"From nobody Mon Jan  1\n" * self.some(0.01) + text

    def text(self):
        kind = self.rng.random()
        if kind < 0.5:
            return b"", b"".join(self.words(10).encode() + b"\n" for _ in range(self.rng.randrange(0, 12)))
        if kind < 0.65:
            charset, raw = self.japanese()
            return b"charset=%s" % charset.encode(), raw + b"\n"
        if kind < 0.75:
            return b"", b"no line end"
        if kind < 0.8:
            return b"", b"a\r\nb\nc\r\n"
        return b"", b"--\n-- \n--b\n\n.\n..\nFrom me\n"

    def leaf(self):
        fields, (params, body) = b"", self.text()
        if self.some(0.8):
            kind = self.rng.choice(BAD_TYPES if self.some(0.02) else TYPES).encode()
            if params and kind.lower().startswith(b"text/plain"):
                kind = b"text/plain; " + params
            fields += self.field("Content-Type", kind)
        kind = self.rng.random()
        if kind < 0.25:
            fields += self.field("Content-Transfer-Encoding", b"base64")
            body = base64.encodebytes(body)
        elif kind < 0.5:
            fields += self.field("Content-Transfer-Encoding",
                                 self.rng.choice([b"7bit", b"8BIT", b"quoted-printable", b"x-uuencode", b"\"base64\""]))
        for name, value, p in (("Content-ID", b"<a@b>", 0.1), ("Content-Description", b"a \"picture\"", 0.1),
                               ("Content-Disposition", b"attachment; filename=\"a b.txt\"", 0.2),
                               ("Content-Disposition", b"inline", 0.1), ("Content-MD5", b"Q2hlY2sgSW50ZWdyaXR5IQ==", 0.05),
                               ("Content-Language", b"en, de", 0.05), ("Content-Location", b"http://example.org/", 0.05)):
            if self.some(p):
                fields += self.field(name, value)
        return fields, body

    def part(self, depth):
        kind = self.rng.random()
        if depth and kind < 0.25:
            return self.multipart(depth - 1)
        if depth and kind < 0.35:
            fields, body = self.part(depth - 1)
            inner = self.header() + b"MIME-Version: 1.0\n" + fields + b"\n" + body
            return self.field("Content-Type", b"message/rfc822"), inner
        return self.leaf()

    def multipart(self, depth):
        mark = self.rng.choice([b"b", b"b" * 70, b"=_a.b", b"--x", b"x" + b"%d" % self.rng.randrange(99)])
        kind = self.rng.choice([b"mixed", b"alternative", b"digest", b"related; type=\"text/html\"", b"report", b"MIXED"])
        body = self.rng.choice([b"", b"", b"preamble\n"])
        for _ in range(self.rng.choice([0] + [1, 2, 2, 3, 5] * 4)):
            fields, content = self.part(depth)
            body += b"--" + mark + self.rng.choice([b"", b"", b"", b" ", b"\t "]) + b"\n" + fields + b"\n" + content
            body += self.rng.choice([b"\n", b"\n", b"\n", b"", b"\n\n"])
        body += self.rng.choice([b"--" + mark + b"--\n"] * 6 + [b"", b"--" + mark + b"--", b"--" + mark + b"--\nepilogue\n"])
        value = b"multipart/" + kind + self.rng.choice(
            [b"; boundary=\"" + mark + b"\""] * 8 + [b"; boundary=" + mark.replace(b"=", b""), b""])
        return self.field("Content-Type", value), body

    def message(self):
        fields, body = self.part(3)
        head = self.header() + b"MIME-Version: 1.0\n"
        whole = head + fields + self.rng.choice([b"\n"] * 20 + [b"not a field\n\n"]) + body
        if self.some(0.03):
            whole = whole[:self.rng.randrange(len(head + fields), len(whole) + 1)]
        return whole or b"\n"


def messages(count, seed):
    maker = Maker(seed)
    return [maker.message() for _ in range(count)]
