/* SPDX-License-Identifier: MIT */
/* A stream with the layer on one end of a socketpair, plain zlib on the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "base/x.h"
#include "imap/imap_deflate.h"

enum {
	RAW = -15,
	SLACK = 100000,
	BIG = 1 << 20
};

struct bench {
	struct stream stream;
	struct imap_deflate *deflate;
	int far;
	z_stream in;
	z_stream out;
};

static int set_up(void **state)
{
	struct bench *bench = x_calloc(1, sizeof(*bench));
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	bench->far = pair[0];
	stream_init(&bench->stream, pair[1], pair[1], BIG, 30000);
	bench->deflate = imap_deflate_new(pair[1], SLACK);
	assert_non_null(bench->deflate);
	stream_set_layer(&bench->stream, imap_deflate_layer(bench->deflate));
	assert_int_equal(inflateInit2(&bench->in, RAW), Z_OK);
	assert_int_equal(deflateInit2(&bench->out, 9, Z_DEFLATED, RAW, 8,
				      Z_DEFAULT_STRATEGY),
			 Z_OK);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	stream_release(&bench->stream);
	imap_deflate_free(&bench->deflate);
	if (bench->far >= 0)
		close(bench->far);
	inflateEnd(&bench->in);
	deflateEnd(&bench->out);
	free(bench);
	return 0;
}

static size_t pack(struct bench *bench, const void *text, size_t len, int flush,
		   char *to, size_t space)
{
	bench->out.next_in = (Bytef *)(uintptr_t)text;
	bench->out.avail_in = (uInt)len;
	bench->out.next_out = (Bytef *)to;
	bench->out.avail_out = (uInt)space;
	assert_true(deflate(&bench->out, flush) >= 0);
	assert_int_equal(bench->out.avail_in, 0);
	return space - bench->out.avail_out;
}

static void put(struct bench *bench, const char *text, int flush)
{
	char packed[4096];
	size_t len =
		pack(bench, text, strlen(text), flush, packed, sizeof(packed));

	assert_int_equal(send(bench->far, packed, len, MSG_NOSIGNAL), len);
}

static void expect_line(struct bench *bench, const char *text)
{
	struct span line;
	struct err err;

	assert_true(stream_read_line(&bench->stream, 1000, &line, &err));
	assert_true(span_eq(line, span_of(text)));
}

static void test_imap_deflate__both_directions_are_raw_deflate(void **state)
{
	struct bench *bench = *state;
	char packed[1000];
	char plain[1000];
	struct err err;
	ssize_t got;

	put(bench, "a NOOP\r\nb NOOP\r\n", Z_SYNC_FLUSH);
	expect_line(bench, "a NOOP");
	expect_line(bench, "b NOOP");
	stream_write_str(&bench->stream, "a OK\r\n");
	assert_true(stream_flush(&bench->stream, &err));
	got = recv(bench->far, packed, sizeof(packed), 0);
	assert_true(got > 0);
	bench->in.next_in = (Bytef *)packed;
	bench->in.avail_in = (uInt)got;
	bench->in.next_out = (Bytef *)plain;
	bench->in.avail_out = sizeof(plain);
	assert_int_equal(inflate(&bench->in, Z_SYNC_FLUSH), Z_OK);
	assert_int_equal(sizeof(plain) - bench->in.avail_out, 6);
	assert_memory_equal(plain, "a OK\r\n", 6);
}

/* A piece that inflates to more than one read takes is not waited for. */
static void test_imap_deflate__what_is_left_counts_as_input(void **state)
{
	struct bench *bench = *state;
	struct span some;
	struct err err;
	char text[400];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 200; i++)
		put(bench, text, Z_SYNC_FLUSH);
	for (size_t left = 200 * strlen(text); left; left -= some.len) {
		assert_int_equal(stream_wait_for(&bench->stream, -1, 30000),
				 STREAM_INPUT);
		assert_true(
			stream_read_some(&bench->stream, 1000, &some, &err));
		for (size_t i = 0; i < some.len; i++)
			assert_int_equal(some.ptr[i], 'x');
	}
	assert_int_equal(stream_wait_for(&bench->stream, -1, 0),
			 STREAM_TIMEOUT);
}

static void test_imap_deflate__the_end_of_deflate_ends_input(void **state)
{
	struct bench *bench = *state;
	struct span line;
	struct err err;

	put(bench, "last\r\n", Z_FINISH);
	expect_line(bench, "last");
	assert_false(stream_read_line(&bench->stream, 1000, &line, &err));
	assert_int_equal(err.kind, ERR_GONE);
}

