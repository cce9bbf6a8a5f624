/* SPDX-License-Identifier: MIT */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/stream.h"

enum {
	CAP = 64,
	SHORT_MS = 30
};

/* A stream on one end of a socket pair; what the peer has is fd. */
struct pair {
	struct stream s;
	int fd;
};

static void pair_open(struct pair *p)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	stream_init(&p->s, fds[0], fds[0], CAP, SHORT_MS);
	p->fd = fds[1];
}

static void pair_close(struct pair *p)
{
	stream_release(&p->s);
	if (p->fd >= 0)
		close(p->fd);
}

static void peer_says(struct pair *p, struct span bytes)
{
	assert_int_equal(write(p->fd, bytes.ptr, bytes.len), bytes.len);
}

static void peer_leaves(struct pair *p)
{
	close(p->fd);
	p->fd = -1;
}

static void expect_line(struct pair *p, size_t max, struct span line)
{
	struct span out;
	struct err err;

	assert_true(stream_read_line(&p->s, max, &out, &err));
	assert_int_equal(out.len, line.len);
	assert_memory_equal(out.ptr, line.ptr, line.len);
}

static void expect_error(struct pair *p, size_t max, enum err_kind kind)
{
	struct span out;
	struct err err;

	assert_false(stream_read_line(&p->s, max, &out, &err));
	assert_int_equal(err.kind, kind);
}

static void test_stream__lines_end_in_crlf_or_lf(void **state)
{
	struct pair p;

	(void)state;
	pair_open(&p);
	peer_says(&p, SPAN("one\r\ntwo\n\r\n\nx\ry\r\r\npart"));
	expect_line(&p, CAP, SPAN("one"));
	expect_line(&p, CAP, SPAN("two"));
	expect_line(&p, CAP, SPAN(""));
	expect_line(&p, CAP, SPAN(""));
	expect_line(&p, CAP, SPAN("x\ry\r"));
	assert_true(stream_has_input(&p.s));
	peer_leaves(&p);
	expect_error(&p, CAP, ERR_GONE);
	pair_close(&p);
}

/* A child writes one byte at a time; each wakes the reader by itself. */
static void write_slowly(int fd, struct span text)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return;
	for (size_t at = 0; at < text.len; at++) {
		if (write(fd, text.ptr + at, 1) != 1)
			_exit(1);
		sched_yield();
	}
	_exit(0);
}

static void test_stream__bytes_may_come_one_by_one(void **state)
{
	struct pair p;
	int status;

	(void)state;
	pair_open(&p);
	p.s.timeout_ms = 10000;
	write_slowly(p.fd, SPAN("a\r\n\nlonger line\r\nover-long line\r\n"
				"last\n"));
	peer_leaves(&p);
	expect_line(&p, 11, SPAN("a"));
	expect_line(&p, 11, SPAN(""));
	expect_line(&p, 11, SPAN("longer line"));
	expect_error(&p, 11, ERR_LIMIT);
	expect_line(&p, 11, SPAN("last"));
	expect_error(&p, 11, ERR_GONE);
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	pair_close(&p);
}

static void test_stream__line_past_max_is_skipped(void **state)
{
	struct pair p;

	(void)state;
	pair_open(&p);
	peer_says(&p, SPAN("12345\r\n123456\r\nok\r\n"));
	expect_line(&p, 5, SPAN("12345"));
	expect_error(&p, 5, ERR_LIMIT);
	expect_line(&p, 5, SPAN("ok"));
	peer_says(&p, SPAN("1234567890"));
	expect_error(&p, 5, ERR_LIMIT);
	peer_says(&p, SPAN("more of it\r"));
	peer_says(&p, SPAN("\nok\n"));
	expect_line(&p, 5, SPAN("ok"));
	pair_close(&p);
}

static void test_stream__input_never_passes_the_cap(void **state)
{
	auto_free char *big = x_calloc(10000, 1);
	struct pair p;

	(void)state;
	pair_open(&p);
	memset(big, 'x', 10000);
	peer_says(&p, span_make(big, 10000));
	peer_says(&p, SPAN("\r\nok\r\n"));
	expect_error(&p, 100000, ERR_LIMIT);
	expect_line(&p, 100000, SPAN("ok"));
	assert_true(p.s.in.space <= 2 * CAP + 2);
	assert_int_equal(p.s.bytes_in, 10006);
	pair_close(&p);
}

