# SPDX-License-Identifier: MIT
"""
Pigeonhole's own extensions beside sieve-test: the same actions of the same
scripts. Programs are run by sieve-test; what they write is made here once more
for `sieve test`, which runs none.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest
from conftest import BUILD
from test_sieve_pigeonhole import ENV, our_actions, their_actions, write_config

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="sieve-test becomes another user")

NAMES = " ".join(f"+vnd.dovecot.{name}" for name in
                 ("pipe", "filter", "execute", "debug", "environment", "report"))
MESSAGE = "From: a@example.com\nTo: u@example.org\nSubject: one two\n\nBody of it.\n"
# Each reads all it is given, since sieve-test counts a broken pipe as failure.
PROGRAMS = {
    "change": "sed 's/^Subject: .*/Subject: changed/;s/Body/Text/'",
    "say": "cat > /dev/null; printf 'said:%s:' \"$@\"",
    "no": "cat > /dev/null; echo no; exit 1",
}
WRITES = {
    "change": MESSAGE.replace("one two", "changed").replace("Body", "Text"),
    "say": "said:a b:said:c:",
}

SCRIPTS = {
    "filter": 'filter "change"; if header "subject" "changed" { fileinto "new"; }',
    "filter, body": 'filter "change"; if body :contains "Text of" { fileinto "new"; }',
    "filter as a test": 'if filter "change" { fileinto "a"; } if filter "no" { fileinto "b"; }',
    "filter that says no": 'filter "no"; if header "subject" "one two" { fileinto "old"; }',
    "filter that is unknown, as a test": 'if filter "nothing" { fileinto "a"; } else { fileinto "b"; }',
    "execute": 'execute "say" ["a b", "c"]; keep;',
    "execute, output": 'execute :pipe :output "x" "say" ["a b", "c"]; fileinto "${x}";',
    "execute, input": 'execute :input "text" :output "x" "say" ["a b", "c"]; fileinto "${x}";',
    "execute that says no": 'set "x" "before"; execute :pipe :output "x" "no"; fileinto "${x}";',
    "execute as a test": 'if execute :pipe "no" { fileinto "a"; } elsif execute :pipe "say" { fileinto "b"; }',
    "piped twice": 'pipe "say"; pipe "say";',
    "pipe and reject": 'pipe :copy "say"; reject "no";',
    "name with a slash": 'pipe "a/b";',
    "name that is empty": 'execute "";',
    "name with variables": 'filter "a${x}";',
    "argument with a line end": 'execute "say" "a\nb";',
    "input and pipe": 'execute :input "a" :pipe "say";',
    "output, no name": 'execute :output "a b" "say";',
    "output, match variable": 'execute :output "1" "say";',
    "output, environment": 'execute :output "env.name" "say";',
    "environment": 'fileinto "${env.vnd.dovecot.default_mailbox} ${env.vnd.dovecot.config.site}${env.none}";',
    "environment is constant": 'set "env.name" "x";',
    "environment, test": 'if environment "vnd.dovecot.config.site" "tokyo" { fileinto "a"; }',
    "debug_log": 'debug_log "text"; fileinto "a";',
    "report, no token": 'report "a b" "text" "a@example.com";',
    "report, no address": 'report "abuse" "text" "example.com";',
}


@pytest.fixture(scope="module", name="folder")
def make_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-"))
    (folder / "bin").mkdir()
    for name, text in PROGRAMS.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / "bin" / name).chmod(0o755)
    for name, text in WRITES.items():
        (folder / name).write_text(text)
    write_config(folder, {"sieve_plugins": "sieve_extprograms", "sieve_extensions": NAMES,
                          **{f"sieve_{kind}_bin_dir": folder / "bin" for kind in ("pipe", "filter", "execute")},
                          "sieve_env_site": "Tokyo"})
    (folder / "fumikura.conf").write_text(
        f'sieve_extensions = "{NAMES}"\nsieve_environment = "site=Tokyo"\n')
    (folder / "message").write_text(MESSAGE)
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def ours(folder):
    programs = [f"{name}={folder / name}" for name in WRITES]
    done = subprocess.run(
        [BUILD / "fumikura", "sieve", "test", "s.sieve", "message", "--json", "-f", "a@example.com",
         "-a", "u@example.org", *[word for pair in programs for word in ("--program", pair)],
         "--config", folder / "fumikura.conf"],
        cwd=folder, env=ENV, capture_output=True, timeout=120, check=False)
    return our_actions(json.loads(done.stdout))


def theirs(folder):
    done = subprocess.run(
        ["sieve-test", "-c", folder / "dovecot.conf", "-f", "a@example.com", "-a", "u@example.org",
         "-r", "u@example.org", "s.sieve", "message"],
        cwd=folder, env=ENV, capture_output=True, timeout=120, check=False)
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode or "Implicit keep:" not in text or re.search(r"final result: failed", text):
        return {"error": done.stderr.decode("utf-8", "replace")}
    return their_actions(text)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_same_is_done(folder, name):
    (folder / "s.sieve").write_text(
        'require ["vnd.dovecot.pipe", "vnd.dovecot.filter", "vnd.dovecot.execute", "vnd.dovecot.debug",'
        ' "vnd.dovecot.environment", "vnd.dovecot.report", "fileinto", "variables", "body", "copy",'
        f' "reject"];\n{SCRIPTS[name]}\n')
    (folder / "s.svbin").unlink(missing_ok=True)
    mine, other = ours(folder), theirs(folder)
    if "error" in mine or "error" in other:
        assert "error" in mine and "error" in other, (mine, other)
        return
    assert mine["lines"] == [line for line in other["lines"] if not line.startswith("?")], (mine, other)
