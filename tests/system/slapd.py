# SPDX-License-Identifier: MIT
"""A real slapd in a folder and on ports of its own, and an account source that
is asked through tests/system/source_probe."""
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from urllib.parse import quote

from conftest import BUILD, free_port

SCHEMAS = pathlib.Path("/etc/ldap/schema")
OURS = pathlib.Path(__file__).parent / "ldap"
ROOT, ROOT_PASSWORD = "cn=root,o=mail", "root's secret"


def make_certificates(folder):
    """ca.pem, server.pem, server.key: for 127.0.0.1."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem",
            "-days", "3650", "-subj", "/CN=Test CA")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
    (folder / "san").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "3650", "-extfile", "san", "-out", "server.pem")


class Slapd:
    def __init__(self, schemas, ldif, more="", tls=True):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-slapd-"))
        self.dir.chmod(0o755)
        self.process = None
        self.tls = tls
        self.ports = free_port(), free_port()
        (self.dir / "db").mkdir()
        make_certificates(self.dir)
        schemas = ([SCHEMAS / f"{s}.schema" for s in ("core", "cosine", "nis", "inetorgperson")] +
                   [OURS / f"{s}.schema" for s in schemas])
        (self.dir / "slapd.conf").write_text(
            "".join(f"include {s}\n" for s in schemas) +
            "modulepath /usr/lib/ldap\nmoduleload back_mdb\n"
            f"pidfile {self.dir}/pid\nargsfile {self.dir}/args\n"
            + (f"TLSCACertificateFile {self.dir}/ca.pem\n"
               f"TLSCertificateFile {self.dir}/server.pem\n"
               f"TLSCertificateKeyFile {self.dir}/server.key\n" if tls else "") +
            f"database mdb\nsuffix o=mail\ndirectory {self.dir}/db\nmaxsize 67108864\n"
            "dbnosync\n"
            f'rootdn "{ROOT}"\nrootpw "{ROOT_PASSWORD}"\n'
            'access to attrs=userPassword by dn.exact="cn=reader,o=mail" read'
            " by anonymous auth by * none\n"
            f'access to * by * read\nindex uid eq\n{more}')
        (self.dir / "all.ldif").write_text(
            "dn: o=mail\nobjectClass: organization\no: mail\n\n"
            "dn: cn=reader,o=mail\nobjectClass: person\ncn: reader\nsn: reader\n"
            "userPassword: reader's secret\n\n" + ldif)
        subprocess.run(["/usr/sbin/slapadd", "-q", "-f", self.dir / "slapd.conf",
                        "-l", self.dir / "all.ldif"], check=True)

    @property
    def uri(self):
        return f"ldap://127.0.0.1:{self.ports[0]}"

    @property
    def tls_uri(self):
        return f"ldaps://127.0.0.1:{self.ports[1]}"

    @property
    def socket_uri(self):
        return "ldapi://" + quote(str(self.dir / "ldapi"), safe="")

    def start(self):
        """The socket stays where it is; the ports are others if somebody took
        them meanwhile."""
        for _ in range(5):
            if self.try_start():
                return self
            self.ports = free_port(), free_port()
        raise AssertionError((self.dir / "log").read_text())

    def try_start(self):
        self.log = open(self.dir / "log", "ab")
        self.process = subprocess.Popen(
            ["/usr/sbin/slapd", "-d", "none", "-f", self.dir / "slapd.conf",
             "-h", f"{self.uri} {self.tls_uri if self.tls else ''} {self.socket_uri}"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return False
            with socket.socket(socket.AF_UNIX) as s:
                try:
                    s.connect(str(self.dir / "ldapi"))
                    return True
                except OSError:
                    time.sleep(0.02)
        raise AssertionError("slapd does not answer")

    def kill(self, how=signal.SIGKILL):
        """At once, as a crash; the database is as the last write left it."""
        self.process.send_signal(signal.SIGCONT)
        self.process.send_signal(how)
        self.process.wait(60)
        self.log.close()

    def pause(self):
        """Until no thread of it runs any more."""
        self.process.send_signal(signal.SIGSTOP)
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        end = time.monotonic() + 60
        while any(stat.read_text().rpartition(")")[2].split()[0] != "T"
                  for stat in tasks.glob("*/stat")):
            assert time.monotonic() < end
            time.sleep(0.01)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def modify(self, ldif):
        subprocess.run(["ldapmodify", "-x", "-H", self.uri, "-D", ROOT, "-w", ROOT_PASSWORD],
                       input=ldif, text=True, check=True, capture_output=True)

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill(signal.SIGKILL)
        shutil.rmtree(self.dir, ignore_errors=True)


class Probe:
    """tests/system/source_probe on one section."""

    def __init__(self, options, type="ldap"):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-probe-"))
        self.path = self.dir / "fumikura.conf"
        quoted = {k: v if isinstance(v, (int, bool)) else '"%s"' % str(v).replace("\\", "\\\\")
                  for k, v in options.items()}
        self.path.write_text(
            f'accounts "test" {{\n    type = "{type}"\n' +
            "".join(f"    {k} = {str(v).lower() if isinstance(v, bool) else v}\n"
                    for k, v in quoted.items()) + "}\n")
        self.lock = threading.Lock()
        self.process = subprocess.Popen(
            [BUILD / "tests/system/source_probe", self.path], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=open(self.dir / "log", "wb"), text=True)

    def log(self):
        return (self.dir / "log").read_text()

    def ask(self, verb, *words):
        line = " ".join([verb] + [w.encode().hex() or "-" for w in words])
        with self.lock:
            try:
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
                answer = self.process.stdout.readline()
            except BrokenPipeError:
                answer = ""
        assert answer.endswith("\n"), (line, self.log())
        return Answer(answer[:-1])

    def lookup(self, user, service="lmtp"):
        return self.ask("lookup", user, service)

    def verify(self, user, password, service="imap"):
        return self.ask("verify", user, password, service)

    def users(self):
        names = []
        answer = self.ask("next", "")
        while answer.kind == "ok":
            names.append(answer.user)
            answer = self.ask("next", answer.user)
        assert answer.kind == "notfound", answer
        return names

    def close(self, code=0):
        """It ends with that code; its log."""
        self.process.stdin.close()
        self.process.stdout.close()
        ended, log = self.process.wait(60), self.log()
        shutil.rmtree(self.dir, ignore_errors=True)
        assert ended == code, log
        return log


class Answer:
    def __init__(self, line):
        self.line = line
        self.kind, *rest = line.split("\t")
        if self.kind != "ok":
            return
        for pair in rest:
            name, value = pair.split("=", 1)
            if name != "user" and value.isdigit():
                value = int(value)
            setattr(self, name, value)

    def __getattr__(self, name):
        raise AssertionError(f"no {name} in {self.line!r}")

    def __repr__(self):
        return repr(self.line)
