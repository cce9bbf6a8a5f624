/* SPDX-License-Identifier: MIT */
/*
 * A line with a wrong sum teaches nothing, so each line gets a right one. What
 * is known of the lines is the same when it is written and read again.
 */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_known.h"
#include "maildir/md_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MARK = 0xd0800cec,
	CAP = 64 << 20
};

static void add_sums(struct span text, struct buf *out)
{
	struct span line;

	while (span_cut(&text, '\n', &line)) {
		auto_buf struct buf one;

		buf_init(&one, CAP);
		buf_add(&one, line);
		md_line_end(&one);
		buf_add(out, buf_span(&one));
	}
}

static void know(struct span text, struct buf *out)
{
	auto_md_known struct md_known known;
	auto_ranges struct ranges live;

	ranges_init(&live);
	ranges_add_run(&live, 2, 30);
	md_known_init(&known);
	md_known_parse(&known, text, MARK, &live);
	md_known_write(&known, MARK, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf struct buf text;
	auto_buf struct buf once;
	auto_buf struct buf again;

	buf_init(&text, CAP);
	buf_init(&once, CAP);
	buf_init(&again, CAP);
	know(span_make(data, size), &once);
	buf_reset(&once);
	add_sums(span_make(data, size), &text);
	know(buf_span(&text), &once);
	know(buf_span(&once), &again);
	ASSERT(span_eq(buf_span(&once), buf_span(&again)));
	return 0;
}
