# SPDX-License-Identifier: MIT
"""Private keys stay in fumikura-keys; tickets are good in every gate; HUP takes new files."""
import os
import pwd
import re
import signal
import ssl
import subprocess
import time

import pytest

from certificates import openssl
from test_tls import client, connect, der, make_pair, seen

TWO_GATES = "gate_processes = 2\n"


def pair_settings(pair):
    return f'tls_cert = "{pair[0]}"\ntls_key = "{pair[1]}"\n'


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def pids(server, name):
    return {pid for pid, args in server.children(name) if "--check" not in args}


def hup(server, said):
    before = server.log_text().count(said)
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.log_text().count(said) > before)


def numbers(key):
    """What of a private key must be nowhere: as OpenSSL keeps them in memory."""
    text = openssl("pkey", "-in", key, "-noout", "-text").decode()
    found = {}
    for name, digits in re.findall(r"^(\w+):\n((?: +[0-9a-f:]+\n)+)", text, re.M):
        value = bytes.fromhex(re.sub(r"[^0-9a-f]", "", digits)).lstrip(b"\0")
        if name in ("priv", "privateExponent", "prime1", "prime2"):
            found[name] = value
    assert found
    return found


def memory(pid):
    """What is there of it, but the sanitizers' maps of all addresses."""
    with open(f"/proc/{pid}/smaps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            if re.match(r"[0-9a-f]+-[0-9a-f]+ r", line):
                begin, end = (int(x, 16) for x in line.split()[0].split("-"))
            elif line.startswith("Rss:") and int(line.split()[1]) and end - begin < 1 << 30:
                try:
                    mem.seek(begin)
                    yield mem.read(end - begin)
                except OSError:
                    pass  # the kernel's own


def found(pid, values):
    """Which of the numbers are in its memory, in either byte order; 24 bytes will do."""
    seen_there = set()
    for block in memory(pid):
        seen_there |= {name for name, value in values.items()
                       if value[-24:] in block or value[::-1][:24] in block}
    return seen_there


@pytest.mark.skipif(os.geteuid() != 0, reason="looks into other users' processes")
@pytest.mark.parametrize("kind", ["ec", "rsa"] if os.environ.get("FUMIKURA_LONG") else ["ec"])
def test_keys_are_in_the_key_process_only(new_server, tmp_path, kind):
    pair = make_pair(tmp_path, "own", kind)
    server = new_server(pair_settings(pair))
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        connect(server, version=version).close()
    keys, gates = pids(server, "keys"), pids(server, "gate")
    assert len(keys) == 1 and gates
    values = numbers(pair[1])
    assert found(*keys, values) == set(values)
    for pid in {server.process.pid} | gates:
        assert not found(pid, values)
    # gate has no file system; its user could not open the file.
    (gate,) = gates
    assert os.listdir(f"/proc/{gate}/root") == []
    status = subprocess.run(["cat", pair[1]], user="fumikura-gate", capture_output=True)
    assert status.returncode != 0
    # nor is there a file of it that it holds
    assert str(pair[1]) not in {os.readlink(f"/proc/{gate}/fd/{fd}")
                                for fd in os.listdir(f"/proc/{gate}/fd")}
    uid = {line.split()[1] for line in open(f"/proc/{next(iter(keys))}/status")
           if line.startswith("Uid:")}
    assert uid == {str(pwd.getpwnam("fumikura-keys").pw_uid)}


def shown(server):
    """The certificate; None if a gate that ends has ended the connection."""
    try:
        return seen(server)
    except (AssertionError, ssl.SSLError, ConnectionResetError):
        return None


def test_a_killed_key_process_ends_no_session(new_server, tmp_path):
    server = new_server(pair_settings(make_pair(tmp_path, "own")))
    tls = connect(server)
    (old,) = pids(server, "keys")
    os.kill(old, signal.SIGKILL)
    # A handshake waits for the next one, but for a second at most.
    wait_for(lambda: shown(server))
    tls.sendall(b"a NOOP\r\n")
    while not (line := tls.recv(1000)).startswith(b"a OK"):
        assert line
    assert old not in pids(server, "keys")


def test_renewed_files_are_served_after_hup(new_server, tmp_path):
    first, second = make_pair(tmp_path, "first"), make_pair(tmp_path, "second", "rsa")
    own = [tmp_path / "cert.pem", tmp_path / "key.pem"]

    def put(pair):
        for source, target in zip(pair, own):
            target.write_bytes(source.read_bytes())

    put(first)
    server = new_server(pair_settings(own))
    tls = connect(server)
    put(second)
    assert seen(server) == der(first[0])
    gates = pids(server, "gate")
    hup(server, " reload")
    wait_for(lambda: shown(server) == der(second[0]))
    # Who was there before login is told to come again; it is the old gate that ends.
    wait_for(lambda: not gates & pids(server, "gate"))
    tls.close()


def test_broken_files_keep_the_old_ones(new_server, tmp_path):
    cert, key = first = make_pair(tmp_path, "first")
    other = make_pair(tmp_path, "other")
    server = new_server(pair_settings(first))
    config = server.dir / "fumikura.conf"
    good = {path: path.read_text() for path in (cert, key, config)}
    line = good[config].count("\n") + 4  # the section's last
    section = (f'local_name "x.example.org" {{\n'
               f'tls_cert = "{other[0]}"\ntls_key = "{key}"\n}}\n')
    before = {name: pids(server, name) for name in ("keys", "gate")}
    for path, text, where in [
            (cert, good[cert][:200], str(cert)), (key, "", str(key)),
            (key, other[1].read_text(), str(key)),
            (config, good[config] + section, f"fumikura.conf:{line}: local_name"),
            (config, good[config] + 'tls_ciphers = "none"\n', "tls_ciphers")]:
        path.write_text(text)
        hup(server, "kept=old")
        said = [text for text in server.log_text().splitlines() if " tls " in text][-1]
        assert where in said
        path.write_text(good[path])
    assert {name: pids(server, name) for name in before} == before
    assert seen(server) == der(cert)


def test_a_start_with_broken_files_says_why(new_server, tmp_path):
    pair = make_pair(tmp_path, "own")
    pair[1].write_text("none")
    server = new_server(pair_settings(pair), users=(), start=False)
    done = server.run("serve")
    assert done.returncode == 78
    assert str(pair[1]) in done.stderr


def sessions(server, folder, version):
    """A function that comes with the ticket of the last time: was it taken? And through
    which gate."""
    ticket = folder / f"ticket{version}"

    def come():
        words = ["-sess_in", ticket] if ticket.exists() else []
        out = client(server, f"-{version}", "-ign_eof", "-sess_out", ticket, *words).decode()
        assert "\nNew, " in out or "\nReused, " in out
        assert "Early data was accepted" not in out
        assert not re.search("Max Early Data: [1-9]", out)
        return "\nReused, " in out

    return come


@pytest.mark.parametrize("version", ["tls1_2", "tls1_3"])
def test_tickets_are_good_in_every_gate_and_after_hup(new_server, tmp_path, version):
    server = new_server(pair_settings(make_pair(tmp_path, "own")) + TWO_GATES)
    come = sessions(server, tmp_path, version)
    wait_for(lambda: len(pids(server, "gate")) == 2)
    assert not come()
    first, second = pids(server, "gate")
    # Only one of them can answer.
    for stopped, running in ((first, second), (second, first)):
        os.kill(stopped, signal.SIGSTOP)
        try:
            assert come(), running
        finally:
            os.kill(stopped, signal.SIGCONT)
    hup(server, " reload")
    wait_for(lambda: not pids(server, "gate") & {first, second})
    assert come()
    (keys,) = pids(server, "keys")
    os.kill(keys, signal.SIGKILL)
    assert come()  # without a signature


def test_there_may_be_no_tickets(new_server, tmp_path):
    server = new_server("tls_ticket_life = 0\n")
    for version in ("tls1_2", "tls1_3"):
        come = sessions(server, tmp_path, version)
        assert not come() and not come()


def test_a_ticket_ends_with_its_life(new_server, tmp_path):
    """Two periods after it was made nobody has its key any more."""
    server = new_server("tls_ticket_life = 1\n")
    come = sessions(server, tmp_path, "tls1_3")
    assert not come()
    made = time.time()
    wait_for(lambda: time.time() > made + 2.1)
    assert not come()


def test_signatures_are_counted(new_server):
    server = new_server()

    def counted():
        text = server.run("stats").stdout
        return {name: int(value) for name, value in re.findall(r"(keys_\w+)\W+(\d+)", text)}

    before = counted()
    connect(server).close()
    after = counted()
    assert after["keys_signatures"] == before["keys_signatures"] + 1
    assert after["keys_refused"] == before["keys_refused"]
