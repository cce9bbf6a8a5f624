/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "lmtp/lmtp_parse.h"

static void test_lmtp_parse__commands_and_what_is_wrong_with_them(void **state)
{
	static const struct {
		const char *line;
		enum lmtp_parsed parsed;
		enum lmtp_verb verb;
		const char *path;
	} rows[] = {
		{ "LHLO mx.example.org", LMTP_PARSED_OK, LMTP_LHLO, "" },
		{ "LHLO", LMTP_PARSED_ARGUMENT, LMTP_LHLO, "" },
		{ "EHLO x", LMTP_PARSED_UNKNOWN, LMTP_VERBS, "" },
		{ "", LMTP_PARSED_UNKNOWN, LMTP_VERBS, "" },
		{ "MAIL", LMTP_PARSED_PATH, LMTP_MAIL, "" },
		{ "mail from:<>", LMTP_PARSED_OK, LMTP_MAIL, "" },
		{ "MAIL FROM: <a@b> SIZE=12", LMTP_PARSED_OK, LMTP_MAIL,
		  "a@b" },
		{ "MAIL FROM:<a@b>SIZE=12", LMTP_PARSED_PATH, LMTP_MAIL, NULL },
		{ "MAIL FROM:a@b", LMTP_PARSED_PATH, LMTP_MAIL, NULL },
		{ "MAIL FROM:<a@b> SIZE=x", LMTP_PARSED_ARGUMENT, LMTP_MAIL,
		  NULL },
		{ "MAIL FROM:<a@b> BODY=8bitmime SMTPUTF8", LMTP_PARSED_OK,
		  LMTP_MAIL, "a@b" },
		{ "MAIL FROM:<a@b> BODY=BinaryMIME", LMTP_PARSED_OK, LMTP_MAIL,
		  "a@b" },
		{ "MAIL FROM:<a@b> BODY=9BIT", LMTP_PARSED_ARGUMENT, LMTP_MAIL,
		  NULL },
		{ "MAIL FROM:<a@b> HOLDFOR=1", LMTP_PARSED_PARAM, LMTP_MAIL,
		  NULL },
		{ "MAIL FROM:<a@b> RET=HDRS ENVID=QQ", LMTP_PARSED_OK,
		  LMTP_MAIL, "a@b" },
		{ "RCPT TO:<>", LMTP_PARSED_PATH, LMTP_RCPT, NULL },
		{ "RCPT TO:<@x,@y:a@b> ORCPT=rfc822;c", LMTP_PARSED_OK,
		  LMTP_RCPT, "a@b" },
		{ "RCPT TO:<\"a>\\\"b\"@c>", LMTP_PARSED_OK, LMTP_RCPT,
		  "\"a>\\\"b\"@c" },
		{ "RCPT TO:<\"a>", LMTP_PARSED_PATH, LMTP_RCPT, NULL },
		{ "RCPT TO:<a<b>", LMTP_PARSED_PATH, LMTP_RCPT, NULL },
		{ "RCPT TO:<a\tb>", LMTP_PARSED_PATH, LMTP_RCPT, NULL },
		{ "RCPT TO:<j\xc3\xb6@x>", LMTP_PARSED_OK, LMTP_RCPT,
		  "j\xc3\xb6@x" },
		{ "BDAT 12", LMTP_PARSED_OK, LMTP_BDAT, "" },
		{ "bdat 0 last", LMTP_PARSED_OK, LMTP_BDAT, "" },
		{ "BDAT", LMTP_PARSED_ARGUMENT, LMTP_BDAT, NULL },
		{ "BDAT LAST", LMTP_PARSED_ARGUMENT, LMTP_BDAT, NULL },
		{ "BDAT 1 LAST x", LMTP_PARSED_ARGUMENT, LMTP_BDAT, NULL },
		{ "BDAT -1", LMTP_PARSED_ARGUMENT, LMTP_BDAT, NULL },
		{ "BDAT 99999999999999999999", LMTP_PARSED_ARGUMENT, LMTP_BDAT,
		  NULL },
		{ "STARTTLS", LMTP_PARSED_OK, LMTP_STARTTLS, "" },
		{ "STARTTLS now", LMTP_PARSED_ARGUMENT, LMTP_STARTTLS, NULL },
		{ "DATA", LMTP_PARSED_OK, LMTP_DATA, "" },
		{ "DATA now", LMTP_PARSED_ARGUMENT, LMTP_DATA, NULL },
		{ "noop what ever", LMTP_PARSED_OK, LMTP_NOOP, "" },
		{ "QUIT  ", LMTP_PARSED_OK, LMTP_QUIT, "" },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct lmtp_command c;

		assert_int_equal(lmtp_parse(span_of(rows[i].line), &c),
				 rows[i].parsed);
		assert_int_equal(c.verb, rows[i].verb);
		if (rows[i].path)
			assert_true(span_eq(c.path, span_of(rows[i].path)));
	}
}

static void test_lmtp_parse__parameters_are_kept(void **state)
{
	struct lmtp_command c;

	(void)state;
	assert_int_equal(lmtp_parse(SPAN("MAIL FROM:<a> SIZE=77 SMTPUTF8"), &c),
			 LMTP_PARSED_OK);
	assert_int_equal(c.size, 77);
	assert_true(c.utf8);
	assert_int_equal(lmtp_parse(SPAN("RCPT TO:<a> XMAILBOX=A+20B XORIG=o"
					 " XFINAL=f XREJECT"),
				    &c),
			 LMTP_PARSED_OK);
	assert_true(span_eq(c.mailbox, SPAN("A+20B")));
	assert_true(span_eq(c.origin, SPAN("o")));
	assert_true(span_eq(c.final, SPAN("f")));
	assert_true(c.reject);
}

/* RFC 5321 4.1.2: "Quoted-string" names the same mailbox without quotes. */
static void test_lmtp_parse__quotes_are_resolved(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_true(lmtp_parse_plain(SPAN("\"a\\\"b c\"@d"), &out));
	assert_string_equal(buf_str(&out), "a\"b c@d");
	assert_true(lmtp_parse_plain(SPAN("a@d"), &out));
	assert_string_equal(buf_str(&out), "a@d");
	assert_false(lmtp_parse_plain(SPAN("\"a\"b@d"), &out));
	assert_false(lmtp_parse_plain(SPAN("\"a"), &out));
	assert_false(lmtp_parse_plain(SPAN("\"a\\"), &out));
	assert_false(lmtp_parse_plain(SPAN("a\"b\"@d"), &out));
}

/* RFC 3461 4 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lmtp_parse__commands_and_what_is_wrong_with_them),
		cmocka_unit_test(test_lmtp_parse__parameters_are_kept),
		cmocka_unit_test(test_lmtp_parse__quotes_are_resolved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
