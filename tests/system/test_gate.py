# SPDX-License-Identifier: MIT
"""What clients meet before and around a session: TLS, limits, other parts
that end and come back."""
import hashlib
import os
import signal
import socket
import ssl
import time
import warnings

from conftest import PASSWORD


USER = "alice@example.org"


def line_of(sock):
    got = b""
    while not got.endswith(b"\n"):
        byte = sock.recv(1)
        if not byte:
            return got
        got += byte
    return got


def answer_of(sock, tag):
    while True:
        got = line_of(sock)
        if got.startswith(tag + b" ") or not got:
            return got


def clear(server):
    sock = socket.create_connection(("127.0.0.1", server.imap_port), 10)
    return sock, line_of(sock)


def wrap(sock):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    wrapped = context.wrap_socket(sock)
    wrapped.settimeout(20)
    return wrapped


def tls(server):
    sock = wrap(socket.create_connection(("127.0.0.1", server.imaps_port), 10))
    return sock, line_of(sock)


def log_in(sock):
    sock.sendall(f'in LOGIN {USER} "{PASSWORD}"\r\n'.encode())
    return answer_of(sock, b"in")


def test_no_password_in_the_clear(new_server):
    server = new_server("plaintext_login = false\n")
    sock, greeting = clear(server)
    assert b" STARTTLS LOGINDISABLED]" in greeting
    assert log_in(sock).startswith(b"in NO [PRIVACYREQUIRED]")
    # asked for and refused before it is sent
    sock.sendall(b"a LOGIN {5}\r\n")
    assert answer_of(sock, b"a").startswith(b"a NO [PRIVACYREQUIRED]")
    # CVE-2011-0411: what was sent along is not run under TLS
    sock.sendall(b"b STARTTLS\r\nc LOGOUT\r\n")
    assert answer_of(sock, b"b").startswith(b"b OK")
    sock = wrap(sock)
    sock.sendall(b"d CAPABILITY\r\n")
    capability = line_of(sock)
    assert b"AUTH=PLAIN" in capability
    assert b"STARTTLS" not in capability and b"LOGINDISABLED" not in capability
    assert answer_of(sock, b"d").startswith(b"d OK")
    assert log_in(sock).startswith(b"in OK")


def test_old_tls_is_refused(server):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    sock = socket.create_connection(("127.0.0.1", server.imaps_port), 10)
    try:
        context.wrap_socket(sock)
    except (ssl.SSLError, ConnectionResetError):
        return
    raise AssertionError("TLS 1.1 was accepted")


def test_large_mail_through_tls(server):
    """Up and down, 8 MiB, with a reader that waits in between."""
    mail = b"Subject: large\r\n\r\n" + os.urandom(6 << 20).hex().encode()[:8 << 20]
    mail += b"\r\n"
    sock, _ = tls(server)
    assert log_in(sock).startswith(b"in OK")
    sock.sendall(b"a APPEND INBOX {%d+}\r\n" % len(mail) + mail + b"\r\n")
    assert answer_of(sock, b"a").startswith(b"a OK")
    sock.sendall(b"b SELECT INBOX\r\n")
    assert answer_of(sock, b"b").startswith(b"b OK")
    sock.sendall(b"c FETCH * BODY.PEEK[]\r\nd LOGOUT\r\n")
    assert b"{%d}" % len(mail) in line_of(sock)
    time.sleep(0.5)
    got = bytearray()
    while len(got) < len(mail):
        piece = sock.recv(min(65536, len(mail) - len(got)))
        assert piece
        got += piece
    assert hashlib.sha256(got).digest() == hashlib.sha256(mail).digest()
    assert answer_of(sock, b"d").startswith(b"d OK")
    assert sock.recv(1) == b""


def test_end_of_input_still_gets_the_answer(server):
    """A client that closes its direction behind its last command."""
    sock, _ = tls(server)
    sock.sendall(f'a LOGIN {USER} "{PASSWORD}"\r\nb NOOP\r\n'.encode())
    raw = socket.socket(fileno=os.dup(sock.fileno()))
    raw.shutdown(socket.SHUT_WR)
    raw.close()
    assert answer_of(sock, b"a").startswith(b"a OK")
    assert answer_of(sock, b"b").startswith(b"b OK")


