# SPDX-License-Identifier: MIT
"""A real MariaDB server of its own and PostfixAdmin's program, unpacked."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from conftest import BUILD, free_port
from debian import unpack

PFA = "usr/share/postfixadmin"


def made_once():
    """An empty data folder, copied for each server: making one takes seconds."""
    template = BUILD / "mariadb-template"
    if not (template / "done").exists():
        shutil.rmtree(template, ignore_errors=True)
        made = subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={template}/data",
             "--auth-root-authentication-method=normal", "--skip-test-db",
             "--innodb-log-file-size=4M", *as_root()],
            capture_output=True, text=True, timeout=300)
        assert made.returncode == 0, made.stdout + made.stderr
        (template / "done").touch()
    return template / "data"


def as_root():
    return ["--user=root"] if os.geteuid() == 0 else []


class MariaDB:
    def __init__(self, tcp=False, more=()):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-mariadb-"))
        self.home.chmod(0o755)
        shutil.copytree(made_once(), self.home / "data")
        self.socket = self.home / "sock"
        self.port = free_port() if tcp else 0
        self.more = list(more)
        self.process = None
        self.start()
        self.sql("CREATE DATABASE postfix; GRANT ALL ON postfix.* TO mail@localhost"
                 " IDENTIFIED BY 's''cret\"'; GRANT ALL ON postfix.* TO mail@'127.0.0.1'"
                 " IDENTIFIED BY 's''cret\"'", database="")

    PASSWORD = "s'cret\""

    def start(self):
        network = ([f"--port={self.port}", "--bind-address=127.0.0.1"] if self.port
                   else ["--skip-networking"])
        with open(self.home / "log", "ab") as log:
            self.process = subprocess.Popen(
                ["mariadbd", "--no-defaults", f"--datadir={self.home}/data",
                 f"--socket={self.socket}", f"--pid-file={self.home}/pid",
                 "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M",
                 "--innodb-flush-log-at-trx-commit=2", "--skip-name-resolve",
                 *network, *as_root(), *self.more],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while self.client("SELECT 1", "").returncode != 0:
            assert self.process.poll() is None and time.monotonic() < end, self.log_text()
            time.sleep(0.05)

    def client(self, text, database="postfix"):
        return subprocess.run(
            ["mariadb", "--no-defaults", "-S", self.socket, "-uroot", "-BN",
             "--default-character-set=utf8mb4", database],
            input=text, capture_output=True, text=True, timeout=60)

    def sql(self, text, database="postfix"):
        done = self.client(text, database)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def log_text(self):
        return (self.home / "log").read_text(errors="replace")

    def remove(self):
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def section(self, name="pfa", **options):
        """The text of an accounts section for it."""
        values = {"type": "mysql", "hosts": str(self.socket), "database": "postfix",
                  "user": "mail", "password": self.PASSWORD, **options}
        text = "".join('  %s = %s\n' % (key, value if isinstance(value, int)
                                        else quote(value))
                       for key, value in values.items())
        return f'accounts "{name}" {{\n{text}}}\n'


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class PostfixAdmin:
    """Its schema, made by its own upgrade.php, and its command."""

    def __init__(self, db):
        self.db = db
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-pfa-"))
        unpack(self.home, "postfixadmin")  # installed, it would bring a web server
        self.top = self.home / PFA
        for name in ("config.inc.php", "config.local.php", "templates_c"):
            (self.top / name).unlink()
        (self.top / "templates_c").mkdir()
        shutil.copy(self.home / "etc/postfixadmin/config.inc.php", self.top)
        (self.top / "dbconfig.inc.php").write_text(
            "<?php\n$dbserver = $dbtype = $dbuser = $dbpass = $dbname = $dbport = 'x';\n")
        self.configure()
        self.php("public/upgrade.php")
        version = db.sql("SELECT value FROM config WHERE name = 'version'")
        assert version == [["1847"]], version

    def configure(self, **settings):
        values = {"configured": True, "database_type": "mysqli", "database_host": "localhost",
                  "database_user": "mail", "database_password": MariaDB.PASSWORD,
                  "database_name": "postfix", "database_socket": str(self.db.socket),
                  "emailcheck_resolve_domain": "NO", "welcome_mail": "NO",
                  "password_validation": [], **settings}

        def php(value):
            if isinstance(value, bool):
                return "true" if value else "false"
            if isinstance(value, list):
                return "array()"
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

        (self.top / "config.local.php").write_text("<?php\n" + "".join(
            f"$CONF['{key}'] = {php(value)};\n" for key, value in values.items()))

    def php(self, script, *words):
        done = subprocess.run(["php", self.top / script, *words], capture_output=True, text=True,
                              timeout=120, cwd=(self.top / script).parent)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def cli(self, *words):
        """postfixadmin-cli; it exits with 0 whatever happens, so look."""
        out = self.php("scripts/postfixadmin-cli.php", *words)
        assert "Error" not in out, out
        return out

    def add_domain(self, domain):
        self.cli("domain", "add", domain, "--description", "x", "--aliases", "0",
                 "--mailboxes", "0", "--active", "1", "--default-aliases", "0")

    def add_mailbox(self, user, password, quota="10"):
        self.cli("mailbox", "add", user, "--password", password, "--password2", password,
                 "--name", "Some Body", "--quota", quota, "--active", "1",
                 "--welcome-mail", "0")

    def remove(self):
        shutil.rmtree(self.home, ignore_errors=True)
