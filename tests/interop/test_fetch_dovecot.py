# SPDX-License-Identifier: MIT
"""What FETCH says of varied messages, beside Dovecot on the same Maildir.

Some thousand messages with FUMIKURA_LONG, else some hundred. Where the two differ,
`explained` says why ours is right; what it does not know fails.
"""
import os
import pwd
import re

import pytest
from conftest import PASSWORD
from dovecot import Dovecot
from imap_raw import Raw
from varied_mime import messages

USER = "alice@example.org"
SECTIONS = ["", "HEADER", "TEXT", "1", "1.MIME", "2", "2.MIME", "1.1", "1.HEADER", "1.TEXT", "2.1", "2.2", "2.2.1", "1.1.1", "3.HEADER",
            "HEADER.FIELDS (SUBJECT date X-Huge)", "HEADER.FIELDS.NOT (From To Cc X-Huge)",
            "1.HEADER.FIELDS (Subject)", "2.HEADER.FIELDS.NOT (To From)", "9"]
PARTIALS = ["[]<0.10>", "[]<5.100>", "[TEXT]<1.3>", "[HEADER]<20.50>", "[]<100000000.1>"]

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Dovecot instance needs root")


def fill(place, count):
    """Left there by another program, in the order of their names."""
    vmail = pwd.getpwnam("vmail")
    for name in ("", "new", "tmp", "cur"):
        (place / name).mkdir(parents=True, exist_ok=True)
    for number, message in enumerate(messages(count, 7)):
        path = place / "cur" / f"{1700000000 + number}.M{number}P1.host:2,S"
        path.write_bytes(message)
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    for path in [place.parent, *place.parent.rglob("*")]:
        os.chown(path, vmail.pw_uid, vmail.pw_gid)


def asked(items):
    return b"1:* (" + " ".join(items).encode() + b")"


ITEMS = {
    "structures": ["RFC822.SIZE", "INTERNALDATE", "ENVELOPE", "BODY", "BODYSTRUCTURE"],
    "sections": [f"BODY.PEEK[{section}]" for section in SECTIONS],
    "partials": [f"BODY.PEEK{partial}" for partial in PARTIALS] + ["RFC822.HEADER"],
}


def look(client):
    client.ask(b"EXAMINE INBOX")
    return {name: client.fetch(asked(items)) for name, items in ITEMS.items()}


def differences(ours, theirs):
    for name in ITEMS:
        mine, tagged = ours[name]
        other, _ = theirs[name]
        assert b"OK" in tagged[:5], tagged
        assert mine.keys() == other.keys()
        for uid in mine:
            assert mine[uid].keys() == other[uid].keys()
            for item in mine[uid]:
                if mine[uid][item] != other[uid][item]:
                    yield uid, item, mine[uid][item], other[uid][item]


def test_fetch_says_the_same(new_server):
    server = new_server()
    count = 4000 if os.environ.get("FUMIKURA_LONG") else 400
    local, domain = USER.split("@")
    place = server.dir / "mail" / domain / local / "Maildir"
    fill(place, count)
    dovecot = Dovecot(server.dir / "mail")
    try:
        dovecot.imap(USER).logout()
        client = Raw(dovecot.port, USER, PASSWORD.replace(" ", "_"))
        theirs = look(client)
        client.close()
    finally:
        dovecot.remove()
    client = Raw(server.imap_port, USER, PASSWORD)
    ours = look(client)
    client.close()
    assert len(ours["structures"][0]) == count
    text = {number + 1: message for number, message in enumerate(messages(count, 7))}
    broken = {uid for uid, items in ours["structures"][0].items()
              if has_no_parts(items[b"BODY"], theirs["structures"][0][uid][b"BODY"])}
    unknown = [(uid, item, mine, other) for uid, item, mine, other in differences(ours, theirs)
               if not explained(item, mine, other, uid in broken)
               and not is_part_of_leaf(ours["sections"][0][uid], item, other)]
    for uid, item, mine, other in unknown[:5]:
        print(f"--- {uid} {item}\n{text[uid]!r}\nours   {mine!r}\ntheirs {other!r}")
    assert not unknown, f"{len(unknown)} differences without an explanation"
    # What is explained away does not hide all the rest.
    assert len(broken) < count / 5


PLACEHOLDERS = (b"MISSING_MAILBOX", b"MISSING_DOMAIN", b"SYNTAX_ERROR")


def flat(value):
    """RFC 5322 2.2.3: a fold is white space, and none of it counts at the end."""
    return re.sub(rb"[ \t\r\n]+", b" ", value).strip() if isinstance(value, bytes) else value