def test_sessions_outlive_auth_and_gate_takes_the_new_one(server):
    sock, _ = tls(server)
    assert log_in(sock).startswith(b"in OK")
    waiting, _ = tls(server)
    os.kill(server.children("auth")[0][0], signal.SIGKILL)
    sock.sendall(b"a NOOP\r\n")
    assert answer_of(sock, b"a").startswith(b"a OK")
    for _ in range(100):
        answer = log_in(waiting)
        if answer.startswith(b"in OK"):
            return
        assert answer.startswith(b"in NO [UNAVAILABLE]")
        time.sleep(0.1)
    raise AssertionError("no login after auth came back")


def test_too_many_and_too_slow_are_told(new_server):
    server = new_server("gate_connections = 3\ngate_processes = 1\n"
                        "gate_login_timeout = 5\n")
    held = []
    while len(held) < 3:  # who asked whether it is ready may still count
        sock, told = clear(server)
        if told.startswith(b"* OK"):
            held.append(sock)
    _, told = clear(server)
    assert told.startswith(b"* BYE [UNAVAILABLE] Too many connections")
    began = time.monotonic()
    assert line_of(held[0]).startswith(b"* BYE ")
    assert 3 < time.monotonic() - began
    assert held[0].recv(1) == b""
    # lingering is over soon, and there is room again
    for sock in held:
        sock.close()
    for _ in range(50):
        if clear(server)[1].startswith(b"* OK"):
            return
        time.sleep(0.1)
    raise AssertionError("full for ever")


def test_refused_by_the_limit_the_talk_goes_on(new_server):
    server = new_server("user_connections = 1\n")
    for connect in (clear, tls):
        first, _ = connect(server)
        assert log_in(first).startswith(b"in OK")
        second, _ = connect(server)
        assert log_in(second).startswith(b"in NO [LIMIT]")
        first.close()
        for _ in range(50):
            answer = log_in(second)
            if answer.startswith(b"in OK"):
                break
            assert answer.startswith(b"in NO [LIMIT]")
            time.sleep(0.1)
        second.sendall(b"a LOGOUT\r\n")
        assert answer_of(second, b"a").startswith(b"a OK")
        second.close()
        time.sleep(0.3)


def test_sessions_of_an_address_are_limited(new_server):
    server = new_server("address_connections = 2\n", users=(USER, "bob@example.org"))
    held = [server.imap(user) for user in (USER, "bob@example.org")]
    third, _ = clear(server)
    assert log_in(third).startswith(b"in NO [LIMIT]")
    held[0].logout()
    for _ in range(300):
        answer = log_in(third)
        if answer.startswith(b"in OK"):
            return
        assert answer.startswith(b"in NO [LIMIT]")
        third, _ = clear(server)
        time.sleep(0.1)
    raise AssertionError("limited for ever")


def test_connections_of_an_address_before_login_are_limited(new_server):
    server = new_server("gate_address_connections = 3\n")
    held = []
    while len(held) < 3:  # who asked whether it is ready may still count
        sock, told = clear(server)
        if told.startswith(b"* OK"):
            held.append(sock)
    sock, told = clear(server)
    assert told.startswith(b"* BYE [UNAVAILABLE] Too many connections")
    assert sock.recv(1) == b""
    with socket.create_connection(("127.0.0.1", server.imaps_port), 30) as sock:
        assert sock.recv(1) == b""
    # who has logged in does not count
    assert log_in(held[0]).startswith(b"in OK")
    for _ in range(300):
        if clear(server)[1].startswith(b"* OK"):
            return
        time.sleep(0.1)
    raise AssertionError("full for ever")


def test_no_password_in_the_log(server):
    sock, _ = tls(server)
    sock.sendall(b"a LOGIN %s hunter2hunter2\r\n" % USER.encode())
    assert answer_of(sock, b"a").startswith(b"a NO")
    assert "login-failed" in server.log_text()
    assert "hunter2" not in server.log_text()


def test_a_server_with_a_gate_that_only_starts_stops_at_once(new_server):
    """It asks for the certificates, and the key process has stopped already."""
    server = new_server()
    os.kill(server.children("gate")[0][0], signal.SIGKILL)
    for _ in range(3000):
        if "child=gate" in server.log_text():
            break
        time.sleep(0.01)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 9  # what has not ended by ten is killed
