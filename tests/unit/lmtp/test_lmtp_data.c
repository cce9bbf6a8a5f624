/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "lmtp/lmtp_data.h"

#define LITERAL(text)                                                          \
	{                                                                      \
		(text), sizeof(text) - 1                                       \
	}

static const struct row {
	enum lmtp_eol eol;
	struct span wire;
	struct span content; /* ptr NULL: the message never ends */
	struct span rest;
} rows[] = {
	{ LMTP_EOL_CRLF, LITERAL(".\r\n"), LITERAL(""), LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a\r\n.\r\nQ"), LITERAL("a\r\n"),
	  LITERAL("Q") },
	/* RFC 5321 4.5.2: transparency */
	{ LMTP_EOL_CRLF, LITERAL("..\r\n.\r\n"), LITERAL(".\r\n"),
	  LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL(".a\r\n.\r\n"), LITERAL("a\r\n"),
	  LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a.\r\n.\r\n"), LITERAL("a.\r\n"),
	  LITERAL("") },
	/* NUL and bare CR are content */
	{ LMTP_EOL_CRLF, LITERAL("a\0b\rc\r\r\n.\r\n"),
	  LITERAL("a\0b\rc\r\r\n"), LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL(".\rx\r\n.\r\n"), LITERAL("\rx\r\n"),
	  LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL(".\r\r\n.\r\n"), LITERAL("\r\r\n"),
	  LITERAL("") },
	/* none of these ends a message whose lines end with CRLF */
	{ LMTP_EOL_CRLF, LITERAL("a\n.\n"), { NULL, 0 }, LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a\n.\r\n"), { NULL, 0 }, LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a\r\n.\n"), { NULL, 0 }, LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a\r.\r\n"), { NULL, 0 }, LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a\r\n.\r"), { NULL, 0 }, LITERAL("") },
	{ LMTP_EOL_CRLF, LITERAL("a\n..b\n.\r\n\r\n.\r\n"),
	  LITERAL("a\n..b\n.\r\n\r\n"), LITERAL("") },
	/* a client that speaks LF */
	{ LMTP_EOL_LF, LITERAL("a\n.\nQ"), LITERAL("a\n"), LITERAL("Q") },
	{ LMTP_EOL_LF, LITERAL("..a\r\n.\r\n"), LITERAL(".a\r\n"),
	  LITERAL("") },
};

/* Feeds it in pieces of `cut` bytes. */
static void run(const struct row *row, size_t cut)
{
	struct span all = row->wire;
	struct span piece = { 0 };
	auto_buf struct buf content;
	struct lmtp_data data;
	bool done = false;

	buf_init(&content, 100);
	lmtp_data_init(&data, row->eol);
	while (all.len && !done) {
		struct span out;
		enum lmtp_data_step step;

		piece = span_first(all, cut);
		all = span_from(all, piece.len);
		while ((step = lmtp_data_next(&data, &piece, &out)) ==
		       LMTP_DATA_PIECE) {
			assert_true(out.len > 0);
			buf_add(&content, out);
		}
		done = step == LMTP_DATA_DONE;
	}
	assert_int_equal(done, row->content.ptr != NULL);
	if (!done)
		return;
	assert_true(span_eq(buf_span(&content), row->content));
	assert_int_equal(piece.len + all.len, row->rest.len);
}

static void test_lmtp_data__ends_and_dots_are_found_at_any_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t cut = 1; cut <= rows[i].wire.len; cut++)
			run(&rows[i], cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lmtp_data__ends_and_dots_are_found_at_any_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
