# SPDX-License-Identifier: MIT
"""Thunderbird of Debian, headless, with a prepared profile, driven from inside
through Marionette (its remote protocol: "length:JSON" over TCP)."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time

from conftest import PASSWORD, free_port

START = """
const { MailServices } =
    ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const server = MailServices.accounts.accounts[0].incomingServer;
const root = server.rootFolder;
const folder = name => root.getChildNamed(name);
const inbox = () => root.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
"""


def preferences(user, imap_port, marionette_port):
    account, server, identity = "mail.account.account1.", "mail.server.server1.", "mail.identity.id1."
    return {
        "marionette.port": marionette_port,
        "mail.accountmanager.accounts": "account1",
        "mail.accountmanager.defaultaccount": "account1",
        account + "server": "server1",
        account + "identities": "id1",
        server + "type": "imap",
        server + "hostname": "127.0.0.1",
        server + "port": imap_port,
        server + "userName": user,
        server + "name": user,
        server + "socketType": 0,
        server + "authMethod": 3,  # a password in the clear
        server + "login_at_startup": False,
        server + "check_new_mail": False,
        server + "max_cached_connections": 10,
        identity + "fullName": "Alice",
        identity + "useremail": user,
        identity + "valid": True,
        "app.update.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.enabled": False,
        "mail.shell.checkDefaultClient": False,
        "mailnews.start_page.enabled": False,
        "mail.provider.suppress_dialog_on_startup": True,
        "mail.spotlight.firstRunDone": True,
        "mailnews.database.global.indexer.enabled": False,
        "network.proxy.type": 0,
    }


class Thunderbird:
    def __init__(self, user, imap_port):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-thunderbird-"))
        profile = self.home / "profile"
        profile.mkdir()
        port = free_port()
        (profile / "user.js").write_text("".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in preferences(user, imap_port, port).items()))
        self.output = open(self.home / "output", "wb")
        self.process = subprocess.Popen(
            ["thunderbird", "--headless", "--no-remote", "--profile", profile, "--marionette",
             "--remote-allow-system-access"],
            env=os.environ | {"HOME": str(self.home),
                              "MOZ_LOG": "IMAP:4", "MOZ_LOG_FILE": str(self.home / "imap")},
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output)
        self.number = 0
        self.connect(port)
        self.command("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        self.command("Marionette:SetContext", {"value": "chrome"})
        self.command("WebDriver:SetTimeouts", {"script": 120000})
        self.run("""
            const login = Cc["@mozilla.org/login-manager/loginInfo;1"]
                .createInstance(Ci.nsILoginInfo);
            login.init("imap://127.0.0.1", null, "imap://127.0.0.1", arguments[0], arguments[1],
                       "", "");
            return Services.logins.addLoginAsync(login).then(() => true);""", user, PASSWORD)

    def connect(self, port):
        end = time.monotonic() + 120
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), 240)
                break
            except OSError:
                assert self.process.poll() is None and time.monotonic() < end, self.log_text()
                time.sleep(0.2)
        self.file = self.socket.makefile("rb")
        self.read()

    def read(self):
        digits = b""
        while (byte := self.file.read(1)) != b":":
            assert byte, self.log_text()
            digits += byte
        return json.loads(self.file.read(int(digits)))

    def command(self, name, parameters):
        self.number += 1
        text = json.dumps([0, self.number, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, number, error, value = self.read()
        assert number == self.number and not error, (error, self.log_text()[-3000:])
        return value

    def run(self, script, *words):
        """What the script returns, or what the promise that it returns becomes."""
        return self.command("WebDriver:ExecuteScript", {
            "script": START + script, "args": list(words), "sandbox": "system"})["value"]

    def until(self, script, *words):
        """The first value of the script that is true."""
        end = time.monotonic() + 120
        while not (value := self.run(script, *words)):
            assert time.monotonic() < end, (script, self.talk())
            time.sleep(0.1)
        return value

    def log_text(self):
        """Its IMAP log."""
        return "\n".join(path.read_text(errors="replace")
                         for path in sorted(self.home.glob("imap*")))

    def talk(self):
        """The end of what it and the server said."""
        lines = re.findall(r"(S-\S+?:(?:SendData|CreateNewLineFromSocket): .*)", self.log_text())
        return "\n".join(lines[-100:])

    def remove(self):
        self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()
        shutil.rmtree(self.home, ignore_errors=True)
