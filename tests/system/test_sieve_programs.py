# SPDX-License-Identifier: MIT
"""Programs of the site that Sieve scripts run: vnd.dovecot.pipe, filter and
execute, at deliveries over LMTP, in IMAP and by `fumikura sieve run`; and the
reports that they send."""
import email
import email.policy
import os
import pathlib
import re
import signal
import time

import pytest
from conftest import Server, mail
from lmtp_client import Lmtp, files, wire

ALICE = "alice@example.org"
KINDS = ("pipe", "filter", "execute")
SETTINGS = """
sieve_extensions = "+vnd.dovecot.pipe +vnd.dovecot.filter +vnd.dovecot.execute +vnd.dovecot.report"
submit_command = "{dir}/record"
sieve_pipe_bin_dir = "{dir}/pipe"
sieve_filter_bin_dir = "{dir}/filter"
sieve_execute_bin_dir = "{dir}/execute"
lmtp_workers_max = 1
sieve_max_memory = 4194304
imapsieve "spam" {
    mailbox = "Junk"
    causes = "COPY"
    before = "{dir}/learn-spam.sieve"
}
imapsieve "ham" {
    from = "Junk"
    causes = "COPY"
    before = "{dir}/learn-ham.sieve"
}
"""
# What Dovecot's documents have for the learning of spam.
LEARN_SPAM = """require ["vnd.dovecot.pipe", "copy", "imapsieve", "environment", "variables"];
if environment :matches "imap.user" "*" { set "username" "${1}"; }
pipe :copy "learn" [ "spam", "${username}" ];
"""
LEARN_HAM = """require ["vnd.dovecot.pipe", "copy", "imapsieve", "environment", "variables"];
if environment :matches "imap.mailbox" "*" { set "mailbox" "${1}"; }
if string "${mailbox}" "Trash" { stop; }
if environment :matches "imap.user" "*" { set "username" "${1}"; }
pipe :copy "learn" [ "ham", "${username}" ];
"""


class Site:
    def __init__(self, more=""):
        self.server = Server()
        where = self.dir = self.server.dir
        self.server.configure(SETTINGS.replace("{dir}", str(where)) + more)
        for kind in KINDS:
            (where / kind).mkdir()
            (where / kind).chmod(0o755)
        self.out = where / "out"
        self.out.mkdir()
        self.out.chmod(0o777)
        record = where / "record"
        record.write_text('#!/bin/sh\n{ echo "$*"; cat; } > ' + f'"{self.out}/sent"\n')
        record.chmod(0o755)
        (where / "learn-spam.sieve").write_text(LEARN_SPAM)
        (where / "learn-ham.sieve").write_text(LEARN_HAM)
        self.server.add_user(ALICE)
        self.server.start()
        self.deliver("opens the store")

    def program(self, kind, name, text):
        """A shell script; $OUT is a folder to which it may write."""
        path = self.dir / kind / name
        path.write_text(f"#!/bin/sh\nOUT={self.out}\n{text}\n")
        path.chmod(0o755)
        return path

    def script(self, text):
        names = [f"vnd.dovecot.{kind}" for kind in KINDS]
        names += ["vnd.dovecot.report", "copy", "fileinto", "variables", "mailbox", "imap4flags"]
        require = ", ".join(f'"{name}"' for name in names)
        done = self.server.run("sieve", "put", ALICE, "main", "--activate",
                               input=f"require [{require}];\n{text}\n")
        assert done.returncode == 0, done.stderr

    def deliver(self, subject, answer="250", **more):
        client = Lmtp(self.server)
        client.begin(ALICE, sender="sender@example.net")
        (said,) = client.data(mail(subject, **more))
        client.close()
        assert said.startswith(answer), (said, self.server.log_text()[-3000:])
        return said

    def texts(self, folder=""):
        found = [path.read_bytes() for path in files(self.server, ALICE, folder)]
        return [text for text in found if b"\nSubject: opens the store\n" not in text]

    def subjects(self, folder=""):
        return [line[9:].decode() for text in self.texts(folder)
                for line in text.split(b"\n\n")[0].splitlines() if line.startswith(b"Subject: ")]

    def written(self, name):
        path = self.out / name
        return path.read_bytes() if path.exists() else b""

    def user_log(self):
        path = self.server.maildir(ALICE).parent / ".dovecot.sieve.log"
        return path.read_text() if path.exists() else ""

    def clean(self):
        for kind in KINDS:
            for path in (self.dir / kind).iterdir():
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        for path in self.out.iterdir():
            path.unlink()
        for folder in ("", ".A", ".B", ".Junk"):
            for path in files(self.server, ALICE, folder):
                path.unlink()
        (self.server.maildir(ALICE).parent / ".dovecot.sieve.log").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def one():
    made = Site()
    yield made
    made.server.remove()


