# SPDX-License-Identifier: MIT
"""`fumikura pw` beside Dovecot's doveadm pw, and as PostfixAdmin calls it."""
import os
import pty
import re
import select
import subprocess

import pytest
from conftest import BUILD

USER = "joe@example.org"
PASSWORD = "Grüße 'und' \"so\" {x} $y"
# Not OTP, which Dovecot 2.4 gave up, nor PLAIN-TRUNC: doveadm refuses its own.
SCHEMES = """CRYPT SHA512-CRYPT SHA256-CRYPT BLF-CRYPT MD5-CRYPT DES-CRYPT MD5
 PLAIN-MD5 LDAP-MD5 PLAIN-MD4 SMD5 SHA SHA1 SSHA SHA256 SSHA256 SHA512 SSHA512
 PBKDF2 ARGON2I ARGON2ID CRAM-MD5 HMAC-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256
 PLAIN CLEAR CLEARTEXT""".split()
FORMS = SCHEMES + ["SHA.HEX", "SSHA256.HEX", "SSHA512.B64", "SHA512-CRYPT.B64",
                   "BLF-CRYPT.BASE64", "SHA512-CRYPT.HEX", "PLAIN.B64", "CRAM-MD5.B64",
                   "PLAIN-MD5.BASE64", "LDAP-MD5.HEX", "SCRAM-SHA-256.B64"]


def pw(*words, lines):
    return subprocess.run([BUILD / "fumikura", "pw", *words], text=True, timeout=60,
                          input="".join(line + "\n" for line in lines), capture_output=True)


def doveadm(*words):
    return subprocess.run(["doveadm", "-O", "pw", *words], text=True, timeout=60,
                          capture_output=True)


def test_every_scheme_of_doveadm_is_tried():
    listed = set(doveadm("-l").stdout.split())
    assert listed - set(SCHEMES) == {"OTP", "PLAIN-TRUNC"}


@pytest.mark.parametrize("scheme", FORMS)
def test_what_doveadm_makes_verifies_here(scheme):
    made = doveadm("-s", scheme, "-u", USER, "-p", PASSWORD).stdout.strip()
    assert made.startswith("{" + scheme + "}"), made
    right = pw("-t", made, "-u", USER, lines=[PASSWORD])
    assert right.returncode == 0 and right.stdout == made + " (verified)\n", right
    assert right.stderr == ""
    wrong = pw("-t", made, "-u", USER, lines=["X" + PASSWORD])
    assert wrong.returncode == 1 and wrong.stdout == "" and "wrong" in wrong.stderr, wrong


@pytest.mark.parametrize("scheme", FORMS)
def test_what_is_made_here_verifies_with_doveadm(scheme):
    made = pw("-s", scheme.lower(), "-u", USER, lines=[PASSWORD, PASSWORD])
    assert made.returncode == 0 and made.stderr == "", made
    made = made.stdout.strip()
    assert made.startswith("{" + scheme + "}"), made
    assert "(verified)" in doveadm("-t", made, "-u", USER, "-p", PASSWORD).stdout
    assert doveadm("-t", made, "-u", USER, "-p", "X" + PASSWORD).returncode != 0


def test_list_names_what_can_be_made():
    listed = pw("-l", lines=[])
    assert listed.returncode == 0
    names = {line.split()[0] for line in listed.stdout.splitlines()}
    assert set(SCHEMES) <= names
    weak = {line.split()[0] for line in listed.stdout.splitlines() if line.endswith(" (weak)")}
    assert {"PLAIN-MD5", "MD5-CRYPT", "DES-CRYPT", "SHA"} <= weak
    assert not weak & {"SHA512-CRYPT", "BLF-CRYPT", "ARGON2ID", "SSHA512", "PLAIN"}


