# SPDX-License-Identifier: MIT
"""maildirsize shared with Courier's deliverquota."""
from conftest import PASSWORD, mail
from courier import Courier

ALICE = "alice@example.org"
OVER = (75, 77)  # as built for Debian, as its manual says


def body(size):
    return mail(body=("x" * 63 + "\n") * (size // 64))


def deliver_with(courier, message):
    process = courier.start("usr/bin/deliverquota.courier")
    process.communicate(message.encode(), 60)
    return process.returncode


def size_file(maildir):
    lines = (maildir / "maildirsize").read_text().splitlines()[1:]
    return tuple(sum(int(line.split()[i]) for line in lines) for i in (0, 1))


def on_disk(maildir):
    files = [path for part in ("new", "cur") for folder in ("", ".*/")
             for path in maildir.glob(f"{folder}{part}/*")]
    return sum(path.stat().st_size for path in files), len(files)


def test_sums_agree_with_couriers(new_server):
    server = new_server(users=())
    server.add_user(ALICE, PASSWORD, "--quota", "40K", "--quota-messages", "100")
    client = server.imap(ALICE, PASSWORD)
    client.create("Other")
    maildir = server.maildir(ALICE)
    courier = Courier(maildir)
    try:
        assert server.deliver(ALICE, body(700)).returncode == 0
        for number in range(8):
            if number % 2:
                assert deliver_with(courier, body(500 + number)) == 0
            else:
                assert server.deliver(ALICE, body(700 + number)).returncode == 0
            assert size_file(maildir) == on_disk(maildir), number
        client.select()
        client.store("1:3", "+FLAGS.SILENT", r"(\Deleted)")
        client.expunge()
        assert client.copy("1", "Other")[0] == "OK"
        assert deliver_with(courier, body(600)) == 0
        assert client.noop()[0] == "OK"
        assert size_file(maildir) == on_disk(maildir)
        # Both say no to the same message, and yes to the same.
        room = 40 * 1024 - on_disk(maildir)[0]
        assert deliver_with(courier, body(room + 2000)) in OVER
        assert server.deliver(ALICE, body(room + 2000)).returncode == 77
        assert deliver_with(courier, body(room - 3000)) == 0
        assert deliver_with(courier, body(room)) in OVER
        assert server.deliver(ALICE, body(room)).returncode == 77
        assert size_file(maildir) == on_disk(maildir)
        done = server.run("quota", "show", ALICE)
        used = [int(line.split("\t")[3]) for line in done.stdout.splitlines()]
        assert tuple(used) == on_disk(maildir)
    finally:
        courier.remove()
