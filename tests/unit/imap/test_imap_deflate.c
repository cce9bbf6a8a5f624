/* SPDX-License-Identifier: MIT */
/* A stream with the layer on one end of a socketpair, plain zlib on the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
