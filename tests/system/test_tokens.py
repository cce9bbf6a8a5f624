# SPDX-License-Identifier: MIT
"""OAuth 2 tokens over IMAP: signed ones, and an endpoint that is down or silent."""
import base64
import contextlib
import hashlib
import hmac
import imaplib
import json
import socket
import time

import pytest

from certificates import openssl
from conftest import PASSWORD, Server

ALICE, BOB = "alice@example.org", "bob@example.org"
SECRET = b"0123456789abcdef0123456789abcdef"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def der_integers(der):
    """r and s of an ECDSA signature, 32 bytes each (RFC 7518 3.4)."""
    at, numbers = 2, b""
    for _ in range(2):
        size = der[at + 1]
        numbers += int.from_bytes(der[at + 2:at + 2 + size], "big").to_bytes(32, "big")
        at += 2 + size
    return numbers


def sign(algorithm, key, message):
    if algorithm == "none":
        return b""
    if algorithm == "HS256":
        return hmac.new(key, message, hashlib.sha256).digest()
    signature = openssl("dgst", "-sha256", "-sign", key, input=message)
    return der_integers(signature) if algorithm == "ES256" else signature


def token(algorithm, key, **claims):
    """A good one for Alice, but for the claims that are given; None: without it."""
    said = {"iss": "https://id.example.org", "aud": ["other", "mail"], "scope": "openid imap",
            "email": ALICE, "exp": int(time.time()) + 36000, **claims}
    said = {name: value for name, value in said.items() if value is not None}
    head = encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    message = head + "." + encode(json.dumps(said).encode())
    return message + "." + encode(sign(algorithm, key, message.encode()))


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Private keys and their public halves, those of rsa and ec in known.pem."""
    folder = tmp_path_factory.mktemp("keys")
    kinds = {"rsa": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
             "ec": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]}
    for name, kind in [("rsa", "rsa"), ("ec", "ec"), ("stranger", "rsa")]:
        openssl("genpkey", "-algorithm", *kinds[kind], "-out", folder / f"{name}.key")
        openssl("pkey", "-in", folder / f"{name}.key", "-pubout", "-out", folder / f"{name}.pem")
    (folder / "known.pem").write_text((folder / "rsa.pem").read_text()
                                      + (folder / "ec.pem").read_text())
    return folder


def settings(more):
    return ('auth_mechanisms = "PLAIN OAUTHBEARER XOAUTH2"\nauth_penalty_max = 0\n'
            'oauth2_issuer = "https://id.example.org"\noauth2_audience = "mail"\n'
            'oauth2_scope = "imap"\n' + more)


def try_token(server, text, mechanism="OAUTHBEARER", user=ALICE):
    """"OK", or the code of the refusal. OAUTHBEARER can leave the user to the token."""
    name = f"a={user}" if user else ""
    message = (f"n,{name},\1auth=Bearer {text}\1\1" if mechanism == "OAUTHBEARER"
               else f"user={user}\1auth=Bearer {text}\1\1")
    answers = [message.encode(), b"\1"]  # the second one after a refusal
    client = imaplib.IMAP4("127.0.0.1", server.imap_port)
    client.sock.settimeout(60)
    try:
        client.authenticate(mechanism, lambda _: answers.pop(0))
        return client.noop()[0]
    except imaplib.IMAP4.error as refusal:
        return str(refusal).split("[")[1].split("]")[0]
    finally:
        client.shutdown()


@pytest.fixture(scope="module")
def jwt(keys):
    server = Server(settings(f'oauth2_jwt_key = "{keys}/known.pem"\n'))
    try:
        for user in (ALICE, BOB):
            server.add_user(user)
        server.start()
        yield server
    finally:
        server.remove()


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_signed_tokens_log_in(jwt, keys, mechanism):
    for algorithm, key in [("RS256", "rsa"), ("ES256", "ec")]:
        good = token(algorithm, keys / f"{key}.key")
        assert try_token(jwt, good, mechanism) == "OK"
        assert try_token(jwt, good, user="") == "OK"
        assert try_token(jwt, good, mechanism, BOB) == "AUTHORIZATIONFAILED"


WORTHLESS = {
    "expired": {"exp": 1700000000},
    "without an end": {"exp": None},
    "not valid yet": {"nbf": 32503680000},
    "for somebody else": {"aud": "webshop"},
    "for nobody": {"aud": None},
    "for parts of us": {"aud": "mai"},
    "by another issuer": {"iss": "https://evil.example.org"},
    "by no issuer": {"iss": None},
    "for other things": {"scope": "openid imaps"},
    "for nothing": {"scope": None},
    "of nobody": {"email": None},
    "of a user who is none": {"email": "nobody@example.org"},
    "of what is no user": {"email": "../alice@example.org"},
    "of a number": {"email": 7},
    "with an address that nobody verified": {"email_verified": False},
}


@pytest.mark.parametrize("what", WORTHLESS)
def test_worthless_tokens_are_refused(jwt, keys, what):
    text = token("RS256", keys / "rsa.key", **WORTHLESS[what])
    assert try_token(jwt, text, user="") == "AUTHENTICATIONFAILED"


def test_forged_tokens_are_refused(jwt, keys):
    good = token("RS256", keys / "rsa.key")
    head, claims, signature = good.split(".")
    other = token("RS256", keys / "rsa.key", email=BOB).split(".")[1]
    forged = [
        token("none", None), head + "." + claims + ".", head + "." + claims,
        encode(b'{"alg":"none"}') + "." + claims + "." + signature,
        # everybody has the public key
        token("HS256", (keys / "rsa.pem").read_bytes()),
        token("HS256", (keys / "known.pem").read_bytes()),
        token("HS256", (keys / "rsa.pem").read_bytes().rstrip()), token("HS256", b""),
        token("RS256", keys / "stranger.key"), token("ES256", keys / "ec.key")[:-4] + "AAAA",
        head + "." + other + "." + signature, "", ".", "..", "a.b.c", "{}", "=" * 1000,
    ]
    for text in forged:
        assert try_token(jwt, text) == "AUTHENTICATIONFAILED", text
    assert try_token(jwt, good) == "OK"


def test_a_shared_secret_signs_too(new_server, keys, tmp_path):
    (tmp_path / "secret").write_bytes(SECRET + b"\n")
    server = new_server(settings(f'oauth2_jwt_key = "{tmp_path}/secret"\n'))
    assert try_token(server, token("HS256", SECRET)) == "OK"
    assert try_token(server, token("HS256", SECRET + b"\n")) == "AUTHENTICATIONFAILED"
    assert try_token(server, token("none", None)) == "AUTHENTICATIONFAILED"
    assert try_token(server, token("RS256", keys / "rsa.key")) == "AUTHENTICATIONFAILED"


@contextlib.contextmanager
def silent():
    """A port where everybody is let in and nobody gets an answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as s:
        yield s.getsockname()[1]