static void test_stream__unread_comes_first_and_may_pass_the_cap(void **state)
{
	char big[3 * CAP + 1];
	struct pair p;

	(void)state;
	memset(big, 'y', sizeof(big));
	big[sizeof(big) - 1] = '\n';
	pair_open(&p);
	peer_says(&p, SPAN("after\r\n"));
	stream_unread(&p.s, SPAN("second\r\n"));
	stream_unread(&p.s, span_make(big, sizeof(big)));
	expect_line(&p, sizeof(big), span_make(big, sizeof(big) - 1));
	expect_line(&p, CAP, SPAN("second"));
	assert_false(stream_has_input(&p.s));
	expect_line(&p, CAP, SPAN("after"));
	pair_close(&p);
}

static void test_stream__some_gives_what_is_there(void **state)
{
	struct span out;
	struct pair p;
	struct err err;

	(void)state;
	pair_open(&p);
	peer_says(&p, SPAN("A {5}\r\nhello tail\r\n"));
	expect_line(&p, CAP, SPAN("A {5}"));
	assert_true(stream_read_some(&p.s, 5, &out, &err));
	assert_true(span_eq(out, SPAN("hello")));
	expect_line(&p, CAP, SPAN(" tail"));
	pair_close(&p);
}

static void test_stream__timeout_leaves_the_last_word(void **state)
{
	char got[16];
	struct pair p;
	struct err err;

	(void)state;
	pair_open(&p);
	expect_error(&p, CAP, ERR_TEMP);
	stream_write_str(&p.s, "* BYE\r\n");
	assert_true(stream_flush(&p.s, &err));
	assert_int_equal(read(p.fd, got, sizeof(got)), 7);
	pair_close(&p);
}

static void test_stream__output_is_flushed_before_reading(void **state)
{
	char got[16];
	struct pair p;

	(void)state;
	pair_open(&p);
	stream_write_format(&p.s, "%s %d", "number", 7);
	expect_error(&p, CAP, ERR_TEMP);
	assert_int_equal(read(p.fd, got, sizeof(got)), 8);
	assert_memory_equal(got, "number 7", 8);
	pair_close(&p);
}

