/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/auto.h"
#include "proc/trace_blank.h"

/* However the bytes come. */
static void check(const char *sent, const char *seen)
{
	struct span all = span_of(sent);

	for (size_t step = 1; step <= all.len; step++) {
		struct trace_blank blank = { 0 };
		struct span rest = all;
		auto_buf struct buf out;

		buf_init(&out, 65536);
		while (rest.len) {
			struct span piece = span_first(rest, step);

			trace_blank_add(&blank, piece, &out);
			rest = span_from(rest, piece.len);
		}
		assert_string_equal(buf_str(&out), seen);
	}
}

static void test_trace_blank__ordinary_commands_are_seen(void **state)
{
	(void)state;
	check("a1 SELECT INBOX\r\na2 UID FETCH 1:* (FLAGS)\r\nDONE\r\n",
	      "a1 SELECT INBOX\r\na2 UID FETCH 1:* (FLAGS)\r\nDONE\r\n");
	check("STAT\r\nUSER alice\r\nLIST\r\n",
	      "STAT\r\nUSER alice\r\nLIST\r\n");
	check("a APPEND box {11}\r\nhello\r\nyou\r\n",
	      "a APPEND box {11}\r\nhello\r\nyou\r\n");
}

static void test_trace_blank__arguments_of_logins_are_hidden(void **state)
{
	(void)state;
	check("a1 login alice \"sec ret\"\r\na2 NOOP\r\n",
	      "a1 login <hidden>\r\na2 NOOP\r\n");
	check("a1  LOGIN alice secret\r\n", "a1  LOGIN <hidden>\r\n");
	check("PASS se cret\r\nSTAT\r\n", "PASS <hidden>\r\nSTAT\r\n");
	check("APOP alice 0123\r\nSTAT\r\n", "APOP <hidden>\r\nSTAT\r\n");
	check("pass secret\n", "pass <hidden>\n");
}

static void test_trace_blank__literals_are_hidden(void **state)
{
	(void)state;
	check("a LOGIN {5}\r\nalice {10+}\r\nsec\r\nret12\r\nb NOOP\r\n",
	      "a LOGIN <hidden>\r\n<hidden>\r\n<hidden>\r\nb NOOP\r\n");
	check("a LOGIN {0+}\r\n x\r\nb NOOP\r\n",
	      "a LOGIN <hidden>\r\n<hidden>\r\nb NOOP\r\n");
	/* A refused one takes too much, never too little. */
	check("a LOGIN {5}\r\nb LOGIN alice secret\r\nc NOOP\r\n",
	      "a LOGIN <hidden>\r\n<hidden>\r\nc NOOP\r\n");
	check("a LOGIN {99x}\r\nb NOOP\r\n", "a LOGIN <hidden>\r\nb NOOP\r\n");
}

static void test_trace_blank__exchanges_are_hidden(void **state)
{
	(void)state;
	check("a AUTHENTICATE PLAIN\r\nAGFsaWNlAHNlY3JldA==\r\nb NOOP\r\n"
	      "c LOGIN x y\r\n",
	      "a AUTHENTICATE <hidden>\r\n<hidden>\r\n<hidden> NOOP\r\n"
	      "c LOGIN <hidden>\r\n");
	check("AUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\n",
	      "AUTH <hidden>\r\n<hidden>\r\n<hidden>\r\n");
	check("AUTHENTICATE \"PLAIN\" {4+}\r\nabcd\r\nPUTSCRIPT \"x\" {2+}\r\n",
	      "AUTHENTICATE <hidden>\r\n<hidden>\r\n<hidden> \"x\" {2+}\r\n");
	/* A login behind an exchange. */
	check("a AUTHENTICATE PLAIN\r\nb LOGIN alice secret\r\n",
	      "a AUTHENTICATE <hidden>\r\n<hidden> LOGIN <hidden>\r\n");
}

static void test_trace_blank__long_words_are_no_verbs(void **state)
{
	(void)state;
	check("AUTHENTICATEAUTHENTICATEAUTHENTICATE x y\r\n",
	      "AUTHENTICATEAUTHENTICATEAUTHENTICATE x y\r\n");
	check("tagtagtagtagtagtagtagtag LOGIN x y\r\n",
	      "tagtagtagtagtagtagtagtag LOGIN <hidden>\r\n");
	check("a b LOGIN c\r\n", "a b LOGIN c\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trace_blank__ordinary_commands_are_seen),
		cmocka_unit_test(
			test_trace_blank__arguments_of_logins_are_hidden),
		cmocka_unit_test(test_trace_blank__literals_are_hidden),
		cmocka_unit_test(test_trace_blank__exchanges_are_hidden),
		cmocka_unit_test(test_trace_blank__long_words_are_no_verbs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
