# SPDX-License-Identifier: MIT
"""Programs that people manage their scripts with."""
import ssl
import subprocess

import pytest
from conftest import PASSWORD
from sieve_client import SieveClient

USER = "alice@example.org"
GOOD, BAD = "# mine\nkeep;\n", "no such command;\n"


@pytest.fixture
def place(new_server):
    return new_server('auth_mechanisms = "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256"\n'
                      "plaintext_login = false\n", users=(USER,))


def scripts(place):
    context = ssl.create_default_context(cafile=place.dir / "etc/tls/cert.pem")
    context.check_hostname = False
    return SieveClient(place.managesieve_port, context).login(USER, PASSWORD).scripts()


def sieve_connect(place, *words):
    return subprocess.run(
        ["sieve-connect", "--nosrv", "-s", "localhost", "-p", str(place.managesieve_port), "-u", USER,
         "--authmech", "PLAIN", "--passwordfd", "0", "--tlscafile", place.dir / "etc/tls/cert.pem",
         "--notlsverify", *words],
        input=PASSWORD + "\n", capture_output=True, text=True, timeout=60)


def test_sieve_connect(place, tmp_path):
    (tmp_path / "good").write_text(GOOD)
    (tmp_path / "bad").write_text(BAD)
    for words in (["--upload", "--localsieve", tmp_path / "good", "--remotesieve", "first"],
                  ["--checkscript", "--localsieve", tmp_path / "good"],
                  ["--activate", "--remotesieve", "first"]):
        done = sieve_connect(place, *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert scripts(place) == {"first": True}
    done = sieve_connect(place, "--list")
    assert '"first" ACTIVE' in done.stdout, done
    done = sieve_connect(place, "--upload", "--localsieve", tmp_path / "bad", "--remotesieve", "x")
    assert done.returncode != 0 and "line 1" in done.stdout + done.stderr, done
    done = sieve_connect(place, "--download", "--remotesieve", "first",
                         "--localsieve", tmp_path / "back")
    assert done.returncode == 0, done
    assert (tmp_path / "back").read_text().split() == GOOD.split()
    for words in (["--deactivate"], ["--delete", "--remotesieve", "first"]):
        done = sieve_connect(place, *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert scripts(place) == {}


PERL = r"""
use strict; use Net::ManageSieve; use IO::Socket::SSL;
my ($port, $user, $password, $ca) = @ARGV;
IO::Socket::SSL::set_defaults(SSL_ca_file => $ca, SSL_verifycn_scheme => "none");
my $s = Net::ManageSieve->new("localhost", Port => $port, tls => "require",
    on_fail => sub { }, Timeout => 60) or die "connect: $@";
$s->auth($user, $password) or die "auth: $@";
$s->havespace("perl", 100) or die "havespace";
$s->putscript("perl", "keep;\n") or die "putscript: " . $s->error;
$s->putscript("bad", "no such command;\n") and die "bad was taken";
print "error: ", $s->error, "\n";
$s->setactive("perl") or die "setactive";
print "script: ", join(",", map { "$_" } @{$s->listscripts}), "\n";
print "text: ", $s->getscript("perl"), "\n";
$s->setactive("") or die "setactive none";
$s->deletescript("perl") or die "deletescript";
$s->logout;
"""


def test_net_managesieve(place):
    done = subprocess.run(["perl", "-e", PERL, str(place.managesieve_port), USER, PASSWORD,
                           place.dir / "etc/tls/cert.pem"],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "line 1" in done.stdout and "script: perl" in done.stdout, done.stdout
    assert "text: keep;" in done.stdout, done.stdout
    assert scripts(place) == {}


PYTHON = r"""
import sys
from sievelib.managesieve import Client
port, user, password = sys.argv[1:]
c = Client("localhost", int(port))
assert c.connect(user, password, starttls=True, authmech="PLAIN"), c.errmsg
print(c.get_sieve_capabilities())
assert c.havespace("py", 100)
assert c.checkscript("keep;\r\n")
assert c.putscript("py", "keep;\r\n") and not c.putscript("bad", "no such command;\r\n")
print("error", c.errmsg)
assert c.setactive("py")
print(c.listscripts(), c.getscript("py"))
assert c.renamescript("py", "pi") and c.setactive("") and c.deletescript("pi")
c.logout()
"""


def test_sievelib(place):
    done = subprocess.run(["/usr/bin/python3", "-c", PYTHON, str(place.managesieve_port), USER,
                           PASSWORD], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "line 1" in done.stdout and "('py', [])" in done.stdout, done.stdout
    assert scripts(place) == {}