static void test_stream__slow_reader_times_out_for_good(void **state)
{
	auto_free char *big = x_calloc(8 << 20, 1);
	struct pair p;
	struct err err;

	(void)state;
	pair_open(&p);
	stream_write(&p.s, span_make(big, 8 << 20));
	assert_false(stream_flush(&p.s, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	expect_error(&p, CAP, ERR_TEMP);
	assert_false(stream_flush(&p.s, &err));
	pair_close(&p);
}

static void test_stream__lost_peer_raises_no_signal(void **state)
{
	struct pair p;
	struct err err;

	(void)state;
	pair_open(&p);
	peer_leaves(&p);
	stream_write_str(&p.s, "hello");
	assert_false(stream_flush(&p.s, &err));
	assert_int_equal(err.kind, ERR_GONE);
	pair_close(&p);
}

static void test_stream__pipes_work_too(void **state)
{
	auto_free char *long_text = x_calloc(2000, 1);
	char got[4096];
	struct stream s;
	struct span out;
	struct err err;
	int in[2];
	int back[2];

	(void)state;
	memset(long_text, 'z', 1999);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(back), 0);
	stream_init(&s, in[0], back[1], 100, SHORT_MS);
	assert_int_equal(write(in[1], "line\n", 5), 5);
	close(in[1]);
	assert_true(stream_read_line(&s, 10, &out, &err));
	assert_true(span_eq(out, SPAN("line")));
	assert_false(stream_read_some(&s, 10, &out, &err));
	assert_int_equal(err.kind, ERR_GONE);
	stream_write_format(&s, "<%s>", long_text);
	assert_true(stream_flush(&s, &err));
	assert_int_equal(read(back[0], got, sizeof(got)), 2001);
	/* A full pipe must time out, not block. */
	for (int i = 0; i < 2000; i++)
		stream_write_str(&s, long_text);
	assert_false(stream_flush(&s, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	stream_release(&s);
	close(back[0]);
}

static void test_stream__wait_tells_who_is_ready(void **state)
{
	struct pair p;
	int other[2];

	(void)state;
	pair_open(&p);
	assert_int_equal(pipe(other), 0);
	assert_int_equal(stream_wait_for(&p.s, other[0], 1), STREAM_TIMEOUT);
	assert_int_equal(stream_wait_for(&p.s, -1, 1), STREAM_TIMEOUT);
	assert_int_equal(write(other[1], "!", 1), 1);
	assert_int_equal(stream_wait_for(&p.s, other[0], 1000), STREAM_OTHER);
	peer_says(&p, SPAN("DONE\r\nNOOP\r\n"));
	assert_int_equal(stream_wait_for(&p.s, other[0], 1000), STREAM_INPUT);
	expect_line(&p, CAP, SPAN("DONE"));
	assert_int_equal(stream_wait_for(&p.s, -1, 0), STREAM_INPUT);
	close(other[0]);
	close(other[1]);
	pair_close(&p);
}

static void test_stream__part_of_a_line_is_no_line(void **state)
{
	struct pair p;
	struct span line;
	struct err err;
	int other[2];

	(void)state;
	pair_open(&p);
	assert_int_equal(pipe(other), 0);
	peer_says(&p, SPAN("DO"));
	assert_int_equal(stream_wait_for_line(&p.s, 8, other[0], 1),
			 STREAM_TIMEOUT);
	assert_int_equal(write(other[1], "!", 1), 1);
	assert_int_equal(stream_wait_for_line(&p.s, 8, other[0], 60000),
			 STREAM_OTHER);
	peer_says(&p, SPAN("NE\r\nlonger than"));
	assert_int_equal(stream_wait_for_line(&p.s, 8, -1, 60000),
			 STREAM_INPUT);
	expect_line(&p, 8, SPAN("DONE"));
	assert_int_equal(stream_wait_for_line(&p.s, 8, -1, 60000),
			 STREAM_INPUT);
	assert_false(stream_read_line(&p.s, 8, &line, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_int_equal(stream_wait_for_line(&p.s, 8, other[0], 60000),
			 STREAM_OTHER);
	peer_says(&p, SPAN(" eight\nEND"));
	assert_int_equal(stream_wait_for_line(&p.s, 8, -1, 1), STREAM_TIMEOUT);
	shutdown(p.fd, SHUT_WR);
	assert_int_equal(stream_wait_for_line(&p.s, 8, -1, 60000),
			 STREAM_INPUT);
	assert_false(stream_read_line(&p.s, 8, &line, &err));
	assert_int_equal(err.kind, ERR_GONE);
	close(other[0]);
	close(other[1]);
	pair_close(&p);
}

static void test_stream__the_end_of_a_pipe_ends_a_wait(void **state)
{
	struct pair p;
	struct span got;
	struct err err;
	int pipe_of_all[2];

	(void)state;
	pair_open(&p);
	p.s.timeout_ms = 10;
	assert_int_equal(pipe(pipe_of_all), 0);
	stream_watch_end(&p.s, pipe_of_all[0]);
	assert_int_equal(write(pipe_of_all[1], "!", 1), 1);
	assert_false(stream_read_line(&p.s, CAP, &got, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	close(pipe_of_all[1]);
	assert_false(stream_read_line(&p.s, CAP, &got, &err));
	assert_int_equal(err.kind, ERR_STATE);
	peer_says(&p, SPAN("DONE\r\n"));
	expect_line(&p, CAP, SPAN("DONE"));
	stream_watch_end(&p.s, -1);
	assert_false(stream_read_line(&p.s, CAP, &got, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	close(pipe_of_all[0]);
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stream__lines_end_in_crlf_or_lf),
		cmocka_unit_test(test_stream__bytes_may_come_one_by_one),
		cmocka_unit_test(test_stream__line_past_max_is_skipped),
		cmocka_unit_test(test_stream__input_never_passes_the_cap),
		cmocka_unit_test(
			test_stream__unread_comes_first_and_may_pass_the_cap),
		cmocka_unit_test(test_stream__some_gives_what_is_there),
		cmocka_unit_test(test_stream__timeout_leaves_the_last_word),
		cmocka_unit_test(test_stream__output_is_flushed_before_reading),
		cmocka_unit_test(test_stream__slow_reader_times_out_for_good),
		cmocka_unit_test(test_stream__lost_peer_raises_no_signal),
		cmocka_unit_test(test_stream__pipes_work_too),
		cmocka_unit_test(test_stream__wait_tells_who_is_ready),
		cmocka_unit_test(test_stream__part_of_a_line_is_no_line),
		cmocka_unit_test(test_stream__the_end_of_a_pipe_ends_a_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