def test_a_silent_endpoint_is_temporary_and_holds_up_nobody(new_server):
    with silent() as port:
        server = new_server(settings(f'oauth2_introspection_url = "http://127.0.0.1:{port}/"\n'
                                     "oauth2_timeout = 60\noauth2_threads = 1\n"))
        waiting = []
        for _ in range(3):  # more than there are threads
            client = imaplib.IMAP4("127.0.0.1", server.imap_port)
            client.send(b"a AUTHENTICATE XOAUTH2 "
                        + base64.b64encode(f"user={ALICE}\1auth=Bearer x\1\1".encode()) + b"\r\n")
            waiting.append(client)
        server.imap(ALICE).logout()  # while they wait
        for client in waiting:
            client.sock.setblocking(False)
            with pytest.raises(BlockingIOError):
                client.sock.recv(1)
            client.shutdown()
        server.stop()
        server.configure(settings(f'oauth2_introspection_url = "http://127.0.0.1:{port}/"\n'
                                  "oauth2_timeout = 1\n"))
        server.start()
        assert try_token(server, "x") == "UNAVAILABLE"


def test_an_endpoint_that_is_down_is_temporary(new_server):
    with silent() as port:
        pass
    server = new_server(settings(f'oauth2_introspection_url = "http://127.0.0.1:{port}/"\n'))
    assert try_token(server, "x") == "UNAVAILABLE"
    assert try_token(server, "x", "XOAUTH2") == "UNAVAILABLE"
    assert server.imap(ALICE, PASSWORD).noop()[0] == "OK"
