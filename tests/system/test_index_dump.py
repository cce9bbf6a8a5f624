# SPDX-License-Identifier: MIT
"""fumikura index dump: what the index says, whole or damaged, unchanged."""
import hashlib
import random
import shutil
import threading

from conftest import mail

USER = "alice@example.org"


def dump(server, *more):
    """Exit code and the lines as (word, {key: value})."""
    done = server.run("index", "dump", USER, *more)
    assert not done.stderr, done.stderr
    lines = []
    for line in done.stdout.splitlines():
        word, *fields = line.split("\t")
        lines.append((word, dict(field.split("=", 1) for field in fields)))
    return done.returncode, lines


def of(lines, word, **wanted):
    return [fields for kind, fields in lines
            if kind == word and all(fields[key] == value for key, value in wanted.items())]


def digest(folder):
    """Of all files but for LMDB's lock, where a reader's slot is no change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "index.mdb-lock":
            found[path.relative_to(folder)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def fill(server):
    client = server.imap(USER)
    client.create("Box")
    for number in range(4):
        assert server.deliver(USER, mail(f"Mail {number}")).returncode == 0
    client.select()
    client.fetch("1:*", "(ENVELOPE)")
    client.store("2", "+FLAGS", r"(\Seen $Label1 project)")
    client.store("3", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.copy("1", "Box")
    client.logout()


def test_dump_tells_everything(new_server):
    server = new_server()
    fill(server)
    before = digest(server.maildir(USER))
    code, lines = dump(server)
    assert code == 0
    assert digest(server.maildir(USER)) == before
    (index,) = of(lines, "index")
    assert index["user"] == USER and index["state"] == "good" and int(index["bytes"]) > 0
    (usage,) = of(lines, "usage")
    assert usage["messages"] == "4"
    folders = {f["mailbox"]: f for f in of(lines, "folder")}
    assert set(folders) == {"INBOX", "Box"} and folders["Box"]["dir"] == ".Box"
    inbox = folders["INBOX"]
    assert (inbox["messages"], inbox["uidnext"], inbox["unseen"]) == ("3", "5", "2")
    assert {k["name"] for k in of(lines, "keyword", mailbox="INBOX")} == {"$Label1", "project"}
    messages = of(lines, "message", mailbox="INBOX")
    assert [m["uid"] for m in messages] == ["1", "2", "4"]
    assert set(messages[1]["keywords"].split(",")) == {"$Label1", "project"}
    assert "seen" in messages[1]["flags"].split(",")
    for message in messages:
        place = "new" if "new" in message["flags"].split(",") else "cur"
        path = server.maildir(USER) / place / message["file"]
        assert path.stat().st_size == int(message["size"]), path
    assert of(lines, "change", mailbox="INBOX", kind="expunged")[0]["uids"] == "3"
    code, lines = dump(server, "Box")
    assert code == 0 and {fields.get("mailbox", "Box") for _, fields in lines} == {"Box"}
    assert len(of(lines, "message")) == 1


def test_without_an_index(new_server):
    server = new_server()
    code, lines = dump(server)
    assert (code, lines[0][1]["state"]) == (1, "none")
    assert not server.maildir(USER).exists()


def test_doubtful_and_damaged_ones_are_read_as_far_as_they_go(new_server):
    server = new_server()
    fill(server)
    server.stop()
    folder = server.maildir(USER) / ".fumikura"
    keep = server.dir / "keep"
    shutil.copytree(folder, keep)

    def again():
        for path in keep.iterdir():
            shutil.copy(path, folder / path.name)

    (folder / "mark").unlink()
    code, lines = dump(server)
    assert code == 0 and lines[0][1]["state"] == "no-mark" and len(of(lines, "message")) == 4
    # Cut off, all sorts of bytes changed: it always ends, and says something.
    whole = (keep / "index.mdb").read_bytes()
    for number in range(40):
        seed = random.Random(number)
        again()
        if number % 4 == 0:
            data = whole[:seed.randrange(len(whole))]
        else:
            data = bytearray(whole)
            for _ in range(seed.choice([1, 20, 400])):
                data[seed.randrange(len(data))] = seed.randrange(256)
        (folder / "index.mdb").write_bytes(data)
        before = digest(folder)
        code, lines = dump(server)
        assert code in (0, 1) and of(lines, "index"), number
        assert code == 1 or not of(lines, "damage"), number
        assert digest(folder) == before, number
    (folder / "index.mdb").write_bytes(b"")
    code, lines = dump(server)
    assert code == 1 and lines[0][1]["state"] == "bad-meta"
    server.start()
    assert server.run("index", "check", USER).returncode == 0


def test_beside_a_busy_server(new_server):
    server = new_server()
    fill(server)
    stop = threading.Event()

    def deliver():
        while not stop.is_set():
            assert server.deliver(USER, mail("busy")).returncode == 0

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        seen = 0
        for _ in range(10):
            code, lines = dump(server, "INBOX")
            assert code == 0, lines
            (folder,) = of(lines, "folder")
            messages = of(lines, "message")
            assert len(messages) == int(folder["messages"]) >= seen
            seen = len(messages)
    finally:
        stop.set()
        thread.join()
    assert server.run("index", "check", USER).returncode == 0
