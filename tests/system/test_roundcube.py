# SPDX-License-Identifier: MIT
"""Roundcube, as its users use it: PHP's own server, a headless Chromium, and a
real Postfix to send through."""
import base64
import shutil
import tempfile
import time
import urllib.parse

import pytest
from conftest import PASSWORD, Server
from postfix import Postfix
from selenium.common.exceptions import WebDriverException
from sieve_client import SieveClient
from webmail import Roundcube, chromium

ALICE = "alice@example.org"
MAIL = """From: Bob <bob@example.org>
To: Alice <alice@example.org>
Subject: {subject}
Date: Sun, 22 Nov 2026 10:00:00 +0900
Message-ID: <{id}@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset={charset}
Content-Transfer-Encoding: {encoding}

"""
# Its plugin that keeps filters by ManageSieve.
SIEVE = """
$config['plugins'] = ['managesieve'];
$config['managesieve_host'] = 'tls://127.0.0.1:{port}';
$config['managesieve_conn_options'] = ['ssl' =>
    ['cafile' => '{cert}', 'verify_peer' => true, 'verify_peer_name' => false]];
$config['managesieve_vacation'] = 1;
"""
SIEVE_MAIL = """From: Bob <bob@example.org>
To: alice@example.org
Subject: {}
Message-ID: <{}@example.org>
Date: Sun, 22 Nov 2026 10:00:00 +0900

A line.
"""
# "文庫の在庫について" and "書物は全部で三冊です。"
SUBJECT = "文庫の在庫について"
BODY = "書物は全部で三冊です。"
WIRE_SUBJECT = "=?ISO-2022-JP?B?GyRCSjg4SyROOl84SyRLJEQkJCRGGyhC?="


class Webmail:
    """A logged-in user in front of it."""

    def __init__(self, server, roundcube, driver):
        self.server, self.roundcube, self.driver = server, roundcube, driver

    def js(self, script, *words):
        return self.driver.execute_script(script, *words)

    def until(self, script, *words):
        """The first value of the script that is true."""
        end = time.monotonic() + 90
        while True:
            try:
                # Objects of the page can't be handed over.
                value = self.js("const value = (function () {" + script + "})(...arguments);"
                                "return typeof value === 'object' ? !!value : value", *words)
            except WebDriverException:
                value = None  # the page is on its way
            if value:
                return value
            assert time.monotonic() < end, (script, self.roundcube.log_text()[-5000:])
            time.sleep(0.1)

    def open(self, mailbox):
        self.driver.get(f"{self.roundcube.url}?_task=mail&_mbox={mailbox}")
        self.until("return window.rcmail && rcmail.message_list && !rcmail.busy")

    def subjects(self):
        return self.js("return $('#messagelist tbody td.subject span.subject a')"
                       ".map((i, e) => $(e).text().trim()).get()")

    def wait_subjects(self, mailbox, want):
        """Until the mailbox shows this subject, and no other if it is alone."""
        end = time.monotonic() + 90
        while True:
            self.open(mailbox)
            if want(self.subjects()):
                return
            assert time.monotonic() < end, (mailbox, self.subjects())
            time.sleep(0.2)

    def select(self, subject):
        """Of the list shown, the message with that subject. Its UID."""
        uid = self.until(
            "const row = $('#messagelist tbody tr').filter((i, e) =>"
            " $(e).find('span.subject a').text().trim() === arguments[0]);"
            "return row.length ? String(row.data('uid') || row[0].uid) : null", subject)
        self.js("rcmail.message_list.select(arguments[0])", uid)
        return uid