@pytest.mark.parametrize("words,lines,code", [
    (("-s", "NONE"), ["a", "a"], 1),
    (("-s", "SHA256"), ["a", "b"], 1),
    (("-s", "SHA256"), ["a"], 1),
    (("-s", "SHA256"), ["", ""], 1),
    (("-s", "DIGEST-MD5"), ["a", "a"], 1),
    (("-t", "{NONE}x"), ["a"], 1),
    (("-t", "{SHA}x"), ["a"], 1),
    (("-t", ""), ["a"], 1),
    (("-t", "{PLAIN}a"), [], 1),
    (("-x",), [], 64),
    (("SHA256",), [], 64),
    (("-s",), [], 64),
])
def test_refusals(words, lines, code):
    done = pw(*words, lines=lines)
    assert done.returncode == code and done.stdout == "" and done.stderr, done


def test_the_password_is_not_echoed():
    """On a terminal it asks, twice, on stderr."""
    master, slave = pty.openpty()
    process = subprocess.Popen([BUILD / "fumikura", "pw", "-s", "SHA256.hex"], stdin=slave,
                               stdout=subprocess.PIPE, stderr=slave, text=True)
    os.close(slave)
    shown = b""
    for prompts in (1, 2):
        while shown.count(b": ") < prompts:
            assert select.select([master], [], [], 60)[0], shown
            shown += os.read(master, 1000)
        os.write(master, b"geheim\n")
    made, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and made.startswith("{SHA256.HEX}addb0f5e7826c857"), made
    assert b"geheim" not in shown
    os.close(master)


def test_no_configuration_is_needed(tmp_path):
    """PostfixAdmin runs it as the web server's user, who may not read ours."""
    (tmp_path / "fumikura.conf").write_text("no_such_setting = 1\n")
    done = pw("-s", "SHA", "--config", str(tmp_path / "fumikura.conf"), lines=["a", "a"])
    assert done.returncode == 0 and done.stderr == ""


# ---- as functions.inc.php of PostfixAdmin 3.3.13 does: _pacrypt_dovecot ----

UNSALTED = re.compile(r"^(SHA|SHA1|SHA256|SHA512|CLEAR|CLEARTEXT|PLAIN|PLAIN-TRUNC|CRAM-MD5|"
                      r"HMAC-MD5|PLAIN-MD4|PLAIN-MD5|LDAP-MD5|LANMAN|NTLM|RPA)"
                      r"(\.B64|\.BASE64|\.HEX)?$")


def pacrypt_dovecot(method, password, stored=""):
    found = re.match(r"^\{([A-Z0-9.-]+)\}.+", stored)
    if found:
        method = found.group(1)
    test = not UNSALTED.match(method) and stored
    command = f"{BUILD}/fumikura pw '-s' {method}"
    if test:
        command += " -t '" + stored.replace("'", "'\\''") + "'"
    done = subprocess.run(command, shell=True, text=True, capture_output=True, timeout=60,
                          input=(password + "\n") * (1 if test else 2))
    assert done.stderr == "" or (test and "wrong" in done.stderr), done
    out = done.stdout[:200]
    if not test:
        assert out.startswith("{" + method + "}"), out
    elif "(verified)" not in out:
        return "Thepasswordcannotbeverified"
    out = out.replace("(verified)", "").rstrip() if test else out.rstrip()
    if stored and not stored.startswith("{"):
        out = out.replace("{" + method + "}", "")
    return out


@pytest.mark.parametrize("method", [
    "BLF-CRYPT", "SHA512-CRYPT", "SSHA512", "SSHA256.HEX", "ARGON2ID", "CRAM-MD5", "PLAIN-MD5",
    "SHA256", "SHA512.B64", "MD5-CRYPT", "CRYPT", "NTLM", "LANMAN", "RPA", "PLAIN"])
def test_postfixadmin_makes_and_checks(method):
    stored = pacrypt_dovecot(method, "geheim")
    assert pacrypt_dovecot(method, "geheim", stored) == stored
    assert pacrypt_dovecot(method, "gehe1m", stored) != stored
    bare = stored.split("}", 1)[1]
    if not UNSALTED.match(method):
        assert pacrypt_dovecot(method, "geheim", bare) == bare
