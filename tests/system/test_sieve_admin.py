# SPDX-License-Identifier: MIT
"""fumikura sieve list, get, put, activate, deactivate, delete, rename."""
import json
import os
import stat

from conftest import PASSWORD
from sieve_client import SieveClient

USER = "alice@example.org"


def sieve(server, verb, *words, code=0, **more):
    done = server.run("sieve", verb, USER, *words, **more)
    assert done.returncode == code, (verb, words, done.stdout, done.stderr)
    return done.stderr if code else done.stdout


def test_scripts_of_a_user(server, tmp_path):
    (tmp_path / "two").write_text("stop;\n")
    assert sieve(server, "list") == ""
    sieve(server, "put", "one", input="keep;\n")
    sieve(server, "put", "two", tmp_path / "two", "--activate")
    assert sieve(server, "list") == "one\t6\ntwo\t6\tactive\n"
    client = SieveClient(server.managesieve_port).login(USER, PASSWORD)
    assert client.scripts() == {"one": False, "two": True}
    client.close()
    assert sieve(server, "get") == sieve(server, "get", "two") == "stop;\n"
    home = server.maildir(USER).parent
    assert os.readlink(home / ".dovecot.sieve") == "sieve/two.sieve"
    if os.getuid() == 0:
        assert {(home / "sieve").stat().st_uid, (home / "sieve/one.sieve").stat().st_uid} \
            == {home.stat().st_uid}
    assert stat.S_IMODE((home / "sieve/one.sieve").stat().st_mode) == 0o600
    sieve(server, "rename", "two", "three")
    assert sieve(server, "get") == "stop;\n"
    assert "active" in sieve(server, "delete", "three", code=1)
    sieve(server, "deactivate")
    sieve(server, "delete", "three")
    sieve(server, "activate", "one")
    assert sieve(server, "list") == "one\t6\tactive\n"


def test_what_is_refused(server):
    sieve(server, "put", "kept", input="keep;\n")
    assert "bad:2: " in sieve(server, "put", "bad", code=1, input="keep;\nfoo;\n")
    assert "no such script: bad" in sieve(server, "get", "bad", code=1)
    assert "no such script: bad" in sieve(server, "activate", "bad", code=1)
    assert "no such script: bad" in sieve(server, "rename", "bad", "worse", code=1)
    assert "There is a script" in sieve(server, "rename", "kept", "kept", code=1)
    assert "no script name" in sieve(server, "put", "../x", code=1, input="keep;\n")
    assert sieve(server, "get", "kept") == "keep;\n"
    for words in ([], ["get"], ["put", USER], ["rename", USER, "a"], ["list", USER, "x"],
                  ["nonsense", USER]):
        done = server.run("sieve", *words, input="")
        assert done.returncode == 64 and "usage: fumikura sieve" in done.stderr, words
    done = server.run("sieve", "list", "nobody@example.org")
    assert done.returncode == 1 and "no such user" in done.stderr


def test_json_is_answered_whatever_is_wrong(server, tmp_path):
    mail, script = tmp_path / "mail", tmp_path / "script"
    mail.write_text("Subject: x\n\n")
    script.write_text("#" * (1 << 20) + "\nkeep;\n")
    for words in ([script, mail], [tmp_path / "none", mail], [script, tmp_path / "none"]):
        done = server.run("sieve", "test", "--json", *words)
        got = json.loads(done.stdout)
        assert done.returncode == 1 and done.stderr == "", done
        assert got["error"] and got["actions"] == got["notes"] == [], got


def test_a_script_tried_where_it_lies_is_known_to_include(server, tmp_path):
    (tmp_path / "mail").write_text("Subject: x\n\n")
    (tmp_path / "me.sieve").write_text('require ["include", "fileinto"]; include :once :global "me"; discard;')
    done = server.run("sieve", "test", "--json", "--global", tmp_path, tmp_path / "me.sieve", tmp_path / "mail")
    assert [a["action"] for a in json.loads(done.stdout)["actions"]] == ["discard"], done