@pytest.fixture(scope="module")
def webmail():
    home = tempfile.mkdtemp(prefix="fumikura-chromium-")
    server = Server()
    server.add_user(ALICE, PASSWORD, "--quota", "10M")
    server.start()
    postfix = Postfix(server)
    roundcube = Roundcube(server.imap_port, postfix.port, SIEVE.format(
        port=server.managesieve_port, cert=server.dir / "etc/tls/cert.pem"))
    driver = chromium(home)
    web = Webmail(server, roundcube, driver)
    driver.get(roundcube.url)
    driver.find_element("name", "_user").send_keys(ALICE)
    driver.find_element("name", "_pass").send_keys(PASSWORD)
    driver.find_element("id", "rcmloginsubmit").click()
    web.until("return window.rcmail && rcmail.env.task === 'mail' && rcmail.message_list")
    yield web
    driver.quit()
    roundcube.remove()
    postfix.remove()
    shutil.rmtree(home, ignore_errors=True)
    server.remove()


def deliver(webmail, subject, body="A line.\n", charset="utf-8", encoding="8bit"):
    text = MAIL.format(subject=subject, id=abs(hash(subject)), charset=charset, encoding=encoding)
    message = text.encode() + body.encode(charset)
    assert webmail.server.deliver(ALICE, message).returncode == 0


def look(webmail, mailbox, *keys):
    """What another client sees."""
    client = webmail.server.imap(ALICE)
    try:
        assert client.select(mailbox, readonly=True)[0] == "OK"
        return client.search(None, *keys)[1][0].split()
    finally:
        client.logout()


def test_its_special_folders_are_made_and_shown(webmail):
    shown = webmail.js("return Object.keys(rcmail.env.mailboxes)")
    assert {"INBOX", "Drafts", "Sent", "Junk", "Trash"} <= set(shown)


def test_a_japanese_message_is_listed_found_and_read(webmail):
    deliver(webmail, WIRE_SUBJECT, BODY + "\n", "iso-2022-jp", "7bit")
    deliver(webmail, "Something else")
    webmail.wait_subjects("INBOX", lambda s: SUBJECT in s and "Something else" in s)
    webmail.js("$('#mailsearchform').val('在庫'); rcmail.command('search')")
    webmail.until("return rcmail.env.search_request && !rcmail.busy")
    webmail.until("return $('#messagelist tbody tr').length === 1")
    assert webmail.subjects() == [SUBJECT]
    webmail.js("rcmail.command('reset-search')")
    webmail.open("INBOX")
    uid = webmail.select(SUBJECT)
    webmail.driver.get(f"{webmail.roundcube.url}?_task=mail&_mbox=INBOX&_uid={uid}&_action=show")
    assert BODY in webmail.until("return $('#messagebody').text()")
    assert look(webmail, "INBOX", "SEEN", "HEADER", "Message-ID",
                f"{abs(hash(WIRE_SUBJECT))}@example.org")


def test_text_in_bodies_is_found(webmail):
    deliver(webmail, "Body search", "Somewhere: 図書館の鍵\n")
    webmail.wait_subjects("INBOX", lambda s: "Body search" in s)
    webmail.js("rcmail.env.search_mods = {'*': {text: 1}}; rcmail.env.search_scope = 'base';"
               "$('#mailsearchform').val('図書館'); rcmail.command('search')")
    webmail.until("return rcmail.env.search_request && !rcmail.busy")
    webmail.until("return $('#messagelist tbody tr').length === 1")
    assert webmail.subjects() == ["Body search"]
    webmail.js("rcmail.command('reset-search')")


def test_a_message_moves(webmail):
    deliver(webmail, "To be moved")
    webmail.wait_subjects("INBOX", lambda s: "To be moved" in s)
    webmail.select("To be moved")
    webmail.js("rcmail.command('move', 'Junk')")
    webmail.wait_subjects("Junk", lambda s: s == ["To be moved"])
    assert not look(webmail, "INBOX", "SUBJECT", '"To be moved"')
    assert look(webmail, "Junk", "ALL") == [b"1"]