@pytest.fixture
def site(one):
    yield one
    one.clean()


RECORD = 'env > "$OUT/env"; pwd > "$OUT/cwd"; printf "%s|" "$@" > "$OUT/args"; cat > "$OUT/message"'


# ---- pipe ----

def test_a_program_gets_the_message_and_what_is_known_of_it(site):
    site.program("pipe", "take", RECORD)
    site.script('pipe "take" ["one", "two words", "$(id)", ""];')
    site.deliver("piped", body="First.\n.\nLast.\n")
    assert site.texts() == []
    assert "outcome=piped" in site.server.log_text()
    assert site.written("args") == b"one|two words|$(id)||"
    message = site.written("message")
    assert message.startswith(b"Return-Path: <sender@example.net>\r\n")
    assert message.endswith(b"\r\nFirst.\r\n.\r\nLast.\r\n")
    assert message.count(b"\n") == message.count(b"\r\n")
    home = site.server.maildir(ALICE).parent
    assert site.written("cwd").decode().strip() == str(home.resolve())
    env = dict(line.split("=", 1) for line in site.written("env").decode().splitlines())
    for name in ("PWD", "_", "OLDPWD", "SHLVL"):  # the shell's own
        env.pop(name, None)
    path = env.pop("PATH")
    assert "/usr/bin" in path.split(":")
    assert env == {"HOME": str(home), "USER": ALICE, "HOST": "mail.example.org",
                   "SENDER": "sender@example.net", "RECIPIENT": ALICE, "ORIG_RECIPIENT": ""}


def test_a_copy_goes_to_the_program_as_it_was_then(site):
    site.program("pipe", "take", RECORD)
    site.program("filter", "mark", 'echo "X-Mark: yes"; cat')
    site.script('pipe :copy "take"; filter "mark"; fileinto :create :copy "A";')
    site.deliver("copied")
    assert b"X-Mark" not in site.written("message")
    assert [text.startswith(b"X-Mark: yes\n") for text in site.texts() + site.texts(".A")] == [True] * 2


@pytest.mark.parametrize("text, why", [
    ("exit 3", "exit code 3"),
    (None, "There is no program 'it'"),
])
def test_a_program_that_fails_leaves_the_message_in_inbox_and_nothing_else_is_done(site, text, why):
    if text:
        site.program("pipe", "it", text)
    site.script('fileinto :create "A"; addflag "\\\\Seen"; pipe "it";')
    site.deliver("failed")
    assert site.subjects() == ["failed"] and site.texts(".A") == []
    assert why in site.user_log()


def test_later_means_nothing_is_stored_and_nobody_is_asked_twice(site):
    site.program("pipe", "first", 'echo once >> "$OUT/first"')
    second = site.program("pipe", "second", "exit 75")
    site.script('pipe :copy "first"; pipe :copy "second"; fileinto :create "A";')
    for _ in range(2):
        site.deliver("later", "451 ", sender="bob@example.org")
    assert site.texts() == site.texts(".A") == []
    assert "exit code 75" in site.server.log_text()
    site.program("pipe", "second", 'echo done >> "$OUT/second"')
    site.deliver("later")
    assert (site.written("first"), site.written("second")) == (b"once\n", b"done\n")
    assert site.subjects(".A") == ["later"] and second.exists()
    # It is another message from here on.
    site.deliver("later")
    assert site.written("first") == b"once\n" * 2


@pytest.mark.parametrize("rest, inbox, folder", [
    ("", 1, 0),
    ('fileinto :create "A";', 0, 1),
    ('pipe :try "good";', 0, 0),
    ('pipe :try :copy "good";', 1, 0),
    ("discard;", 0, 0),
])
def test_what_is_only_tried_may_fail(site, rest, inbox, folder):
    site.program("pipe", "bad", "exit 75")
    site.program("pipe", "good", "cat > /dev/null")
    site.script('pipe :try "bad";' + rest)
    site.deliver("tried")
    assert (len(site.texts()), len(site.texts(".A"))) == (inbox, folder)
    assert "exit code 75" in site.user_log()


# ---- filter, execute ----

