# SPDX-License-Identifier: MIT
"""What clients see of TLS: which certificate, which policy."""
import socket
import ssl
import subprocess

import pytest

from certificates import openssl
from conftest import BUILD

KINDS = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["rsa:2048"]}


def make_pair(folder, name, kind="ec"):
    """Self-made; (certificate, key)."""
    cert, key = folder / f"{name}.{kind}.pem", folder / f"{name}.{kind}.key"
    openssl("req", "-x509", "-newkey", *KINDS[kind], "-nodes", "-days", 2, "-subj", f"/CN={name}",
            "-keyout", key, "-out", cert)
    return cert, key


def der(cert):
    return ssl.PEM_cert_to_DER_cert(cert.read_text())


def connect(server, name=None, ciphers=None, version=None, groups=None):
    """Under TLS, greeted; an ssl.SSLError if there is no way."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers((ciphers or "ALL") + ":@SECLEVEL=0")
    context.minimum_version = version or ssl.TLSVersion.TLSv1_2
    if version:
        context.maximum_version = version
    if groups:
        context.set_ecdh_curve(groups)
    plain = socket.create_connection(("127.0.0.1", server.imaps_port), 60)
    try:
        tls = context.wrap_socket(plain, server_hostname=name)
        assert tls.recv(4) == b"* OK"
        return tls
    except BaseException:
        plain.close()
        raise


def seen(server, *how, **more):
    with connect(server, *how, **more) as tls:
        return tls.getpeercert(binary_form=True)


def test_each_name_has_its_certificate(new_server, tmp_path):
    own, sales, any_net = (make_pair(tmp_path, name) for name in ("own", "sales", "net"))
    server = new_server(f'''
tls_cert = "{own[0]}"
tls_key = "{own[1]}"
local_name "sales.example.com imap.sales.example.com" {{
  tls_cert = "{sales[0]}"
  tls_key = "{sales[1]}"
}}
local_name "*.example.net" {{
  tls_cert = "{any_net[0]}"
  tls_key = "{any_net[1]}"
}}
local_name "sales.example.net" {{
  tls_cert = "{sales[0]}"
  tls_key = "{sales[1]}"
}}
''')
    for name, pair in [(None, own), ("mail.example.org", own), ("sales.example.com", sales),
                       ("IMAP.Sales.Example.COM", sales), ("x.sales.example.com", own),
                       ("mail.example.net", any_net), ("a.b.example.net", own),
                       ("example.net", own), ("sales.example.net", sales)]:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            assert seen(server, name, version=version) == der(pair[0]), name


def test_ecdsa_is_preferred_rsa_is_there(new_server, tmp_path):
    """Whichever of them is the alternative one."""
    ec, rsa = (make_pair(tmp_path, "both", kind) for kind in ("ec", "rsa"))
    server = new_server(f'''
tls_cert = "{rsa[0]}"
tls_key = "{rsa[1]}"
tls_alt_cert = "{ec[0]}"
tls_alt_key = "{ec[1]}"
local_name "other.example.org" {{
  tls_cert = "{ec[0]}"
  tls_key = "{ec[1]}"
  tls_alt_cert = "{rsa[0]}"
  tls_alt_key = "{rsa[1]}"
}}
''')
    old, new = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
    for name in (None, "other.example.org"):
        assert seen(server, name, version=new) == der(ec[0])
        assert seen(server, name, version=old) == der(ec[0])
        # The client's order is not what counts.
        both = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"
        assert seen(server, name, version=old, ciphers=both) == der(ec[0])
        assert seen(server, name, version=old, ciphers="aRSA") == der(rsa[0])
        out = openssl("s_client", "-connect", f"127.0.0.1:{server.imaps_port}", "-tls1_3",
                      "-servername", name or "mail.example.org", "-sigalgs", "RSA-PSS+SHA256",
                      input=b"a LOGOUT\r\n")
        assert b"Peer signature type: RSA-PSS" in out


GCM = {f"ECDHE-ECDSA-{c}" for c in ("AES128-GCM-SHA256", "AES256-GCM-SHA384",
                                    "CHACHA20-POLY1305")}
POLICIES = {
    # settings: whether TLS 1.2, its ciphers with RSA as well, TLS 1.3's favourite, groups
    "modern": (set(), "TLS_AES_128_GCM_SHA256", {"X25519", "P-256", "P-384"}),
    "intermediate": (GCM, "TLS_AES_128_GCM_SHA256", {"X25519", "P-256", "P-384"}),
    "cryptrec": (GCM | {"DHE"}, "TLS_AES_128_GCM_SHA256", {"X25519", "P-256", "P-384", "P-521"}),
    "cryptrec-high": (GCM, "TLS_AES_256_GCM_SHA384", {"X25519", "P-256", "P-384", "P-521"}),
}


def offered(server):
    """The ciphers of TLS 1.2 that the server takes: one after the other, without those that
    it took before."""
    left = openssl("ciphers", "-s", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0").decode()
    left = [name for name in left.strip().split(":") if not name.startswith("TLS_")]
    found = set()
    while True:
        try:
            with connect(server, ciphers=":".join(left), version=ssl.TLSVersion.TLSv1_2) as tls:
                cipher = tls.cipher()[0]
        except (ssl.SSLError, ConnectionResetError):
            return found
        found.add(cipher)
        left.remove(cipher)


def client(server, *words):
    """What openssl s_client says, whether it came through or not."""
    return subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.imaps_port}",
                           *words], input=b"a LOGOUT\r\n", capture_output=True, timeout=60).stdout


def groups_of(server):
    return {group for group in ("X25519", "X448", "P-256", "P-384", "P-521", "ffdhe2048")
            if b"Cipher is TLS_" in client(server, "-tls1_3", "-groups", group)}


@pytest.mark.parametrize("policy", POLICIES)
def test_policies_offer_what_they_say_and_no_more(new_server, tmp_path, policy):
    ec, rsa = (make_pair(tmp_path, "both", kind) for kind in ("ec", "rsa"))
    server = new_server(f'tls_policy = "{policy}"\n'
                        f'tls_cert = "{ec[0]}"\ntls_key = "{ec[1]}"\n'
                        f'tls_alt_cert = "{rsa[0]}"\ntls_alt_key = "{rsa[1]}"\n')
    ciphers, favourite, groups = POLICIES[policy]
    wanted = {c for c in ciphers if c != "DHE"}
    wanted |= {c.replace("ECDSA", "RSA") for c in wanted}
    if "DHE" in ciphers:
        wanted |= {c.replace("ECDHE", "DHE") for c in wanted if "-RSA-" in c}
    assert offered(server) == wanted
    with connect(server, version=ssl.TLSVersion.TLSv1_3) as tls:
        assert tls.cipher()[0] == favourite
    suites = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
    for suite in suites + ("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"):
        taken = b"Cipher is " + suite.encode() in client(server, "-tls1_3", "-ciphersuites", suite)
        assert taken == (suite in suites), suite
    assert groups_of(server) == groups
    for version in ("-tls1", "-tls1_1"):
        assert b"Cipher is (NONE)" in client(server, version, "-cipher", "ALL:@SECLEVEL=0")


def test_parts_of_a_policy_can_be_set(new_server, tmp_path):
    params = tmp_path / "dh.pem"
    # A well-known one, as of RFC 7919, of more bits than the certificate asks for.
    openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe3072", "-out",
            params)
    rsa = make_pair(tmp_path, "rsa", "rsa")
    dhe = "DHE-RSA-AES128-GCM-SHA256"
    server = new_server(f'tls_cert = "{rsa[0]}"\ntls_key = "{rsa[1]}"\n'
                        f'tls_policy = "modern"\ntls_min_protocol = "TLSv1.2"\n'
                        f'tls_ciphers = "{dhe}"\ntls_ciphersuites = "TLS_AES_256_GCM_SHA384"\n'
                        f'tls_groups = "P-384"\ntls_dh_params = "{params}"\n')
    assert offered(server) == {dhe}
    assert b"DH, 3072 bits" in client(server, "-tls1_2")
    assert groups_of(server) == {"P-384"}
    assert b"Cipher is (NONE)" in client(server, "-tls1_3", "-ciphersuites",
                                         "TLS_AES_128_GCM_SHA256")
    with connect(server, version=ssl.TLSVersion.TLSv1_3) as tls:
        assert tls.cipher()[0] == "TLS_AES_256_GCM_SHA384"


@pytest.mark.parametrize("settings, complaint", [
    ('tls_policy = "old"\n', "1: tls_policy has an unknown value"),
    ('tls_min_protocol = "SSLv3"\n', "1: tls_min_protocol has an unknown value"),
    ('local_name "a/b" {\n}\n', '2: "a/b" must be host names'),
    ('local_name "" {\n}\n', '2: "" must be host names'),
    ('local_name "a" {\n  tls_cert = "x"\n}\n', "3: tls_cert and tls_key must be set"),
    ('local_name "a" {\n tls_cert = "x"\n tls_key = "x"\n tls_alt_key = "x"\n}\n',
     "5: tls_alt_cert and tls_alt_key must be set together"),
])
def test_wrong_settings_have_their_line(tmp_path, settings, complaint):
    config = tmp_path / "fumikura.conf"
    config.write_text(settings)
    done = subprocess.run([BUILD / "fumikura", "config", "check", "--config", config],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert f"{config}:{complaint}" in done.stdout + done.stderr
