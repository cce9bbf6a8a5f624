# SPDX-License-Identifier: MIT
"""Logging in to ManageSieve by each mechanism, on the server of test_mechanisms.py."""
import base64
import hashlib
import hmac

import pytest

from certificates import make_client
from conftest import PASSWORD
from sieve_client import SieveClient
from test_mechanisms import ALICE, BOB, place, scram, tls  # noqa: F401


def secure(place, certificate=None):  # noqa: F811
    return SieveClient(place.managesieve_port, tls(place, certificate))


def plain(_):
    return f"\0{ALICE}\0{PASSWORD}".encode()


def test_passwords_want_tls(place):  # noqa: F811
    client = SieveClient(place.managesieve_port)
    assert "PLAIN" not in client.capabilities["SASL"].split()
    assert "SCRAM-SHA-1" in client.capabilities["SASL"].split()
    assert client.capabilities["SIEVE"] and client.capabilities["VERSION"] == "1.0"
    assert client.authenticate("PLAIN", plain, True).code == "ENCRYPT-NEEDED"
    assert client.authenticate("SCRAM-SHA-1", scram(ALICE, PASSWORD, "sha1"), True).ok
    client.close()
    client = SieveClient(place.managesieve_port, address="127.0.0.2")  # a network that may
    client.login(ALICE, PASSWORD)
    assert "STARTTLS" not in client.parse(client.command("CAPABILITY"))
    client.close()


@pytest.mark.parametrize("initial", [False, True])
def test_plain_under_tls(place, initial):  # noqa: F811
    client = secure(place)
    assert "STARTTLS" not in client.capabilities
    assert {"PLAIN", "SCRAM-SHA-256-PLUS"} <= set(client.capabilities["SASL"].split())
    wrong = client.authenticate("PLAIN", lambda _: f"\0{ALICE}\0wrong".encode(), initial)
    assert wrong.last.startswith(b"NO ")
    assert client.authenticate("PLAIN", plain, initial).ok
    assert client.parse(client.command("CAPABILITY"))["OWNER"] == ALICE
    client.close()


def test_login_and_cram_md5(place):  # noqa: F811
    words = {b"Username:": ALICE.encode(), b"Password:": PASSWORD.encode()}

    def cram(challenge):
        digest = hmac.new(PASSWORD.encode(), challenge, "md5").hexdigest()
        return f"{ALICE} {digest}".encode()

    client = secure(place)
    assert client.authenticate("LOGIN", words.get).ok
    client.close()
    client = SieveClient(place.managesieve_port)
    assert client.authenticate("CRAM-MD5", cram).ok
    client.close()


def test_digest_md5_is_told_that_the_server_knows_too(place):  # noqa: F811
    """RFC 5804 2.1, first example: the last words come with OK."""
    proved = []

    def md5(text):
        return hashlib.md5(text).hexdigest()

    def answer(challenge):
        text = challenge.decode()
        if text.startswith("rspauth="):
            proved.append(text == "rspauth=" + reply(""))
            return b""
        fields = dict(part.split("=", 1) for part in text.split(","))
        answer.nonce = fields["nonce"].strip('"')
        answer.realm = fields.get("realm", '""').strip('"')
        return (f'username="{ALICE}",realm="{answer.realm}",nonce="{answer.nonce}",cnonce="abc",'
                f'nc=00000001,qop=auth,digest-uri="sieve/mail.example.org",'
                f'response={reply("AUTHENTICATE")}').encode()

    def reply(verb):
        secret = hashlib.md5(f"{ALICE}:{answer.realm}:{PASSWORD}".encode()).digest()
        a1 = md5(secret + f":{answer.nonce}:abc".encode())
        a2 = md5(f"{verb}:sieve/mail.example.org".encode())
        return md5(f"{a1}:{answer.nonce}:00000001:abc:auth:{a2}".encode())

    client = SieveClient(place.managesieve_port)
    done = client.authenticate("DIGEST-MD5", answer)
    assert done.ok and done.code.startswith('SASL "') and proved == [True], done
    client.close()


@pytest.mark.parametrize("hash_name, mechanism", [("sha1", "SCRAM-SHA-1"),
                                                  ("sha256", "SCRAM-SHA-256")])
def test_scram_with_its_bindings(place, hash_name, mechanism):  # noqa: F811
    for initial in (False, True):
        client, side = secure(place), scram(ALICE, PASSWORD, hash_name)
        done = client.authenticate(mechanism, side, initial)
        assert done.ok and done.code.startswith('SASL "') and side.proved, done
        client.close()
    client = secure(place)
    end = hashlib.sha256(client.sock.getpeercert(binary_form=True)).digest()
    for data, good in ((b"x" * 32, False), (end, True)):
        side = scram(ALICE, PASSWORD, hash_name, "tls-server-end-point", data)
        done = client.authenticate(mechanism + "-PLUS", side, True)
        assert done.ok == good and side.proved == good, done
    client.close()


def test_a_certificate_logs_in(place):  # noqa: F811
    alice = make_client(place.folder, "ours", "siever", ALICE)
    client = secure(place, alice)
    assert "EXTERNAL" in client.capabilities["SASL"].split()
    assert not client.authenticate("EXTERNAL", lambda _: BOB.encode(), True).ok
    assert client.authenticate("EXTERNAL", lambda _: b"", True).ok
    client.close()
    assert "EXTERNAL" not in secure(place).capabilities["SASL"].split()


def test_a_token_logs_in(place):  # noqa: F811
    told = []

    def bad(challenge):
        told.append(challenge)
        return b"n,,\1auth=Bearer bad\1\1" if len(told) == 1 else b"\1"

    client = secure(place)
    assert not client.authenticate("OAUTHBEARER", bad, True).ok
    assert b"invalid_token" in told[1]
    good = f"n,a={ALICE},\1auth=Bearer good-{ALICE}\1\1".encode()
    assert client.authenticate("OAUTHBEARER", lambda _: good, True).ok
    client.close()
    client = secure(place)
    # Longer than a quoted string should be: as a literal.
    token = base64.b64encode(f"user={ALICE}\1auth=Bearer good-{ALICE}\1\1".encode())
    assert client.command(b'AUTHENTICATE "XOAUTH2" {%d+}\r\n%s' % (len(token), token)).ok
    client.close()
