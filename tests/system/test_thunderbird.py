# SPDX-License-Identifier: MIT
"""Thunderbird itself: what it sees, does, and is told. Every pause of its
connections parks them; in the long form also after the usual time."""
import os
import re
import time

import pytest
from conftest import PASSWORD, Server, mail
from thunderbird import Thunderbird

ALICE = "alice@example.org"
LINGERS = [0, 2] if os.environ.get("FUMIKURA_LONG") else [0]
# A promise of what an nsIMsgCopyServiceListener is told at the end.
COPY = """
const done = {};
const promise = new Promise(resolve => done.resolve = resolve);
const listener = {
    QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
    onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() { return null; },
    onStopCopy(status) { done.resolve(Components.isSuccessCode(status)); },
};
"""
HEADER = """
const header = (mailbox, subject) =>
    [...mailbox.messages].find(h => h.mime2DecodedSubject === subject);
"""


class Mail:
    def __init__(self, server, bird):
        self.server, self.bird = server, bird

    def deliver(self, subject, body="A line.\n"):
        assert self.server.deliver(ALICE, mail(subject, body)).returncode == 0

    def wait(self, mailbox, subject, there=True):
        """Until Thunderbird shows it there (or no more)."""
        self.bird.run("const f = arguments[0] ? folder(arguments[0]) : inbox();"
                      "f.updateFolder(null); return true", mailbox)
        self.bird.until(HEADER + "const f = arguments[0] ? folder(arguments[0]) : inbox();"
                        "return !!header(f, arguments[1]) === arguments[2]", mailbox, subject, there)

    def wait_idle(self):
        """What it is told behind a command of its own, it may not look at."""
        end = time.monotonic() + 120
        while re.findall(r"S-INBOX:SendData: \w+ (.*)", self.bird.talk())[-1:] != ["IDLE"]:
            assert time.monotonic() < end, self.bird.talk()
            time.sleep(0.1)

    def look(self, mailbox, *keys):
        """What another client sees."""
        client = self.server.imap(ALICE)
        try:
            assert client.select(mailbox, readonly=True)[0] == "OK"
            return client.search(None, *keys)[1][0].split()
        finally:
            client.logout()

    def wait_look(self, mailbox, *keys):
        end = time.monotonic() + 120
        while not (found := self.look(mailbox, *keys)):
            assert time.monotonic() < end, self.bird.log_text()[-5000:]
            time.sleep(0.2)
        return found


@pytest.fixture(scope="module", params=LINGERS)
def alice(request):
    server = Server(f"session_linger = {request.param}\n")
    server.add_user(ALICE, PASSWORD)
    server.start()
    client = server.imap(ALICE)
    for name in ("Archive", "Trash", "Sent", "Drafts", "&Zvheqw-"):
        client.create(name)
        client.subscribe(name)
    client.logout()
    bird = Thunderbird(ALICE, server.imap_port)
    # Without asking that it does not look for the password, and waits.
    bird.until("return !server.passwordPromptRequired")
    bird.run("server.performExpand(null); return true")
    bird.until("return !!inbox() && root.subFolders.length >= 6")
    yield Mail(server, bird)
    bird.remove()
    server.remove()


def test_it_shows_the_folders(alice):
    names = alice.bird.run("return root.subFolders.map(f => f.name)")
    assert {"Archive", "Trash", "Sent", "Drafts", "書庫"} <= set(names)


def test_it_reads_a_message(alice):
    alice.deliver("To be read", "The text of it.\n")
    alice.wait(None, "To be read")
    text = alice.bird.run(HEADER + """
        const h = header(inbox(), arguments[0]);
        const uri = h.folder.getUriForMsg(h);
        const service = MailServices.messageServiceFromURI(uri);
        return new Promise(resolve => {
            let text = "";
            service.streamMessage(uri, {
                QueryInterface: ChromeUtils.generateQI(["nsIStreamListener"]),
                onStartRequest() {},
                onDataAvailable(request, stream, offset, count) {
                    const input = Cc["@mozilla.org/scriptableinputstream;1"]
                        .createInstance(Ci.nsIScriptableInputStream);
                    input.init(stream);
                    text += input.read(count);
                },
                onStopRequest() { resolve(text); },
            }, null, null, false, "");
        });""", "To be read")
    assert "The text of it." in text