def test_a_deleted_message_goes_to_the_trash_and_then_away(webmail):
    deliver(webmail, "To be deleted")
    webmail.wait_subjects("INBOX", lambda s: "To be deleted" in s)
    webmail.select("To be deleted")
    webmail.js("rcmail.command('delete')")
    webmail.wait_subjects("Trash", lambda s: s == ["To be deleted"])
    webmail.select("To be deleted")
    webmail.js("window.confirm = () => true; rcmail.command('delete');"
               "$('.ui-dialog button.delete').trigger('click')")
    webmail.wait_subjects("Trash", lambda s: s == [])
    assert not look(webmail, "Trash", "ALL")


def test_flags_are_set(webmail):
    deliver(webmail, "To be flagged")
    webmail.wait_subjects("INBOX", lambda s: "To be flagged" in s)
    webmail.select("To be flagged")
    webmail.js("rcmail.command('mark', 'flagged')")
    end = time.monotonic() + 90
    while not look(webmail, "INBOX", "FLAGGED", "SUBJECT", '"To be flagged"'):
        assert time.monotonic() < end, webmail.roundcube.imap_log()[-3000:]
        time.sleep(0.2)


def test_what_is_sent_arrives_and_is_in_sent(webmail):
    webmail.driver.get(f"{webmail.roundcube.url}?_task=mail&_action=compose&_to={ALICE}")
    webmail.until("return window.rcmail && rcmail.env.action === 'compose' && !rcmail.busy &&"
                  " document.getElementById('composebody')")
    webmail.js("$('#compose-subject').val('送信の試験'); $('#composebody').val('本文です。');"
               "rcmail.command('send', {})")
    webmail.wait_subjects("Sent", lambda s: s == ["送信の試験"])
    webmail.wait_subjects("INBOX", lambda s: "送信の試験" in s)
    assert look(webmail, "Sent", "SEEN") == [b"1"]


def test_a_draft_is_saved_and_replaced(webmail):
    webmail.driver.get(f"{webmail.roundcube.url}?_task=mail&_action=compose&_to={ALICE}")
    webmail.until("return window.rcmail && rcmail.env.action === 'compose' && !rcmail.busy &&"
                  " document.getElementById('composebody')")
    for text in ("first", "second"):
        before = webmail.js("return rcmail.env.draft_id || 'none'")
        webmail.js("$('#compose-subject').val('A draft'); $('#composebody').val(arguments[0]);"
                   "rcmail.command('savedraft')", text)
        webmail.until("return !rcmail.busy && rcmail.env.draft_id &&"
                      " String(rcmail.env.draft_id) !== String(arguments[0])", before)
    webmail.js("window.onbeforeunload = null; rcmail.env.exit_warning = false;"
               "rcmail.cmp_hash = rcmail.compose_field_hash()")
    assert len(look(webmail, "Drafts", "ALL")) == 1
    assert look(webmail, "Drafts", "BODY", "second")


def mutf7(name):
    """Of letters beyond ASCII alone (RFC 3501 5.1.3)."""
    text = base64.b64encode(name.encode("utf-16-be")).rstrip(b"=")
    return "&" + text.decode().replace("/", ",") + "-"


def test_a_folder_with_a_japanese_name_is_made_renamed_and_deleted(webmail):
    client = webmail.server.imap(ALICE)

    def listed(name):
        return any(mutf7(name).encode() in line for line in client.list()[1])

    def wait(name, there):
        end = time.monotonic() + 90
        while listed(name) != there:
            assert time.monotonic() < end, webmail.roundcube.imap_log()[-3000:]
            time.sleep(0.2)

    def save(old, name):
        webmail.driver.get(f"{webmail.roundcube.url}?_task=settings&_action=edit-folder"
                           f"&_mbox={old}&_framed=1")
        webmail.until("return window.rcmail && $('[name=_name]').length")
        webmail.js("$('[name=_name]').val(arguments[0]); $('form').submit()", name)
        wait(name, True)

    try:
        save("", "書庫")
        save(urllib.parse.quote(mutf7("書庫")), "蔵書")
        assert not listed("書庫")
        webmail.driver.get(f"{webmail.roundcube.url}?_task=settings&_action=folders")
        webmail.until("return window.rcmail && rcmail.subscription_list && !rcmail.busy")
        webmail.js("rcmail.subscription_list.select(arguments[0]);"
                   "rcmail.delete_folder(arguments[0])", mutf7("蔵書"))
        webmail.js("$('.ui-dialog button.delete').trigger('click')")
        wait("蔵書", False)
    finally:
        client.logout()


