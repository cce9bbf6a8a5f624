# SPDX-License-Identifier: MIT
"""Authorities and the certificates of clients, made by openssl(1)."""
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(*words, **more):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True,
                          **more).stdout


def make_ca(folder, name):
    openssl("req", "-x509", *KEY, "-days", 2, "-subj", f"/CN={name}",
            "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem")


def make_client(folder, ca, name, user, days=2):
    """A certificate for the user, signed by that authority; its file, with the key."""
    key, request, done = (folder / f"{name}.{kind}" for kind in ("key", "csr", "pem"))
    openssl("req", *KEY, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
    (folder / f"{name}.ext").write_text(f"subjectAltName=email:{user}\n")
    openssl("x509", "-req", "-in", request, "-CA", folder / f"{ca}.pem",
            "-CAkey", folder / f"{ca}.key", "-days", days, "-extfile", folder / f"{name}.ext",
            "-out", done)
    done.write_text(done.read_text() + key.read_text())
    return done


def revoke(folder, ca, *certificates):
    """The authority's revocation list with those in it, PEM."""
    (folder / "index").write_text("")
    (folder / "number").write_text("01\n")
    config = folder / "revoke.conf"
    config.write_text(f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index\n"
                      f"crlnumber={folder}/number\ndefault_md=sha256\ndefault_crl_days=2\n")
    by = ["ca", "-config", config, "-cert", folder / f"{ca}.pem", "-keyfile", folder / f"{ca}.key"]
    for certificate in certificates:
        openssl(*by, "-revoke", certificate)
    return openssl(*by, "-gencrl", text=True)
