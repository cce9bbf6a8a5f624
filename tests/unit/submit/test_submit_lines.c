/* SPDX-License-Identifier: MIT */
/* A message as DATA carries it. */
#include "submit/submit_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

/* The same whatever pieces it comes in. */
static void check(struct span message, const char *wanted)
{
	for (size_t step = 1; step <= message.len + 1; step++) {
		struct submit_lines lines = { 0 };
		auto_buf struct buf out;

		buf_init(&out, 1000);
		for (size_t at = 0; at < message.len; at += step)
			submit_lines_write(
				&lines,
				span_first(span_from(message, at), step), &out);
		submit_lines_end(&lines, &out);
		assert_string_equal(buf_str(&out), wanted);
	}
}

/* RFC 5321 4.5.2 */
static void test_submit_lines__dots_and_line_ends(void **state)
{
	(void)state;
	check(SPAN(""), ".\r\n");
	check(SPAN("a"), "a\r\n.\r\n");
	check(SPAN("a\nb\r\n"), "a\r\nb\r\n.\r\n");
	check(SPAN(".\n..\n.a"), "..\r\n...\r\n..a\r\n.\r\n");
	check(SPAN("a.\n\n.\n"), "a.\r\n\r\n..\r\n.\r\n");
}

/* RFC 5321 2.3.8: nothing that a server could take for a line's end. */
static void test_submit_lines__no_cr_alone(void **state)
{
	(void)state;
	check(SPAN("a\r.\r\nb"), "a .\r\nb\r\n.\r\n");
	check(SPAN("a\r\r\nb\n"), "a \r\nb\r\n.\r\n");
	check(SPAN("\r.\r"), " .\r\n.\r\n");
	check(SPAN("\n\r"), "\r\n\r\n.\r\n");
}

static void test_submit_lines__what_a_message_is(void **state)
{
	struct submit_lines_kind kind = { 0 };

	(void)state;
	submit_lines_look(&kind, SPAN("ab\ncd\r"));
	submit_lines_look(&kind, SPAN("\n.e\n"));
	assert_int_equal(kind.size, 12);
	assert_false(kind.is_8bit);
	submit_lines_look(&kind, SPAN("\xc3\xbc"));
	assert_true(kind.is_8bit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_submit_lines__dots_and_line_ends),
		cmocka_unit_test(test_submit_lines__no_cr_alone),
		cmocka_unit_test(test_submit_lines__what_a_message_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