def test_the_quota_is_shown(webmail):
    webmail.open("INBOX")
    percent = webmail.until("return rcmail.env.quota_content || $('#quotadisplay').attr('title') ||"
                            " $('#quotadisplay .count').text()")
    assert percent
    assert "GETQUOTAROOT" in webmail.roundcube.imap_log()
    assert "(STORAGE" in webmail.roundcube.imap_log()


# ---- filters, last, for they stay ----

def page(webmail, action):
    webmail.driver.get(f"{webmail.roundcube.url}?_task=settings&_action={action}")
    webmail.until("return window.rcmail && rcmail.gui_objects.sieveform && !rcmail.busy")


def wait_script(webmail, has):
    """The active script, once it has that text."""
    client = SieveClient(webmail.server.managesieve_port).login(ALICE, PASSWORD)
    end = time.monotonic() + 90
    while True:
        active = [name for name, on in client.scripts().items() if on]
        if active:
            [text] = client.command(f'GETSCRIPT "{active[0]}"').lines
            if has in text.decode():
                client.close()
                return text.split(b"\r\n", 1)[1].decode()
        assert time.monotonic() < end, webmail.roundcube.log_text()[-5000:]
        time.sleep(0.2)


def test_a_filter_files_mail(webmail):
    page(webmail, "plugin.managesieve-action&_framed=1&_nav=hide")
    webmail.js("""
        const form = rcmail.gui_objects.sieveform, set = (name, value) =>
            $(form).find('[name="' + name + '"]').val(value).trigger('change');
        set('_name', 'Sale');
        set('_header[0]', 'subject');
        set('_rule_op[0]', 'contains');
        $(form).find('[name^="_rule_target[0]"]').val('sale').trigger('change');
        set('_action_type[0]', 'fileinto');
        set('_action_mailbox[0]', 'Junk');
        rcmail.managesieve_save()""")
    text = wait_script(webmail, "fileinto")
    assert "sale" in text, text
    for subject in ("Great sale today", "Nothing to file"):
        message = SIEVE_MAIL.format(subject, abs(hash(subject)))
        assert webmail.server.deliver(ALICE, message).returncode == 0
    assert len(look(webmail, "Junk", "SUBJECT", '"Great sale"')) == 1
    assert len(look(webmail, "INBOX", "SUBJECT", '"Nothing to file"')) == 1


def test_a_vacation_rule(webmail, tmp_path):
    page(webmail, "plugin.managesieve-vacation")
    webmail.js("""
        const form = rcmail.gui_objects.sieveform, set = (name, value) =>
            $(form).find('[name="' + name + '"]').val(value).trigger('change');
        set('vacation_subject', 'Away');
        set('vacation_reason', 'I am back in May.');
        set('vacation_status', 'on');
        rcmail.managesieve_save()""")
    text = wait_script(webmail, "vacation ")
    (tmp_path / "script").write_text(text, newline="")
    (tmp_path / "mail").write_text(SIEVE_MAIL.format("Hello", 1))
    done = webmail.server.run("sieve", "test", tmp_path / "script", tmp_path / "mail",
                              "-f", "bob@example.org", "-a", ALICE, "--json")
    assert done.returncode == 0, done.stderr
    assert "vacation" in done.stdout and "I am back in May." in done.stdout, done.stdout
