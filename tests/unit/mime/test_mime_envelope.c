/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_envelope.h"

static void check(struct span header, const char *want)
{
	uint32_t addresses = MIME_ENVELOPE_ADDRESSES;
	auto_buf struct buf out;

	buf_init(&out, 100000);
	mime_envelope_write(&out, header, &addresses);
	assert_string_equal(buf_str(&out), want);
}

static void check_to(const char *to, const char *want)
{
	auto_buf struct buf header;
	auto_buf struct buf envelope;

	buf_init(&header, 10000);
	buf_init(&envelope, 10000);
	buf_add_format(&header, "To: %s\r\n", to);
	buf_add_format(&envelope, "(NIL NIL NIL NIL NIL %s NIL NIL NIL NIL)",
		       want);
	check(buf_span(&header), buf_str(&envelope));
}

/* The message of RFC 3501 section 8. */
static void test_mime_envelope__example_of_rfc_3501(void **state)
{
	(void)state;
	check(SPAN("Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
		   "From: Terry Gray <gray@cac.washington.edu>\r\n"
		   "Subject: IMAP4rev1 WG mtg summary and minutes\r\n"
		   "To: imap@cac.washington.edu\r\n"
		   "cc: minutes@CNRI.Reston.VA.US, John Klensin "
		   "<KLENSIN@MIT.EDU>\r\n"
		   "Message-Id: <B27397-0100000@cac.washington.edu>\r\n"
		   "MIME-Version: 1.0\r\n"
		   "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n\r\n"),
	      "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" "
	      "\"IMAP4rev1 WG mtg summary and minutes\" "
	      "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
	      "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
	      "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
	      "((NIL NIL \"imap\" \"cac.washington.edu\")) "
	      "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")"
	      "(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
	      "\"<B27397-0100000@cac.washington.edu>\")");
}

static void test_mime_envelope__empty_is_not_missing(void **state)
{
	(void)state;
	check(SPAN(""), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
	check(SPAN("Date:\nSubject: \nIn-Reply-To:\r\nMessage-ID:\nTo:\n"
		   "From: a@b\nSender: \nReply-To: ,\n"),
	      "(\"\" \"\" ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) "
	      "((NIL NIL \"a\" \"b\")) NIL NIL NIL \"\" \"\")");
}

static void test_mime_envelope__repeated_recipients_are_one_list(void **state)
{
	(void)state;
	check(SPAN("Cc: a@b\nCc: c@d\nFrom: e@f\nFrom: g@h\n"),
	      "(NIL NIL ((NIL NIL \"e\" \"f\")) ((NIL NIL \"e\" \"f\")) "
	      "((NIL NIL \"e\" \"f\")) NIL "
	      "((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")) NIL NIL NIL)");
}

static void test_mime_envelope__strings_are_quoted_or_literals(void **state)
{
	(void)state;
	check(SPAN("Subject: a \"b\" \\c\r\n\td\n"),
	      "(NIL \"a \\\"b\\\" \\\\c d\" NIL NIL NIL NIL NIL NIL NIL NIL)");
	check(SPAN("From: \"A\n\tB\" <c@d>, e@f (G \r\n\t\tH)\nReply-To: i@j\n"
		   "Sender: k@l\n"),
	      "(NIL NIL ((\"A B\" NIL \"c\" \"d\")(\"G H\" NIL \"e\" \"f\")) "
	      "((NIL NIL \"k\" \"l\")) ((NIL NIL \"i\" \"j\")) NIL NIL NIL "
	      "NIL NIL)");
	check(SPAN("Subject: J\xc3\xb6rg\n"),
	      "(NIL {5}\r\nJ\xc3\xb6rg NIL NIL NIL NIL NIL NIL NIL NIL)");
	check(SPAN("Subject: a\0b\n"),
	      "(NIL \"a?b\" NIL NIL NIL NIL NIL NIL NIL NIL)");
	check(SPAN("Subject: a\rb\0\n"),
	      "(NIL {4}\r\na\rb? NIL NIL NIL NIL NIL NIL NIL NIL)");
	check(SPAN("Subject: =?utf-8?q?a?=\n"),
	      "(NIL \"=?utf-8?q?a?=\" NIL NIL NIL NIL NIL NIL NIL NIL)");
}

static void test_mime_envelope__addresses_of_rfc_5322(void **state)
{
	(void)state;
	check_to("\"Joe Q. Public\" <john.q.public@example.com>",
		 "((\"Joe Q. Public\" NIL \"john.q.public\" \"example.com\"))");
	check_to("Mary Smith <mary@x.test>, jdoe@example.org, "
		 "Who? <one@y.test>",
		 "((\"Mary Smith\" NIL \"mary\" \"x.test\")"
		 "(NIL NIL \"jdoe\" \"example.org\")"
		 "(\"Who?\" NIL \"one\" \"y.test\"))");
	check_to("\"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
		 "((\"Giant; \\\"Big\\\" Box\" NIL \"sysservices\" "
		 "\"example.net\"))");
	check_to("Pete(A nice \\) chap) <pete(his account)@silly.test"
		 "(his host)>",
		 "((\"Pete\" NIL \"pete\" \"silly.test\"))");
	check_to("jdoe@[192.168.2.1], \"a b\"@c",
		 "((NIL NIL \"jdoe\" \"[192.168.2.1]\")"
		 "(NIL NIL \"a b\" \"c\"))");
	/* One bracket alone says nothing. */
	check_to("a@b>, c@d", "((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))");
	check_to("a@b (Name), (Only) c@d",
		 "((\"Name\" NIL \"a\" \"b\")(\"Only\" NIL \"c\" \"d\"))");
}

