# SPDX-License-Identifier: MIT
"""Roundcube of Debian in PHP's own server, and a Chromium that uses it."""
import http.client
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time

from conftest import free_port
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CONFIG = """<?php
$config['db_dsnw'] = 'sqlite:///{home}/db.sqlite?mode=0600';
$config['imap_host'] = '127.0.0.1:{imap}';
$config['smtp_host'] = '127.0.0.1:{smtp}';
$config['smtp_user'] = '';
$config['smtp_pass'] = '';
$config['des_key'] = 'twenty-four-characters!!';
$config['log_dir'] = '{home}/logs/';
$config['temp_dir'] = '{home}/temp/';
$config['imap_debug'] = true;
$config['imap_log_session'] = true;
$config['plugins'] = [];
$config['skin'] = 'elastic';
$config['language'] = 'en_US';
$config['imap_cache'] = 'db';
$config['messages_cache'] = 'db';
$config['enable_spellcheck'] = false;
$config['check_all_folders'] = true;
$config['create_default_folders'] = true;
$config['drafts_mbox'] = 'Drafts';
$config['sent_mbox'] = 'Sent';
$config['junk_mbox'] = 'Junk';
$config['trash_mbox'] = 'Trash';
"""


class Roundcube:
    def __init__(self, imap_port, smtp_port, more=""):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-roundcube-"))
        for name in ("logs", "temp", "etc"):
            (self.home / name).mkdir()
        packaged = pathlib.Path("/usr/share/roundcube")
        for name in ("defaults.inc.php", "mimetypes.php"):
            shutil.copy(pathlib.Path("/etc/roundcube") / name, self.home / "etc")
        (self.home / "etc/config.inc.php").write_text(
            CONFIG.format(home=self.home, imap=imap_port, smtp=smtp_port) + more)
        with sqlite3.connect(self.home / "db.sqlite") as db:
            db.executescript((packaged / "SQL/sqlite.initial.sql").read_text())
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.output = open(self.home / "php", "wb")
        self.process = subprocess.Popen(
            ["php", "-S", f"127.0.0.1:{self.port}", "-t", "/var/lib/roundcube"],
            env=os.environ | {"ROUNDCUBE_CONFIG_DIR": str(self.home / "etc"),
                              "PHP_CLI_SERVER_WORKERS": "3"},
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
            start_new_session=True)
        self.wait_ready()

    def wait_ready(self):
        end = time.monotonic() + 60
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("GET", "/")
                assert connection.getresponse().status == 200, self.log_text()
                return
            except OSError:
                assert time.monotonic() < end, self.log_text()
                time.sleep(0.1)

    def log_text(self):
        files = [self.home / "php", *sorted((self.home / "logs").iterdir())]
        return "\n".join(f"{f}:\n{f.read_text(errors='replace')}" for f in files)

    def imap_log(self):
        """What it said to the server and heard."""
        return (self.home / "logs/imap.log").read_text(errors="replace")

    def remove(self):
        # Its workers are in its process group.
        os.killpg(self.process.pid, 15)
        self.process.wait(30)
        self.output.close()
        shutil.rmtree(self.home, ignore_errors=True)


def chromium(home):
    """A headless one; home is for all that it writes."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--window-size=1600,1000", f"--user-data-dir={home}/profile",
                 "--disable-background-networking", "--no-first-run"):
        options.add_argument(word)
    driver = webdriver.Chrome(
        service=Service("/usr/bin/chromedriver", env=os.environ | {"HOME": str(home)}),
        options=options)
    driver.set_page_load_timeout(120)
    driver.set_script_timeout(120)
    return driver