def test_filter_makes_a_new_message(site):
    site.program("filter", "loud", 'printf "X-By: %s\\r\\n" "$1"; sed "s/quiet/LOUD/"')
    site.program("filter", "no", "echo nothing; exit 1")
    site.script('fileinto :create "A";\n'
                'if filter "no" { discard; stop; }\n'
                'if not filter "loud" "me" { discard; }\n'
                'if header "x-by" "me" { fileinto :create "B"; }\n')
    site.deliver("a quiet one")
    (text,), (before,) = site.texts(".B"), site.texts(".A")
    assert text.startswith(b"X-By: me\n") and b"Subject: a LOUD one\n" in text and b"\r" not in text
    assert b"Subject: a quiet one\n" in before and site.texts() == []


def test_filter_with_too_much_output_leaves_the_message(site):
    site.program("filter", "much", "yes")
    site.script('if filter "much" { discard; }')
    site.deliver("bounded")
    assert site.subjects() == ["bounded"]


def test_execute_gives_and_takes_text(site):
    site.program("execute", "upper", "tr a-z A-Z")
    site.program("execute", "body", 'sed "1,/^.$/d"; echo words of no interest >&2')
    site.program("execute", "no", "echo wrong; exit 1")
    site.script('set "v" "as it was";\n'
                'if execute :output "v" "no" { discard; stop; }\n'
                'if string "${v}" "as it was" { addflag "kept"; }\n'
                'execute :input "abc" :output "w" "upper";\n'
                'if string :comparator "i;octet" "${w}" "ABC" { addflag "upper"; }\n'
                'execute :pipe :output "x" "body";\n'
                'if string :matches "${x}" "x??" { addflag "lines"; }\n'
                'execute :output "y" "upper";\n'
                'if string "${y}" "" { addflag "nothing"; }\n'
                'fileinto :create "A";')
    site.deliver("executed", body="x\n")
    client = site.server.imap(ALICE)
    client.select("A")
    flags = client.fetch("1", "(FLAGS)")[1][0].decode()
    client.logout()
    assert all(word in flags for word in ("kept", "upper", "lines", "nothing")), flags
    assert "words of no interest" in site.server.log_text()


@pytest.mark.parametrize("command", ['filter "gone";', 'execute "gone";'])
def test_a_command_without_its_program_fails_the_script(site, command):
    site.script(command + ' discard;')
    site.deliver("kept")
    assert site.subjects() == ["kept"]
    assert "gone" in site.user_log()
    site.script(f"if {command.replace(';', '')} {{ discard; }} else {{ fileinto :create \"A\"; }}")
    site.deliver("tested")
    assert site.subjects(".A") == ["tested"]


# ---- which may run ----

def test_a_link_does_not_run(site):
    program = site.program("filter", "away", "cat")
    (site.dir / "pipe" / "it").symlink_to(program)
    site.script('pipe "it";')
    site.deliver("refused")
    assert site.subjects() == ["refused"]
    assert "There is no program 'it'" in site.user_log()
    assert "the program is of another type" in site.server.log_text()


@pytest.mark.skipif(os.getuid() != 0, reason="chown")
def test_what_the_mail_user_owns_does_not_run(site):
    program = site.program("pipe", "it", "cat")
    owner = site.server.maildir(ALICE).stat()
    os.chown(program, owner.st_uid, owner.st_gid)
    site.script('pipe "it";')
    site.deliver("refused")
    assert site.subjects() == ["refused"]


def test_a_folder_alone_lets_no_script_run_programs(tmp_path):
    script = tmp_path / "pipe.sieve"
    script.write_text('require "vnd.dovecot.pipe"; pipe "it";')
    server = Server('sieve_pipe_bin_dir = "/usr/bin"\n')
    try:
        assert server.run("sieve", "check", str(script)).returncode != 0
        server.configure('sieve_extensions = "+vnd.dovecot.pipe"\n')
        assert server.run("sieve", "check", str(script)).returncode == 0
    finally:
        server.remove()


# ---- IMAP, sieve run ----

def test_what_moves_into_junk_and_out_of_it_is_learned(site):
    site.program("pipe", "learn", 'echo "$1 $2 $(grep ^Subject: | tr -d \'\\r\')" >> "$OUT/learned"')
    site.script("keep;")
    site.deliver("first")
    site.deliver("second")
    client = site.server.imap(ALICE)
    for name in ("Junk", "Trash"):
        client.create(name)
    client.select("INBOX")
    numbers = client.search(None, "OR", "SUBJECT", "first", "SUBJECT", "second")[1][0].decode()
    assert client.xatom("MOVE", numbers.replace(" ", ","), "Junk")[0] == "OK"
    assert site.written("learned").decode().splitlines() == [
        f"spam {ALICE} Subject: first", f"spam {ALICE} Subject: second"]
    client.select("Junk")
    assert client.copy("1", "Trash")[0] == "OK"
    assert client.xatom("MOVE", "2", "INBOX")[0] == "OK"
    assert site.written("learned").decode().splitlines()[2:] == [f"ham {ALICE} Subject: second"]
    # A program that fails changes nothing for the client.
    site.program("pipe", "learn", "exit 1")
    assert client.xatom("MOVE", "1", "INBOX")[0] == "OK"
    assert "exit code 1" in site.server.log_text()
    client.logout()


