# SPDX-License-Identifier: MIT
"""Varied mail from a seed: threads, charsets, encodings, odd headers."""
import base64
import quopri
import random
import time

WORDS = "apple Banana cherry date Elder fig grape Honey iris jade Kiwi lemon mango".split()
TEXTS = ["文庫の知らせ", "会議の資料", "Straße nach München", "Ärger über Öl", "déjà vu", "Ñandú", "привет мир"]


def word(rng, text, charset):
    raw = text.encode(charset)
    if rng.random() < 0.5:
        return f"=?{charset}?B?{base64.b64encode(raw).decode()}?="
    return f"=?{charset}?Q?" + "".join(f"={byte:02X}" for byte in raw) + "?="


def charset_of(rng, text):
    fits = []
    for name in ("UTF-8", "ISO-8859-1", "ISO-2022-JP", "Shift_JIS", "EUC-JP", "KOI8-R"):
        try:
            text.encode(name)
            fits.append(name)
        except UnicodeError:
            pass
    return rng.choice(fits)


def subject(rng):
    plain = " ".join(rng.choices(WORDS, k=rng.randrange(1, 4)))
    if rng.random() < 0.3:
        text = rng.choice(TEXTS)
        plain = word(rng, text, charset_of(rng, text))
    return rng.choice(["", "", "[list] ", "  "]) + plain


def answered(rng, text):
    return rng.choice(["Re: {}", "RE: {}", "Fwd: {}", "fw: {}", "Re: Re: {}", "re[2]: {}", "{} (fwd)", "[fwd: {}]",
                       "[list] Re: {}", "{}"]).format(text.strip())


def address(rng, number):
    name = rng.choice(["", '"Zoe, A." ', "Bob ", word(rng, "Ärger", "UTF-8") + " "])
    return f"{name}<{rng.choice(['alice', 'Bob', 'carol'])}{number % 7}@example.{rng.choice(['org', 'net'])}>"


def body(rng):
    text = "".join(" ".join(rng.choices(WORDS, k=8)) + "\n" for _ in range(rng.randrange(1, 30)))
    if rng.random() < 0.4:
        text += rng.choice(TEXTS) + "\n"
    charset = charset_of(rng, text)
    how = rng.choice(["8bit", "base64", "quoted-printable"])
    raw = text.encode(charset)
    if how == "base64":
        raw = base64.encodebytes(raw)
    elif how == "quoted-printable":
        raw = quopri.encodestring(raw)
    return (f"MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n"
            f"Content-Transfer-Encoding: {how}\n\n").encode() + raw


def messages(count, seed=1):
    """(INTERNALDATE, bytes) of each, line ends LF."""
    rng, threads = random.Random(seed), []
    for number in range(count):
        date = 1_500_000_000 + number * 3600 + rng.randrange(-200_000, 200_000)
        ids, line = [f"<{number}@x.example>"], subject(rng)
        references = ""
        if threads and rng.random() < 0.6:
            before, old = rng.choice(threads[-20:])
            references = rng.choice([f"References: {' '.join(before)}\n", f"In-Reply-To: {before[-1]}\n",
                                     f"References: <lost{number % 5}@x.example> {before[-1]}\n"])
            ids, line = before + ids, answered(rng, old)
        threads.append((ids, line))
        zone = rng.choice(["+0000", "+0900", "-0330"])
        when = time.strftime("%a, %d %b %Y %H:%M:%S", time.gmtime(date)) + " " + zone
        head = (f"From: {address(rng, number)}\nTo: {address(rng, number + 1)}\n"
                f"Subject: {line}\nMessage-ID: {ids[-1]}\n{references}")
        if rng.random() < 0.9:
            head += f"Date: {when}\n"
        if rng.random() < 0.3:
            head += f"Cc: {address(rng, number + 2)}\n"
        yield date + rng.randrange(10_000), head.encode() + body(rng)
