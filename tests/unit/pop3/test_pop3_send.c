/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_header.h"
#include "mime/mime_text.h"
#include "pop3/pop3_send.h"

enum {
	OUT_MAX = 1 << 20
};

static void send(struct buf *out, struct span message, uint64_t lines)
{
	auto_buf struct buf piece;
	struct pop3_send s;

	buf_reset(out);
	buf_init(&piece, OUT_MAX);
	pop3_send_init(&s, message,
		       lines == POP3_SEND_ALL ? 0 : mime_header_length(message),
		       lines);
	while (pop3_send_next(&s, &piece)) {
		assert_false(piece.full);
		buf_add(out, buf_span(&piece));
	}
	assert_false(pop3_send_next(&s, &piece));
}

static void expect(struct span message, uint64_t lines, const char *wanted)
{
	auto_buf struct buf out;

	buf_init(&out, OUT_MAX);
	send(&out, message, lines);
	assert_string_equal(buf_str(&out), wanted);
}

static void test_pop3_send__ends_every_line_with_crlf(void **state)
{
	(void)state;
	expect(SPAN("a\nb\r\nc\r\r\n"), POP3_SEND_ALL,
	       "a\r\nb\r\nc\r\r\n.\r\n");
	expect(SPAN("a\rb\n\n"), POP3_SEND_ALL, "a\rb\r\n\r\n.\r\n");
	expect(SPAN("a"), POP3_SEND_ALL, "a\r\n.\r\n");
	expect(SPAN("a\r"), POP3_SEND_ALL, "a\r\r\n.\r\n");
	expect(SPAN(""), POP3_SEND_ALL, ".\r\n");
}

static void test_pop3_send__doubles_dots_that_begin_a_line(void **state)
{
	(void)state;
	expect(SPAN(".\n..\na.\n.\r\n.x"), POP3_SEND_ALL,
	       "..\r\n...\r\na.\r\n..\r\n..x\r\n.\r\n");
}

static void test_pop3_send__top_counts_lines_of_the_body(void **state)
{
	const struct span message = SPAN("H: 1\nI: 2\n 3\n\na\n.b\nc\n");

	(void)state;
	expect(message, 0, "H: 1\r\nI: 2\r\n 3\r\n\r\n.\r\n");
	expect(message, 2, "H: 1\r\nI: 2\r\n 3\r\n\r\na\r\n..b\r\n.\r\n");
	expect(message, 9, "H: 1\r\nI: 2\r\n 3\r\n\r\na\r\n..b\r\nc\r\n.\r\n");
	expect(SPAN("H: 1\n"), 5, "H: 1\r\n.\r\n");
	expect(SPAN("H: 1"), 0, "H: 1\r\n.\r\n");
	expect(SPAN("\na\nb\n"), 1, "\r\na\r\n.\r\n");
}

/* Pieces of some 64 KiB end anywhere in a line. */
static void test_pop3_send__long_lines_come_whole(void **state)
{
	auto_buf struct buf message, out;
	struct span got;

	(void)state;
	buf_init(&message, OUT_MAX);
	buf_init(&out, OUT_MAX);
	for (size_t len = 65518; len < 65536; len++) {
		buf_reset(&message);
		for (size_t i = 0; i < len; i++)
			buf_add_char(&message, 'x');
		buf_add(&message, SPAN("\r\n.y\n"));
		send(&out, buf_span(&message), POP3_SEND_ALL);
		got = span_from(buf_span(&out), len);
		assert_int_equal(got.len, 10);
		assert_memory_equal(got.ptr, "\r\n..y\r\n.\r\n", 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pop3_send__ends_every_line_with_crlf),
		cmocka_unit_test(
			test_pop3_send__doubles_dots_that_begin_a_line),
		cmocka_unit_test(test_pop3_send__top_counts_lines_of_the_body),
		cmocka_unit_test(test_pop3_send__long_lines_come_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