def test_filter_of_imap_runs_them(site):
    """draft-bosch-imap-filter-sieve-00"""
    site.program("filter", "loud", 'echo "X-By: $RECIPIENT"; sed "s/quiet/LOUD/"')
    site.program("pipe", "take", 'echo piped >> "$OUT/piped"; cat > /dev/null')
    site.program("pipe", "bad", "exit 1")
    site.program("execute", "check", 'grep -q "^Subject: a quiet"')
    site.script("keep;")
    for subject in ("a quiet one", "another"):
        site.deliver(subject)
    client = site.server.imap(ALICE)
    client.select("INBOX")
    require = ", ".join(f'"vnd.dovecot.{kind}"' for kind in KINDS) + ', "copy", "fileinto", "mailbox", "imap4flags"'

    def run(text):
        """What is told of the two messages."""
        quoted = f"require [{require}]; {text}".replace("\\", "\\\\").replace('"', '\\"')
        client.untagged_responses.clear()
        done = client.xatom("UID", "FILTER", "SIEVE", "SCRIPT", f'"{quoted}"',
                            "OR", "SUBJECT", "quiet", "SUBJECT", "another")
        assert done[0] == "OK", done
        return [re.sub(rb"^\d+ \(TAG [^)]*\) UID \d+ ", b"", line).decode()
                for line in client.untagged_responses.get("FILTERED", [])]

    assert run('filter "loud"; fileinto :create "A"; keep;') == ["OK", "OK"]
    assert sorted(text.splitlines()[0] for text in site.texts(".A")) == [f"X-By: {ALICE}".encode()] * 2
    assert sorted(site.subjects(".A")) == ["a LOUD one", "another"]
    # What filter makes is for fileinto alone (4.1).
    assert sorted(site.subjects()) == ["a quiet one", "another"]
    assert run('if execute :pipe "check" { pipe :copy "take"; }') == ["OK"]
    assert site.written("piped") == b"piped\n"
    # It was applied, but not as its writer wished.
    assert run('pipe :try :copy "bad";') == ["WARNINGS \"script line 1: Program 'bad' ended with exit code 1\""] * 2
    failed = run('addflag "Wrong"; pipe "bad";')
    assert len(failed) == 2 and all(re.match('ERRORS ".*exit code 1', line) for line in failed), failed
    assert run('pipe "take";') == ["OK", "OK"]
    assert len(client.search(None, "DELETED")[1][0].split()) == 2
    assert client.search(None, "KEYWORD", "Wrong")[1] == [b""]
    client.logout()


def test_sieve_run_runs_them_only_when_it_acts(site):
    site.program("execute", "yes", 'echo run >> "$OUT/ran"')
    site.program("pipe", "take", 'echo piped >> "$OUT/ran"')
    site.script("keep;")
    site.deliver("there")
    script = site.dir / "sort.sieve"
    script.write_text('require ["vnd.dovecot.execute", "vnd.dovecot.pipe", "copy"];\n'
                      'if execute "yes" { pipe :copy "take"; }\n')
    assert site.server.run("sieve", "run", ALICE, "INBOX", str(script)).returncode == 0
    assert site.written("ran") == b""
    done = site.server.run("sieve", "run", ALICE, "INBOX", str(script), "--execute")
    assert done.returncode == 0, done.stderr
    assert set(site.written("ran").splitlines()) == {b"run", b"piped"}


# ---- reports ----

def reported(site):
    """Arguments of the sendmail command, and the message; nothing: None."""
    if not (site.out / "sent").exists():
        return None
    words, text = site.written("sent").split(b"\n", 1)
    (site.out / "sent").unlink()
    return words.decode(), email.message_from_bytes(text, policy=email.policy.default)


