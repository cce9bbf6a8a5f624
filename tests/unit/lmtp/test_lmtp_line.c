/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/x.h"
#include "lmtp/lmtp_line.h"

static void test_lmtp_line__lines_come_whole_however_cut(void **state)
{
	static const char input[] = "LHLO x\r\nNOOP\n\r\nA\rB\r\n";
	static const char *const wanted[] = { "LHLO x", "NOOP", "", "A\rB" };
	static const enum lmtp_eol eols[] = { LMTP_EOL_CRLF, LMTP_EOL_LF,
					      LMTP_EOL_CRLF, LMTP_EOL_CRLF };
	(void)state;
	for (size_t cut = 1; cut < sizeof(input); cut++) {
		struct span all = span_of(input);
		struct lmtp_line lines;
		size_t count = 0;

		lmtp_line_init(&lines);
		while (all.len) {
			struct span piece = span_first(all, cut);
			struct span line;
			enum lmtp_eol eol;

			all = span_from(all, piece.len);
			while (lmtp_line_next(&lines, &piece, &line, &eol) ==
			       LMTP_LINE_DONE) {
				assert_true(count < ARRAY_LEN(wanted));
				assert_true(
					span_eq(line, span_of(wanted[count])));
				assert_int_equal(eol, eols[count]);
				count++;
			}
			assert_int_equal(piece.len, 0);
		}
		assert_int_equal(count, ARRAY_LEN(wanted));
		lmtp_line_release(&lines);
	}
}

static void test_lmtp_line__a_long_line_is_passed_over(void **state)
{
	auto_free char *big = x_calloc(1, 3 * LMTP_LINE_MAX);
	size_t size = 3 * LMTP_LINE_MAX;

	(void)state;
	memset(big, 'x', size);
	big[size - 6] = '\n';
	memcpy(big + size - 5, "NOOP\n", 5);
	for (size_t cut = 1000; cut <= size; cut += 4711) {
		struct span all = span_make(big, size);
		unsigned long_ones = 0, lines_seen = 0;
		struct lmtp_line lines;

		lmtp_line_init(&lines);
		while (all.len) {
			struct span piece = span_first(all, cut);
			struct span line;
			enum lmtp_eol eol;
			enum lmtp_line_step step;

			all = span_from(all, piece.len);
			while ((step = lmtp_line_next(&lines, &piece, &line,
						      &eol)) !=
			       LMTP_LINE_MORE) {
				long_ones += step == LMTP_LINE_TOO_LONG;
				lines_seen += step == LMTP_LINE_DONE &&
					      span_eq(line, SPAN("NOOP"));
			}
		}
		assert_int_equal(long_ones, 1);
		assert_int_equal(lines_seen, 1);
		lmtp_line_release(&lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lmtp_line__lines_come_whole_however_cut),
		cmocka_unit_test(test_lmtp_line__a_long_line_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
