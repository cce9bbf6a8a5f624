# SPDX-License-Identifier: MIT
"""What the benchmarks share: the two servers, their CPU, messages, clients."""
import imaplib
import os
import pathlib
import pwd
import random
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE
USER, PASSWORD = "user{}@example.org", "secret"
MIDDLE, BIG = "middle@example.org", "big@example.org"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run_time(pid):
    """CPU seconds of all threads of a process, to the nanosecond."""
    return sum(int(path.read_text().split()[0]) for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def processes():
    """pid → (parent, CPU seconds with waited-for children)."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            text = open(f"/proc/{name}/stat").read()
            own = run_time(name)
        except OSError:
            continue
        fields = text[text.rindex(")") + 2:].split()
        found[int(name)] = (int(fields[1]), own + sum(map(int, fields[13:15])) / TICK)
    return found


class Server:
    def __init__(self, base=None):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=base))
        self.dir.chmod(0o755)
        self.imap_port, self.imaps_port = free_port(), free_port()
        self.pop3_port, self.pop3s_port = free_port(), free_port()
        self.vmail = pwd.getpwnam("vmail")

    def tree(self):
        table, wanted = processes(), {self.pid}
        while True:
            more = {pid for pid, (parent, _) in table.items() if parent in wanted} - wanted
            if not more:
                return {pid: table[pid][1] for pid in wanted if pid in table}
            wanted |= more

    def cpu(self):
        time.sleep(0.3)  # let ended workers be waited for
        return sum(self.tree().values())

    def memory(self, what="Pss"):
        """PSS (or another sum) of all processes, in KiB."""
        total = 0
        for pid in self.tree():
            try:
                total += int(re.search(rf"^{what}:\s+(\d+)", open(f"/proc/{pid}/smaps_rollup").read(), re.M).group(1))
            except (OSError, AttributeError):
                pass
        return total

    def imap(self, user, tls=False):
        if tls:
            client = imaplib.IMAP4_SSL("127.0.0.1", self.imaps_port, ssl_context=CONTEXT)
        else:
            client = imaplib.IMAP4("127.0.0.1", self.imap_port)
        client.login(user, PASSWORD)
        return client

    def pop3(self, user, tls=False):
        return Pop3(self.pop3s_port if tls else self.pop3_port, user, tls)

    def maildir(self, user):
        local, domain = user.split("@")
        return self.dir / "mail" / domain / local / "Maildir"

    def own(self, path):
        for base, dirs, files in os.walk(path):
            os.chown(base, self.vmail.pw_uid, self.vmail.pw_gid)
            for name in files:
                os.chown(os.path.join(base, name), self.vmail.pw_uid, self.vmail.pw_gid)

    def remove(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        shutil.rmtree(self.dir, ignore_errors=True)

    def wait_ready(self):
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.imap_port), 2) as s:
                    s.settimeout(2)
                    if s.recv(4) == b"* OK":
                        return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit(f"{self.name} does not start: see {self.dir}/log")


class Fumikura(Server):
    name, more = "Fumikura", ""

    def __init__(self, build, users, base=None):
        super().__init__(base)
        self.build = build
        (self.dir / "fumikura.conf").write_text(
            f'listen = "127.0.0.1"\nimap_port = {self.imap_port}\nimaps_port = {self.imaps_port}\n'
            f'pop3_port = {self.pop3_port}\npop3s_port = {self.pop3s_port}\n'
            'managesieve_port = 0\n'
            'plaintext_login = true\nuser_connections = 100000\naddress_connections = 100000\n'
            'session_limit = 100000\ngate_connections = 100000\nlog_level = "info"\n' + self.more)
        subprocess.run([build / "fumikura", "user", "add", users[0], "--dir", self.dir],
                       input=b"x\n", check=True, stdout=subprocess.DEVNULL)
        with sqlite3.connect(self.dir / "lib/accounts.sqlite") as db:
            db.executemany("INSERT INTO mailbox (username, password, local_part, domain) VALUES (?, '', ?, ?)",
                           [(user, *user.split("@")) for user in users[1:]])
            # The cost of a strong hash is the same for both; leave it out.
            db.execute("UPDATE mailbox SET password = ?", ("{PLAIN}" + PASSWORD,))
        db.close()
        auth = pwd.getpwnam("fumikura-auth")
        for path in (self.dir / "lib").iterdir():
            os.chown(path, auth.pw_uid, auth.pw_gid)
        self.process = subprocess.Popen([build / "fumikura", "serve", "--dir", self.dir],
                                        stderr=open(self.dir / "log", "ab"))
        self.pid = self.process.pid
        self.lmtp = self.dir / "run/lmtp"
        self.wait_ready()

    def lda(self, user):
        return [self.build / "fumikura-lda", "--dir", self.dir, "-d", user, "-f", "s@example.net"]


class Dovecot(Server):
    name, more = "Dovecot", ""

    def __init__(self, users, cert, key, base=None):
        super().__init__(base)
        d = self.dir
        (d / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in users))
        (d / "mail").mkdir()
        self.own(d / "mail")
        (d / "dovecot.conf").write_text(f"""
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/log
protocols = imap pop3 lmtp
protocol imap {{
  mail_plugins = imap_zlib
}}
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
mail_location = maildir:{d}/mail/%d/%n/Maildir
first_valid_uid = 1
mail_max_userip_connections = 100000
# Its processes end at 256 MB: too little for a million messages.
default_vsz_limit = 4G
passdb {{
  driver = passwd-file
  args = username_format=%u {d}/users
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home={d}/mail/%d/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap_port}
  }}
  inet_listener imaps {{
    port = {self.imaps_port}
    ssl = yes
  }}
  process_limit = 20000
}}
service imap {{
  process_limit = 20000
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {self.pop3_port}
  }}
  inet_listener pop3s {{
    port = {self.pop3s_port}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service anvil {{
  client_limit = 50000
}}
service auth {{
  client_limit = 50000
  unix_listener auth-userdb {{
    mode = 0666
  }}
}}
{self.more}""")
        self.process = subprocess.Popen(["dovecot", "-F", "-c", d / "dovecot.conf"],
                                        stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        self.lmtp = d / "run/lmtp"
        self.wait_ready()

    def lda(self, user):
        return ["/usr/lib/dovecot/dovecot-lda", "-c", self.dir / "dovecot.conf", "-d", user, "-f", "s@example.net"]


def message(size, number=0):
    head = (f"From: Sender {number} <s{number}@example.net>\r\nTo: User <user@example.org>\r\n"
            f"Subject: Message number {number} of a benchmark\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\n"
            f"Message-ID: <{number}.{size}@example.net>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nReceived: from a.example.net by b.example.net;\r\n"
            "\tSun, 22 Nov 2026 10:00:00 +0900\r\n\r\n")
    line = "The quick brown fox jumps over the lazy dog, again and again and again.\r\n"
    return (head + line * max(1, (size - len(head)) // len(line))).encode()


class Pop3:
    """A client that costs next to nothing itself."""

    def __init__(self, port, user, tls):
        self.sock = socket.create_connection(("127.0.0.1", port), 60)
        if tls:
            self.sock = CONTEXT.wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")
        self.file.readline()
        self.ask(f"USER {user}")
        self.ask(f"PASS {PASSWORD}")

    def ask(self, line, many=False):
        self.sock.sendall(line.encode() + b"\r\n")
        if not (answer := self.file.readline()).startswith(b"+OK"):
            sys.exit(f"{line}: {answer}")
        while many and self.file.readline() != b".\r\n":
            pass
        return answer

    def quit(self):
        self.ask("QUIT")
        self.sock.close()


class Lmtp:
    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(path))
        self.file = self.sock.makefile("rb")
        self.answer()
        self.ask(b"LHLO bench\r\n")

    def answer(self):
        while True:
            line = self.file.readline()
            if line[3:4] != b"-":
                return line

    def ask(self, data):
        self.sock.sendall(data)
        return self.answer()

    def deliver(self, users, data):
        """users: one, or a list of them."""
        users = [users] if isinstance(users, str) else users
        recipients = "".join(f"RCPT TO:<{user}>\r\n" for user in users)
        self.sock.sendall(f"MAIL FROM:<s@example.net>\r\n{recipients}DATA\r\n".encode())
        answers = [self.answer() for _ in range(2 + len(users))]
        self.sock.sendall(data + b".\r\n")
        for _ in users:
            final = self.answer()
            if not final.startswith(b"250"):
                sys.exit(f"delivery failed: {answers} {final}")


def fill(server, user, count, size=4096):
    """Mail as another program would have left it in cur/."""
    root = server.maildir(user)
    for part in ("cur", "new", "tmp"):
        (root / part).mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    for number in range(count):
        data = message(rng.randrange(size // 2, size * 3 // 2), number).replace(b"\r\n", b"\n")
        wire = len(data) + data.count(b"\n")
        path = root / "cur" / f"{1700000000 + number}.M{number}P1.bench,S={len(data)},W={wire}:2,{'S' if number % 3 else ''}"
        path.write_bytes(data)
    server.own(server.dir / "mail")


def measure(server, run, operations):
    before, start = server.cpu(), time.monotonic()
    run(server)
    wall = time.monotonic() - start
    used = server.cpu() - before
    return operations / wall, used * 1000 / operations


def selects(user, times):
    def run(server):
        for _ in range(times):
            client = server.imap(user)
            client.select("INBOX")
            client.logout()
    return run


def raw_fetch(user, words):
    """Reads the whole answer in large pieces, so that the client costs little."""
    def run(server):
        client = server.imap(user)
        client.select("INBOX", readonly=True)
        client.send(b"zz " + words + b"\r\n")
        tail = b""
        while b"\r\nzz OK" not in tail:
            piece = client.sock.recv(1 << 20)
            tail = tail[-20:] + piece
        client.sock.close()
    return run


def syncs(server, count):
    """fsyncs and written bytes of a 4 KiB delivery, by strace."""
    log = server.dir / "strace"
    lmtp = Lmtp(server.lmtp)
    lmtp.deliver(USER.format(0), message(4096))
    time.sleep(0.3)
    words = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,write,pwrite64,writev,pwritev", "-o", log]
    for pid in server.tree():
        words += ["-p", str(pid)]
    tracer = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    time.sleep(1)
    for number in range(count):
        lmtp.deliver(USER.format(0), message(4096, number))
    time.sleep(0.5)
    tracer.terminate()
    tracer.wait()
    text = log.read_text()
    written = sum(int(n) for n in re.findall(r"(?:write|pwrite64|writev|pwritev)\(.*= (\d+)$", text, re.M))
    return len(re.findall(r"(?:fsync|fdatasync)\(", text)) / count, written / count


def install():
    """What is measured beside us, and the tracer."""
    if os.getuid() != 0:
        sys.exit("this needs root")
    if not shutil.which("dovecot") or not os.path.exists("/usr/lib/dovecot/lmtp") or not os.path.exists("/usr/lib/dovecot/pop3") or not shutil.which("strace"):
        subprocess.run(["apt-get", "-qq", "-y", "install", "--no-install-recommends", "dovecot-imapd",
                        "dovecot-pop3d", "dovecot-lmtpd", "strace"], check=True, stdout=subprocess.DEVNULL)