static void test_mime_envelope__groups_have_a_start_and_an_end(void **state)
{
	(void)state;
	check_to("A Group(Some people):Chris Jones <c@(Chris's host.)public."
		 "example>, joe@example.org, John <jdoe@one.test> (x);",
		 "((NIL NIL \"A Group\" NIL)"
		 "(\"Chris Jones\" NIL \"c\" \"public.example\")"
		 "(NIL NIL \"joe\" \"example.org\")"
		 "(\"John\" NIL \"jdoe\" \"one.test\")(NIL NIL NIL NIL))");
	check_to("(Empty list)(start)Hidden recipients  :(nobody(that I "
		 "know))  ;",
		 "((NIL NIL \"Hidden recipients\" NIL)(NIL NIL NIL NIL))");
	check_to("open: a@b", "((NIL NIL \"open\" NIL)(NIL NIL \"a\" \"b\")"
			      "(NIL NIL NIL NIL))");
	check_to("A:;,B:c@d;, e@f",
		 "((NIL NIL \"A\" NIL)(NIL NIL NIL NIL)(NIL NIL \"B\" NIL)"
		 "(NIL NIL \"c\" \"d\")(NIL NIL NIL NIL)"
		 "(NIL NIL \"e\" \"f\"))");
}

static void test_mime_envelope__obsolete_addresses(void **state)
{
	(void)state;
	check_to("Joe Q. Public <john.q.public@example.com>",
		 "((\"Joe Q. Public\" NIL \"john.q.public\" \"example.com\"))");
	check_to("<@node.test,@b.test:mary@example.net>, , jdoe@test  . "
		 "example",
		 "((NIL \"@node.test,@b.test\" \"mary\" \"example.net\")"
		 "(NIL NIL \"jdoe\" \"test.example\"))");
	check_to("john . doe @ example.org",
		 "((NIL NIL \"john.doe\" \"example.org\"))");
}

static void test_mime_envelope__broken_addresses_are_read_anyway(void **state)
{
	(void)state;
	check_to("foo", "((NIL NIL \"foo\" \"MISSING_DOMAIN\"))");
	check_to("Foo Bar",
		 "((\"Foo Bar\" NIL \"MISSING_MAILBOX\" \"MISSING_DOMAIN\"))");
	check_to("<>", "((NIL NIL \"MISSING_MAILBOX\" \"MISSING_DOMAIN\"))");
	check_to("John Doe jd@host", "((\"John Doe\" NIL \"jd\" \"host\"))");
	check_to("a@b <a@b>", "((\"a@b\" NIL \"a\" \"b\"))");
	check_to("a@b@c, <@host>",
		 "((NIL NIL \"a\" \"b\")(NIL NIL \"MISSING_MAILBOX\" "
		 "\"host\"))");
	check_to("<a@b, c@d", "((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))");
	check_to("\"open <a@b>",
		 "((NIL NIL \"open <a@b>\" \"MISSING_DOMAIN\"))");
	check_to("(open a@b", "NIL");
	check_to("a@b; c@d", "((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))");
	check_to("=?utf-8?q?Doe,_J?= <a@b> junk",
		 "((\"=?utf-8?q?Doe,_J?=\" NIL \"a\" \"b\"))");
	check_to(",,;,", "NIL");
	check_to("@", "((NIL NIL \"MISSING_MAILBOX\" \"MISSING_DOMAIN\"))");
}

static void test_mime_envelope__addresses_are_limited(void **state)
{
	uint32_t addresses = 2;
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	mime_envelope_write(&out, SPAN("To: g: a@b, c@d, e@f;\nCc: x@y\n"),
			    &addresses);
	assert_string_equal(buf_str(&out),
			    "(NIL NIL NIL NIL NIL ((NIL NIL \"g\" NIL)"
			    "(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL)) "
			    "NIL NIL NIL NIL)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_envelope__example_of_rfc_3501),
		cmocka_unit_test(test_mime_envelope__empty_is_not_missing),
		cmocka_unit_test(
			test_mime_envelope__repeated_recipients_are_one_list),
		cmocka_unit_test(
			test_mime_envelope__strings_are_quoted_or_literals),
		cmocka_unit_test(test_mime_envelope__addresses_of_rfc_5322),
		cmocka_unit_test(
			test_mime_envelope__groups_have_a_start_and_an_end),
		cmocka_unit_test(test_mime_envelope__obsolete_addresses),
		cmocka_unit_test(
			test_mime_envelope__broken_addresses_are_read_anyway),
		cmocka_unit_test(test_mime_envelope__addresses_are_limited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