# RFC 5965 2, 3; spec-bosch-sieve-report 3
def test_a_report_has_three_parts(site):
    site.script('report "abuse" "Grüße, this is spam." "abuse@example.com";')
    site.deliver("sp\u00e4m", body="Buy n\u00f6w!\n")
    words, sent = reported(site)
    assert "-f <> " in words and words.endswith(" -- abuse@example.com")
    assert sent["To"] == "abuse@example.com" and sent["From"] == "Postmaster <postmaster@mail.example.org>"
    assert sent["Subject"].startswith("Report: sp")
    assert sent["Auto-Submitted"] == "auto-generated (report)"
    assert sent["Message-ID"] and sent["Date"] and sent["MIME-Version"] == "1.0"
    assert sent.get_content_type() == "multipart/report"
    assert sent.get_param("report-type") == "feedback-report"
    assert sent["Content-Transfer-Encoding"] == "8bit"
    text, machine, whole = sent.iter_parts()
    assert text.get_content_type() == "text/plain" and text.get_content() == "Grüße, this is spam.\n"
    assert machine.get_content_type() == "message/feedback-report"
    fields = machine.get_payload(0)
    assert (fields["Version"], fields["Feedback-Type"]) == ("1", "abuse")
    assert fields["User-Agent"].startswith("Fumikura/")
    assert fields["Original-Mail-From"] == "<sender@example.net>"
    assert whole.get_content_type() == "message/rfc822"
    (stored,) = site.texts()
    inner = whole.as_bytes().split(b"\n\n", 1)[1]
    assert inner.strip() == stored.strip() and "Buy nöw!".encode() in inner
    assert not any(part.defects for part in sent.walk())


def test_a_report_can_be_of_the_header_alone(site):
    site.script('report :headers_only "fraud" "look" "abuse@example.com";')
    site.deliver("headers", body="Secret.\n")
    _, sent = reported(site)
    *_, header = sent.iter_parts()
    assert header.get_content_type() == "text/rfc822-headers"
    assert "Subject: headers" in header.get_content() and "Secret" not in sent.as_string()


def test_who_reports_to_each_other_makes_no_loop(site):
    site.script('report "abuse" "mine" "Alice@example.org";')
    site.deliver("own")
    assert reported(site) is None
    site.script('report "abuse" "theirs" "bob@example.com";')
    client = Lmtp(site.server)
    client.begin(ALICE)
    automatic = "Auto-Submitted: auto-generated (report)\n"
    assert client.data(automatic + mail("automatic"))[0].startswith("250")
    client.close()
    assert reported(site) is None and site.subjects() == ["own", "automatic"]
    # What a user does is no loop, whatever the message says.
    script = site.dir / "report.sieve"
    script.write_text('require "vnd.dovecot.report"; report "abuse" "by hand" "bob@example.com";')
    done = site.server.run("sieve", "run", ALICE, "INBOX", str(script), "--execute")
    assert done.returncode == 0 and reported(site)


# ---- bounds ----

def wait_for(what, text):
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, text
        time.sleep(0.02)


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def delivering(server):
    """The process that does it: the last in the chain of pool, worker and room."""
    parents = {}
    for pid, _ in server.children("lmtp"):
        name, fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)
        if name.endswith("(fumikura-lmtp"):
            parents[pid] = int(fields.split()[1])
    (found,) = set(parents) - set(parents.values())
    return found


def test_a_program_dies_with_the_delivery_that_runs_it(site):
    site.program("pipe", "slow", 'cat > /dev/null; [ -e "$OUT/again" ] && exit 0\n'
                 'echo $$ > "$OUT/.pid"; mv "$OUT/.pid" "$OUT/pid"; exec sleep 1000')
    site.script('pipe :copy "slow";')
    client = Lmtp(site.server)
    client.begin(ALICE)
    assert client.say("DATA").startswith("354")
    client.send(wire(mail("killed")) + b".\r\n")
    wait_for(lambda: site.written("pid"), "the program is started")
    pid = int(site.written("pid"))
    os.kill(delivering(site.server), signal.SIGKILL)
    wait_for(lambda: not is_running(pid), "it is killed too")
    try:
        assert client.reply().startswith("451 4.3.0")
    except (EOFError, ConnectionError):
        pass  # it was the process that answers
    client.close()
    assert site.texts() == []
    (site.out / "again").write_text("")
    site.server.wait_ready()
    site.deliver("killed")
    assert site.subjects() == ["killed"]


def test_the_time_of_a_program_is_limited():
    site = Site("sieve_program_timeout = 1\n")
    try:
        site.program("pipe", "slow", 'cat > /dev/null; sleep 1000 & echo $! > "$OUT/pid"; wait')
        site.script('pipe "slow";')
        site.deliver("late", "451 ")
        assert site.texts() == []
        assert "pipe/slow took too long" in site.server.log_text()
        wait_for(lambda: not is_running(int(site.written("pid"))), "all of it is killed")
    finally:
        site.server.remove()
