# SPDX-License-Identifier: MIT
"""SMTP clients that log in to an MTA, and the lines that its guide has for it."""
import re
import smtplib
import subprocess

from conftest import TOP


def guide_lines(guide, file, *titles):
    """The lines for that file in those sections of doc/admin/<guide>."""
    text = (TOP / "doc/admin" / guide).read_text()
    found = ""
    for title in titles:
        section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.S | re.M).group(1)
        blocks = re.findall(rf"^```\n# {re.escape(file)}\n(.*?)^```$", section, re.S | re.M)
        assert blocks, title
        found += "".join(blocks)
    return found


def swaks(mta, mechanism, user, password):
    """The reply to AUTH."""
    done = subprocess.run(
        ["swaks", "--server", "127.0.0.1", "--port", str(mta.port), "--from", "x@example.net",
         "--to", "alice@example.org", "--auth", mechanism, "--auth-user", user,
         "--auth-password", password, "--quit-after", "AUTH"],
        capture_output=True, text=True, timeout=120)
    codes = re.findall(r"^<(?:-|\*\*)\s+(\d{3}) ", done.stdout[done.stdout.find(" AUTH "):], re.M)
    codes = [code for code in codes if code != "334"]
    assert codes, done.stdout
    return int(codes[0])


def gsasl(mta, mechanism, user, password):
    """Whether GNU SASL's client gets in, and all that was said."""
    done = subprocess.run(
        ["gsasl", "--smtp", f"--connect=127.0.0.1:{mta.port}", "-m", mechanism, "-a", user,
         "-p", password, "-r", "", "--no-cb", "--no-starttls", "--hostname=mx.example.org",
         "--quality-of-protection=qop-auth"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    return done.returncode == 0, done.stdout + done.stderr


def offered(mta):
    with smtplib.SMTP("127.0.0.1", mta.port, timeout=60) as smtp:
        smtp.ehlo()
        return smtp.esmtp_features.get("auth", "").split()
