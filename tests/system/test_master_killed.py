# SPDX-License-Identifier: MIT
"""kill -9 of the master while clients are connected: they are told, and the next one starts."""
import smtplib
import socket

from conftest import PASSWORD, free_port, mail
from test_park import Client, until, workers

USER = "alice@example.org"


def kill_master(server):
    server.process.kill()
    server.process.wait()


def lmtp_client(address):
    s = socket.create_connection(address)
    s.settimeout(60)
    lines = s.makefile("rwb")
    assert lines.readline().startswith(b"220 ")
    return s, lines


def ask(lines, command):
    lines.write(command + b"\r\n")
    lines.flush()
    while (line := lines.readline())[3:4] == b"-":
        pass
    return line


def pop3_client(server):
    s = socket.create_connection(("127.0.0.1", server.pop3_port))
    s.settimeout(60)
    lines = s.makefile("rwb")
    assert lines.readline().startswith(b"+OK")
    for command in (b"USER " + USER.encode(), b"PASS " + PASSWORD.encode(), b"DELE 1"):
        assert ask(lines, command).startswith(b"+OK"), command
    return s, lines


def test_clients_are_told_and_the_next_can_start(new_server):
    port = free_port()
    server = new_server(f'lmtp_listen = "127.0.0.1:{port}"\n')
    assert server.deliver(USER, mail()).returncode == 0
    idle, idle_lines = lmtp_client(("127.0.0.1", port))
    busy, busy_lines = lmtp_client(("127.0.0.1", port))
    ask(busy_lines, b"LHLO c")
    ask(busy_lines, b"MAIL FROM:<s@example.net>")
    assert ask(busy_lines, b"RCPT TO:<" + USER.encode() + b">").startswith(b"250 ")
    assert ask(busy_lines, b"DATA").startswith(b"354 ")
    pop, pop_lines = pop3_client(server)
    imap = server.imap(USER)
    kill_master(server)
    assert idle_lines.readline().startswith(b"421 4.3.2 ")
    assert idle_lines.readline() == b""
    assert pop_lines.readline().startswith(b"-ERR [SYS/TEMP] ")
    assert pop_lines.readline() == b""
    assert imap.readline().startswith(b"* BYE [UNAVAILABLE] ")
    server.start()
    # Who was in the middle of a message was not hindered, nor a hindrance.
    assert ask(busy_lines, b"Subject: late\r\n\r\nbody\r\n.").startswith(b"250 2.1.5 ")
    assert busy_lines.readline().startswith(b"421 4.3.2 ")
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.sendmail("s@example.net", [USER], "Subject: new\r\n\r\nbody\r\n")
    client = server.imap(USER)
    # DELE without QUIT removed nothing.
    assert client.select()[1] == [b"3"]
    client.logout()
    for s in (idle, busy, pop):
        s.close()
    imap.sock.close()


def test_clients_that_only_gate_has_are_told(new_server):
    """Parked ones; and one under TLS, whose worker says so through gate."""
    server = new_server()
    parked = [Client(server, tls=False), Client(server, tls=True), Client(server, tls=True).compress()]
    for client in parked:
        client.run("SELECT INBOX")
        client.idle()
    active = Client(server, tls=True)
    until(lambda: workers(server) == 1, server.log_text)
    kill_master(server)
    for client in [*parked, active]:
        assert client.line().startswith("* BYE [UNAVAILABLE] "), server.log_text()
        assert client.ends()
        client.close()
    server.start()


def test_a_stop_waits_for_no_idle_client(new_server):
    port = free_port()
    server = new_server(f'lmtp_listen = "127.0.0.1:{port}"\n')
    client, lines = lmtp_client(("127.0.0.1", port))
    server.process.terminate()
    assert lines.readline().startswith(b"421 4.3.2 ")
    assert server.process.wait(60) == 0
    client.close()