/* What the layer writes, unpacked by zlib until the final block. */
static void expect_final(struct bench *bench, const char *text)
{
	char packed[4096];
	char got[4096];
	ssize_t n = recv(bench->far, packed, sizeof(packed), 0);

	assert_true(n > 0);
	bench->in.next_in = (Bytef *)packed;
	bench->in.avail_in = (uInt)n;
	bench->in.next_out = (Bytef *)got;
	bench->in.avail_out = sizeof(got);
	assert_int_equal(inflate(&bench->in, Z_SYNC_FLUSH), Z_STREAM_END);
	assert_int_equal(bench->in.avail_in, 0);
	assert_int_equal(bench->in.next_out - (Bytef *)got, strlen(text));
	assert_memory_equal(got, text, strlen(text));
}

/* Each side ends; what follows in the clear is not touched. */
static void end_both(struct bench *bench, int flush, size_t cut)
{
	static const char clear[] = "b NOOP\r\n";
	struct span some;
	struct err err;
	char bytes[4096];
	size_t len;

	put(bench, "a NOOP\r\n", Z_SYNC_FLUSH);
	expect_line(bench, "a NOOP");
	len = pack(bench, "a LEAVE\r\n", 9, flush, bytes, sizeof(bytes));
	memcpy(bytes + len, clear, strlen(clear));
	len += strlen(clear);
	for (size_t at = 0; at < len; at += cut)
		assert_true(send(bench->far, bytes + at,
				 len - at < cut ? len - at : cut,
				 MSG_NOSIGNAL) > 0);
	expect_line(bench, "a LEAVE");
	imap_deflate_end(bench->deflate);
	assert_false(stream_read_some(&bench->stream, 1, &some, &err));
	assert_true(imap_deflate_is_over(bench->deflate));
	stream_write_str(&bench->stream, "a OK\r\n");
	assert_true(stream_flush(&bench->stream, &err));
	expect_final(bench, "a OK\r\n");
	stream_set_layer(&bench->stream, NULL);
	stream_unread(&bench->stream, imap_deflate_rest(bench->deflate));
	expect_line(bench, "b NOOP");
}

static void test_imap_deflate__a_flush_ends_it(void **state)
{
	end_both(*state, Z_SYNC_FLUSH, 4096);
}

static void test_imap_deflate__a_full_flush_ends_it(void **state)
{
	end_both(*state, Z_FULL_FLUSH, 4096);
}

static void test_imap_deflate__a_final_block_ends_it(void **state)
{
	end_both(*state, Z_FINISH, 4096);
}

static void test_imap_deflate__it_ends_byte_by_byte(void **state)
{
	end_both(*state, Z_SYNC_FLUSH, 1);
}

static void test_imap_deflate__stored_blocks_end(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(deflateParams(&bench->out, 0, Z_DEFAULT_STRATEGY),
			 Z_OK);
	end_both(bench, Z_SYNC_FLUSH, 4096);
}

static void test_imap_deflate__packed_bytes_behind_the_end_show(void **state)
{
	struct bench *bench = *state;
	struct span some;
	struct err err;

	put(bench, "a LEAVE\r\n", Z_BLOCK);
	put(bench, "b NOOP\r\n", Z_SYNC_FLUSH);
	expect_line(bench, "a LEAVE");
	imap_deflate_end(bench->deflate);
	assert_true(stream_read_some(&bench->stream, 1, &some, &err));
}

static void test_imap_deflate__garbage_fails(void **state)
{
	struct bench *bench = *state;
	struct span line;
	struct err err;

	assert_int_equal(send(bench->far, "a NOOP\r\n", 8, 0), 8);
	assert_false(stream_read_line(&bench->stream, 1000, &line, &err));
	assert_true(bench->stream.failed);
}

