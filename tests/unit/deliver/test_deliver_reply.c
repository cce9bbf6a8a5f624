/* SPDX-License-Identifier: MIT */
/* Who gets an automatic reply, and what it says. */
#include "deliver/deliver_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/clock.h"

static bool is_due(const char *sender, const char *header)
{
	const struct deliver_reply r = {
		.sender = span_of(sender),
		.recipient = SPAN("alias@x"),
		.user = SPAN("me@x"),
		.header = span_of(header),
	};

	return deliver_reply_is_due(&r);
}

static void test_deliver_reply__people_get_one(void **state)
{
	static const char *const senders[] = { "a@x", "mailers@x", "rooted@x",
					       "request@x", "\xc3\xbc@x" };
	static const char *const headers[] = {
		"",
		"Subject: x\n\n",
		"Precedence: normal\n\n",
		"Auto-Submitted: no\n\n",
		"Auto-Submitted: No; x=y\n\n",
		"X-Spam-Status: No, score=1\n\n",
		"Lists: x\n\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(senders); i++)
		assert_true(is_due(senders[i], ""));
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		assert_true(is_due("a@x", headers[i]));
}

static void test_deliver_reply__programs_and_ourselves_get_none(void **state)
{
	static const char *const senders[] = {
		"LISTSERV@x", "majordomo@x",     "",          "nobody",
		"daemon@x",   "Mailer-Daemon@x", "mailer@x",  "root@x",
		"uucp@x",     "postmaster@x",    "a-relay@x", "l-request@x",
		"x-daemon@x", "owner-l@x",       "me@X",      "Alias@x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(senders); i++)
		assert_false(is_due(senders[i], ""));
}

static void test_deliver_reply__lists_and_automata_get_none(void **state)
{
	static const char *const headers[] = {
		"Subject: x\nList-Id: <l.x>\n\n",
		"list-unsubscribe: <mailto:x>\n\n",
		"Mailing-List: contact x\n\n",
		"Precedence: BULK\n\n",
		"Precedence: list\n\n",
		"Precedence: junk\n\n",
		"X-RBL: x\n\n",
		"X-Spam-Status: Yes, score=9\n\n",
		"Auto-Submitted: auto-replied (vacation)\n\n",
		"Auto-Submitted:\n auto-generated; x=y\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		assert_false(is_due("a@x", headers[i]));
	/* Not a field of the header. */
	assert_true(is_due("a@x", "Subject: x\n\nList-Id: <l.x>\n"));
}

static const char *written(const char *header, const char *text)
{
	static char room[20000];
	auto_buf struct buf out;
	const struct deliver_reply r = {
		.sender = SPAN("a@x"),
		.recipient = SPAN("me@x"),
		.user = SPAN("user@x"),
		.header = span_of(header),
		.text = span_of(text),
		.host = "host.x",
	};

	clock_fix_us(0);
	buf_init(&out, sizeof(room) - 1);
	deliver_reply_write(&r, &out);
	clock_fix_us(-1);
	memcpy(room, buf_str(&out), out.len + 1);
	return room;
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void test_deliver_reply__a_plain_text(void **state)
{
	const char *reply =
		written("Subject: Hi\nMessage-ID: <1@x>\n\n", "Gone.");

	(void)state;
	assert_true(
		span_starts(span_of(reply),
			    SPAN("From: <me@x>\nTo: <a@x>\n"
				 "Subject: [Auto-Reply] Hi\n"
				 "Date: Thu, 01 Jan 1970 00:00:00 +0000\n")));
	assert_true(has(reply, "\nIn-Reply-To: <1@x>\nReferences: <1@x>\n"));
	assert_true(has(reply, "\nAuto-Submitted: auto-replied\n"));
	assert_true(has(reply, "\nPrecedence: junk\n"));
	assert_true(has(reply, "charset=utf-8\n"));
	assert_true(span_ends(span_of(reply), SPAN("\n\nGone.\n")));
}

static void test_deliver_reply__odd_headers_forge_nothing(void **state)
{
	const char *reply = written("Subject: =?utf-8?q?a=0ABcc:_b@x?=\n"
				    "Message-ID: <1@x> <2@x>\n\n",
				    "Gone.");

	(void)state;
	assert_true(has(reply, "\nSubject: [Auto-Reply] a Bcc: b@x\n"));
	assert_false(has(reply, "In-Reply-To"));
	reply = written("\n", "Gone.");
	assert_true(has(reply, "\nSubject: [Auto-Reply] Your Mail\n"));
}

static void test_deliver_reply__the_text_may_bring_a_header(void **state)
{
	static const char *const texts[] = {
		"%HEADER%\nFrom: J\xc3\xbc <j@x>\nSubject: Re %SUBJECT%\n"
		"X-A: 1\nTo: b@x\nBcc: c@x\nContent-Type: text/html\n\n"
		"<p>%SUBJECT%</p>",
		"%HEADER%\r\nFrom: J\xc3\xbc <j@x>\r\nSubject: Re %SUBJECT%\r\n"
		"X-A: 1\r\nTo: b@x\r\nBcc: c@x\r\nContent-Type: text/html\r\n"
		"%HEADER%\r\n<p>%SUBJECT%</p>",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char *reply = written("Subject: Hi\n\n", texts[i]);

		assert_true(has(reply, "From: =?UTF-8?B?SsO8?= <j@x>\n"));
		assert_true(has(reply, "\nSubject: Re Hi\n"));
		assert_true(has(reply, "\nX-A: 1\n"));
		assert_true(has(reply, "\nTo: <a@x>\n"));
		assert_false(has(reply, "b@x"));
		assert_false(has(reply, "c@x"));
		assert_true(has(reply, "\nContent-Type: text/html\n"));
		assert_false(has(reply, "text/plain"));
		assert_true(span_ends(span_of(reply), SPAN("\n\n<p>Hi</p>\n")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deliver_reply__people_get_one),
		cmocka_unit_test(
			test_deliver_reply__programs_and_ourselves_get_none),
		cmocka_unit_test(
			test_deliver_reply__lists_and_automata_get_none),
		cmocka_unit_test(test_deliver_reply__a_plain_text),
		cmocka_unit_test(test_deliver_reply__odd_headers_forge_nothing),
		cmocka_unit_test(
			test_deliver_reply__the_text_may_bring_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