def same_addresses(ours, theirs):
    """Dovecot marks what RFC 5322 3.4 does not allow; its reading is then one of many."""
    if any(word in PLACEHOLDERS for address in theirs or [] for word in address):
        return True
    return [[flat(word) for word in address] for address in ours or []] == [
        [flat(word) for word in address] for address in theirs or []]


def same_envelope(ours, theirs):
    return all(same_addresses(mine, other) if 2 <= at <= 7 else flat(mine) == flat(other)
               for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)))


def is_empty(node):
    """RFC 2046 5.1.1: a multipart has at least one part. Dovecot makes an empty one."""
    return isinstance(node[0], list) and node[0][:2] == [b"text", b"plain"] and node[0][6] == b"0"


def has_no_parts(ours, theirs):
    """A multipart without parts, which is a text to us, or a Content-Type that
    RFC 2045 5.1 does not allow, which is text/plain by its section 5.2."""
    if not isinstance(theirs, list):
        return False
    if isinstance(ours[0], bytes) and (is_empty(theirs) or b"" in theirs[:2]):
        return True
    if isinstance(ours[0], list) and len(ours) == len(theirs) + 1 and is_empty(ours[len(theirs) - 1:]):
        return True  # the end of the last boundary is cut off
    return any(has_no_parts(mine, other) for mine, other in zip(ours, theirs)
               if isinstance(mine, list) and mine and isinstance(other, list) and other)


def is_one_line_more(ours, theirs):
    """RFC 2046 5.1.1: the line end before a boundary belongs to it. Dovecot counts it
    to a message that ends in a boundary of its own."""
    return int(theirs[6]) == int(ours[6]) + 2 and int(theirs[9]) == int(ours[9]) + 1


def is_envelope(value):
    return len(value) == 10 and all(field is None or field and isinstance(field, list) and isinstance(field[0], list)
                                    for field in value[2:8])


def same_structure(ours, theirs):
    if isinstance(ours, list) and isinstance(theirs, list):
        if is_envelope(ours) and is_envelope(theirs):
            return same_envelope(ours, theirs)
        if ours[:2] == theirs[:2] == [b"message", b"rfc822"] and is_one_line_more(ours, theirs):
            ours = ours[:6] + theirs[6:7] + ours[7:9] + theirs[9:10] + ours[10:]
        return len(ours) == len(theirs) and all(map(same_structure, ours, theirs))
    if isinstance(ours, bytes) and isinstance(theirs, bytes):
        # RFC 2045 5.1: types, subtypes and encodings match in any case.
        return flat(ours).lower() == flat(theirs).lower()
    return ours == theirs


def is_part_of_leaf(ours, item, theirs):
    """RFC 9051 6.4.5.1: only a message has a part 1 that is itself; to Dovecot a part has it too."""
    return ours.get(item) is None and item.endswith(b".1]") and theirs == ours.get(item[:-3] + b"]")


def explained(item, ours, theirs, broken):
    if item == b"ENVELOPE":
        return same_envelope(ours, theirs)
    if item in (b"BODY", b"BODYSTRUCTURE"):
        return broken or same_structure(ours, theirs)
    if ours is None and theirs == b"":
        return True  # RFC 9051 9, nstring: there is no such section
    if ours and ours.endswith(b"--") and theirs == ours + b"\r\n":
        return True  # as is_one_line_more
    if re.match(rb"BODY\[\d.*(MIME|HEADER|FIELDS.*)\]", item) and ours == (theirs or b"") + b"\r\n":
        return True  # RFC 2046 5.1.1: an empty line right before a boundary ends the header, or belongs to that
    if b".FIELDS" in item and re.search(rb"^--", theirs, re.M):
        return True  # RFC 2046 5.1.1: a boundary ends a part, also within its header
    if b".FIELDS" in item and ours is not None:
        # RFC 3501 6.4.5: no blank line where the header has none, and what is no field has no name.
        # A field ends in a line end (RFC 5322 2.2), where the message may not.
        theirs += b"" if theirs.endswith(b"\r\n") else b"\r\n"
        fields = re.findall(rb"^[!-9;-~]+[ \t]*:.*\r\n(?:[ \t].*\r\n)*", theirs, re.M)
        return broken or re.sub(rb"\r\n$", b"", ours) in (b"".join(fields), b"".join(fields)[:-2])
    return broken and re.match(rb"BODY\[\d", item) is not None