static void test_imap_deflate__zeros_grow_to_the_slack_only(void **state)
{
	struct bench *bench = *state;
	char *zeros = x_calloc(1, BIG);
	char *packed = x_calloc(1, BIG);
	size_t len = pack(bench, zeros, BIG, Z_SYNC_FLUSH, packed, BIG);
	size_t got = 0;
	struct span some;
	struct err err;

	assert_true(len < 10000);
	assert_int_equal(send(bench->far, packed, len, MSG_NOSIGNAL), len);
	while (stream_read_some(&bench->stream, 65536, &some, &err))
		got += some.len;
	assert_true(bench->stream.failed);
	assert_true(got + 65536 >= SLACK);
	assert_true(got <= SLACK + IMAP_DEFLATE_RATIO * len);
	free(zeros);
	free(packed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* ---- put aside and gone on with ---- */

static bool keep(struct bench *bench, char *window,
		 struct imap_deflate_state *out)
{
	struct err err;

	/* Reads what is there. */
	(void)stream_wait_for(&bench->stream, -1, 0);
	assert_true(stream_flush(&bench->stream, &err));
	return imap_deflate_keep(bench->deflate, window, out);
}

static void go_on(struct bench *bench, const struct imap_deflate_state *from,
		  struct span input)
{
	struct imap_deflate *old = bench->deflate;

	bench->deflate =
		imap_deflate_resume(bench->stream.fd_in, SLACK, from, input);
	imap_deflate_free(&old);
	assert_non_null(bench->deflate);
	stream_set_layer(&bench->stream, imap_deflate_layer(bench->deflate));
}

static void put_aside(struct bench *bench)
{
	static char window[IMAP_DEFLATE_WINDOW];
	struct imap_deflate_state kept;

	assert_true(keep(bench, window, &kept));
	go_on(bench, &kept, SPAN(""));
}

static void expect_output(struct bench *bench, const char *text)
{
	char packed[1000];
	char plain[1000];
	struct err err;
	ssize_t got;

	stream_write_str(&bench->stream, text);
	assert_true(stream_flush(&bench->stream, &err));
	got = recv(bench->far, packed, sizeof(packed), 0);
	assert_true(got > 0);
	bench->in.next_in = (Bytef *)packed;
	bench->in.avail_in = (uInt)got;
	bench->in.next_out = (Bytef *)plain;
	bench->in.avail_out = sizeof(plain);
	assert_int_equal(inflate(&bench->in, Z_SYNC_FLUSH), Z_OK);
	assert_int_equal(sizeof(plain) - bench->in.avail_out, strlen(text));
	assert_memory_equal(plain, text, strlen(text));
}

static void exchange_across_parks(struct bench *bench, int flush)
{
	char text[60];
	char line[40];

	for (int i = 0; i < 300; i++) {
		put_aside(bench);
		put_aside(bench);
		snprintf(line, sizeof(line), "a%d UID FETCH %d (FLAGS)", i * 7,
			 i * i);
		snprintf(text, sizeof(text), "%s\r\n", line);
		put(bench, text, flush);
		expect_line(bench, line);
		expect_output(bench, text);
	}
}

static void test_imap_deflate__it_goes_on_as_if_nothing_was(void **state)
{
	exchange_across_parks(*state, Z_SYNC_FLUSH);
}

static void test_imap_deflate__it_goes_on_after_full_flushes(void **state)
{
	exchange_across_parks(*state, Z_FULL_FLUSH);
}

/* They leave part of an empty block behind, which ends on no byte's edge. */
static void test_imap_deflate__it_goes_on_after_partial_flushes(void **state)
{
	exchange_across_parks(*state, Z_PARTIAL_FLUSH);
}

/* A literal larger than the window, and then references to its end. */
static void test_imap_deflate__the_whole_window_is_kept(void **state)
{
	struct bench *bench = *state;
	char line[900];
	char text[902];

	for (int i = 0; i < 60; i++) {
		for (size_t at = 0; at < sizeof(line) - 1; at++)
			line[at] =
				(char)('!' +
				       (at * at + 31u * at * (size_t)i) % 90);
		line[sizeof(line) - 1] = '\0';
		snprintf(text, sizeof(text), "%s\r\n", line);
		put(bench, text, Z_SYNC_FLUSH);
		expect_line(bench, line);
		put_aside(bench);
	}
	/* As far back as a window reaches. */
	put(bench, text, Z_SYNC_FLUSH);
	expect_line(bench, line);
}

static void test_imap_deflate__what_was_read_already_comes_first(void **state)
{
	static char window[IMAP_DEFLATE_WINDOW];
	struct bench *bench = *state;
	struct imap_deflate_state kept;
	char packed[200];
	size_t len;

	put(bench, "a NOOP\r\n", Z_SYNC_FLUSH);
	expect_line(bench, "a NOOP");
	assert_true(keep(bench, window, &kept));
	len = pack(bench, "b NOOP\r\nc NO", 12, Z_SYNC_FLUSH, packed,
		   sizeof(packed));
	go_on(bench, &kept, span_make(packed, len));
	expect_line(bench, "b NOOP");
	put(bench, "OP\r\n", Z_SYNC_FLUSH);
	expect_line(bench, "c NOOP");
}

/* But where no text has come of it yet, it is read again. */
static void test_imap_deflate__within_a_block_it_stays(void **state)
{
	static char window[IMAP_DEFLATE_WINDOW];
	struct bench *bench = *state;
	struct imap_deflate_state kept;
	char packed[200];
	size_t len = pack(bench, "a NOOP\r\n", 8, Z_SYNC_FLUSH, packed,
			  sizeof(packed));

	for (size_t i = 0; i < len; i++) {
		bool has_text;

		assert_int_equal(send(bench->far, packed + i, 1, MSG_NOSIGNAL),
				 1);
		(void)stream_wait_for_line(&bench->stream, 1000, -1, 0);
		has_text = stream_has_input(&bench->stream);
		assert_true(has_text || i < 3);
		/* The last of these completes the line. */
		if (i < 8)
			assert_int_equal(imap_deflate_keep(bench->deflate,
							   window, &kept),
					 !has_text);
	}
	expect_line(bench, "a NOOP");
	assert_true(keep(bench, window, &kept));
}

/* Nobody has looked whether there is more. */
static void
test_imap_deflate__a_flush_that_nobody_read_is_no_input(void **state)
{
	static char window[IMAP_DEFLATE_WINDOW];
	struct bench *bench = *state;
	struct imap_deflate_state kept;

	for (int i = 0; i < 3; i++) {
		put(bench, "a NOOP\r\n", i == 1 ? Z_FULL_FLUSH : Z_SYNC_FLUSH);
		expect_line(bench, "a NOOP");
		assert_true(imap_deflate_keep(bench->deflate, window, &kept));
		go_on(bench, &kept, SPAN(""));
	}
	/* Text behind it is, whichever way it is packed, and none is lost. */
	for (int i = 0; i < 3; i++) {
		const int flush = i == 2 ? Z_FULL_FLUSH : Z_SYNC_FLUSH;
		struct span some;
		struct err err;

		put(bench, "b NOOP\r\n", flush);
		put(bench, "c NOOP\r\n", flush);
		assert_true(stream_read_some(&bench->stream, 8, &some, &err));
		assert_true(span_eq(some, SPAN("b NOOP\r\n")));
		assert_false(imap_deflate_keep(bench->deflate, window, &kept));
		expect_line(bench, "c NOOP");
		assert_true(keep(bench, window, &kept));
	}
}

/* Else a bomb would only have to wait. */
static void test_imap_deflate__the_slack_is_of_the_whole_session(void **state)
{
	static const char zeros[60001];
	static char window[IMAP_DEFLATE_WINDOW];
	struct bench *bench = *state;
	struct imap_deflate_state kept;
	char packed[4000];
	struct span some;
	struct err err;
	size_t got = 0;
	size_t len;

	for (int i = 0; i < 2; i++) {
		len = pack(bench, zeros, sizeof(zeros), Z_SYNC_FLUSH, packed,
			   sizeof(packed));
		assert_int_equal(send(bench->far, packed, len, MSG_NOSIGNAL),
				 len);
		while (stream_wait_for(&bench->stream, -1, 0) == STREAM_INPUT &&
		       stream_read_some(&bench->stream, BIG, &some, &err))
			got += some.len;
		if (i == 0) {
			assert_int_equal(got, sizeof(zeros));
			assert_true(keep(bench, window, &kept));
			go_on(bench, &kept, SPAN(""));
		}
	}
	assert_true(bench->stream.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_imap_deflate__both_directions_are_raw_deflate),
		TEST(test_imap_deflate__what_is_left_counts_as_input),
		TEST(test_imap_deflate__the_end_of_deflate_ends_input),
		TEST(test_imap_deflate__a_flush_ends_it),
		TEST(test_imap_deflate__a_full_flush_ends_it),
		TEST(test_imap_deflate__a_final_block_ends_it),
		TEST(test_imap_deflate__it_ends_byte_by_byte),
		TEST(test_imap_deflate__stored_blocks_end),
		TEST(test_imap_deflate__packed_bytes_behind_the_end_show),
		TEST(test_imap_deflate__garbage_fails),
		TEST(test_imap_deflate__zeros_grow_to_the_slack_only),
		TEST(test_imap_deflate__it_goes_on_as_if_nothing_was),
		TEST(test_imap_deflate__it_goes_on_after_full_flushes),
		TEST(test_imap_deflate__it_goes_on_after_partial_flushes),
		TEST(test_imap_deflate__the_whole_window_is_kept),
		TEST(test_imap_deflate__what_was_read_already_comes_first),
		TEST(test_imap_deflate__within_a_block_it_stays),
		TEST(test_imap_deflate__a_flush_that_nobody_read_is_no_input),
		TEST(test_imap_deflate__the_slack_is_of_the_whole_session),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
