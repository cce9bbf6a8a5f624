/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/check.h"
#include "lda/lda_message.h"

#define LITERAL(text)                                                          \
	{                                                                      \
		(text), sizeof(text) - 1                                       \
	}

static void test_lda_message__lines_are_made_crlf_and_dots_doubled(void **state)
{
	static const struct {
		struct span in;
		struct span out;
	} rows[] = {
		{ LITERAL(""), LITERAL(".\r\n") },
		{ LITERAL("a"), LITERAL("a\r\n.\r\n") },
		{ LITERAL("a\nb\r\n"), LITERAL("a\r\nb\r\n.\r\n") },
		{ LITERAL(".\n..\n"), LITERAL("..\r\n...\r\n.\r\n") },
		{ LITERAL("\r.\r\r\n"), LITERAL("\r.\r\r\n.\r\n") },
		{ LITERAL("a\r"), LITERAL("a\r\r\n.\r\n") },
		{ LITERAL("a\0\n."), LITERAL("a\0\r\n..\r\n.\r\n") },
	};
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t cut = 1; cut <= rows[i].in.len + 1; cut++) {
			enum lda_line line = LDA_LINE_START;
			struct span rest = rows[i].in;

			buf_reset(&out);
			while (rest.len) {
				lda_message_stuff(&line, span_first(rest, cut),
						  &out);
				rest = span_from(rest, cut);
			}
			lda_message_finish(line, &out);
			assert_true(span_eq(buf_span(&out), rows[i].out));
		}
}

static struct lda_message message;

static void open_text(const char *text)
{
	struct err err;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], text, span_of(text).len),
			 (ssize_t)span_of(text).len);
	close(fds[1]);
	assert_true(lda_message_open(&message, fds[0], &err));
}

static void test_lda_message__from_line_is_dropped_and_read(void **state)
{
	(void)state;
	open_text("From a@b Thu Jan  1 00:00:00 1970\nSubject: x\n");
	assert_string_equal(message.from, "a@b");
	assert_int_equal(message.piece[message.at], 'S');
	close(message.fd);
	open_text("From: a@b\n");
	assert_string_equal(message.from, "");
	assert_int_equal(message.at, 0);
	close(message.fd);
	open_text("From a>\rb x\nS");
	assert_string_equal(message.from, "");
	assert_int_equal(message.piece[message.at], 'S');
	close(message.fd);
	open_text("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nS");
	assert_string_equal(message.from, "");
	assert_int_equal(message.piece[message.at], 'S');
	close(message.fd);
	open_text("From ");
	assert_int_equal(message.at, message.len);
	close(message.fd);
}

static void test_lda_message__goes_out_whole(void **state)
{
	static const char wanted[] = "A: b\r\n\r\n..dot\r\nend\r\n.\r\n";
	struct stream to;
	char got[100];
	struct err err;
	int fds[2];

	(void)state;
	open_text("From a@b x\nA: b\n\n.dot\nend");
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	stream_init(&to, fds[0], fds[0], 1024, 5000);
	assert_true(lda_message_send(&message, &to, &err));
	assert_int_equal(read(fds[1], got, sizeof(got)), sizeof(wanted) - 1);
	assert_memory_equal(got, wanted, sizeof(wanted) - 1);
	stream_release(&to);
	close(fds[1]);
	close(message.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lda_message__lines_are_made_crlf_and_dots_doubled),
		cmocka_unit_test(
			test_lda_message__from_line_is_dropped_and_read),
		cmocka_unit_test(test_lda_message__goes_out_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