def test_flags_go_both_ways(alice):
    alice.deliver("Flags")
    alice.wait(None, "Flags")
    alice.bird.run(HEADER + "inbox().markMessagesRead([header(inbox(), 'Flags')], true);"
                   "inbox().markMessagesFlagged([header(inbox(), 'Flags')], true); return true")
    alice.wait_look("INBOX", "SEEN", "FLAGGED", "SUBJECT", "Flags")
    client = alice.server.imap(ALICE)
    client.select("INBOX")
    client.store(client.search(None, "SUBJECT", "Flags")[1][0], "+FLAGS", "(\\Answered)")
    client.logout()
    # It is in IDLE, and is told.
    alice.bird.until(HEADER + "return header(inbox(), 'Flags').isReplied ||"
                     " !!(header(inbox(), 'Flags').flags & Ci.nsMsgMessageFlags.Replied)")


def test_new_mail_is_pushed(alice):
    alice.deliver("First")
    alice.wait(None, "First")
    alice.wait_idle()
    alice.deliver("Pushed")
    alice.bird.until(HEADER + "return !!header(inbox(), 'Pushed')")
    assert "IDLE" in alice.bird.log_text()


def test_it_moves_and_copies(alice):
    alice.deliver("Moved")
    alice.wait(None, "Moved")
    for subject, move in (("Moved", False), ("Moved", True)):
        assert alice.bird.run(HEADER + COPY + """
            MailServices.copy.copyMessages(inbox(), [header(inbox(), arguments[0])],
                folder(arguments[1]), arguments[2], listener, null, false);
            return promise;""", subject, "Archive" if move else "書庫", move)
    assert len(alice.wait_look("Archive", "SUBJECT", "Moved")) == 1
    assert len(alice.wait_look("&Zvheqw-", "SUBJECT", "Moved")) == 1
    alice.wait(None, "Moved", there=False)
    assert not alice.look("INBOX", "SUBJECT", "Moved")


def test_it_deletes_into_the_trash(alice):
    alice.deliver("Deleted")
    alice.wait(None, "Deleted")
    assert alice.bird.run(HEADER + COPY + """
        inbox().deleteMessages([header(inbox(), "Deleted")], null, false, false, listener, false);
        return promise;""")
    assert len(alice.wait_look("Trash", "SUBJECT", "Deleted")) == 1


def test_it_saves_a_draft(alice, tmp_path):
    file = tmp_path / "draft.eml"
    file.write_text(mail("A draft", "Not done yet.\n").replace("\n", "\r\n"))
    assert alice.bird.run(COPY + """
        const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
        file.initWithPath(arguments[0]);
        MailServices.copy.copyFileMessage(file, folder("Drafts"), null, true, 0, "", listener,
                                          null);
        return promise;""", str(file))
    assert alice.look("Drafts", "DRAFT", "SUBJECT", '"A draft"') == [b"1"]


def test_the_server_searches_for_it(alice):
    alice.deliver("Searched", "A needle in it.\n")
    alice.wait(None, "Searched")
    hits = alice.bird.run("""
        const session = Cc["@mozilla.org/messenger/searchSession;1"]
            .createInstance(Ci.nsIMsgSearchSession);
        const term = session.createTerm();
        const value = term.value;
        value.attrib = Ci.nsMsgSearchAttrib.Body;
        value.str = "needle";
        term.value = value;
        term.attrib = Ci.nsMsgSearchAttrib.Body;
        term.op = Ci.nsMsgSearchOp.Contains;
        term.booleanAnd = true;
        session.appendTerm(term);
        session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, inbox());
        return new Promise(resolve => {
            const hits = [];
            session.registerListener({
                onNewSearch() {},
                onSearchHit(header) { hits.push(header.mime2DecodedSubject); },
                onSearchDone() { resolve(hits); },
            });
            session.search(null);
        });""")
    assert hits == ["Searched"]
    assert "SEARCH" in alice.bird.log_text()


def test_it_makes_renames_and_deletes_a_folder(alice):
    alice.bird.run("root.createSubfolder('倉', null); return true")
    alice.bird.until("return root.containsChildNamed('倉')")
    client = alice.server.imap(ALICE)
    try:
        end = time.monotonic() + 120
        while not any(b"&UAk-" in line for line in client.list()[1]):
            assert time.monotonic() < end, alice.bird.log_text()[-5000:]
            time.sleep(0.2)
        alice.bird.run("folder('倉').rename('蔵', null); return true")
        while not any(b"&hTU-" in line for line in client.list()[1]):
            assert time.monotonic() < end, alice.bird.log_text()[-5000:]
            time.sleep(0.2)
    finally:
        client.logout()
