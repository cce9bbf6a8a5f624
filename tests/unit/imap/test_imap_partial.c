/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_partial.h"

/* Of 11:20, as a set, with what is left of the text behind it. */
static const char *keep(struct span text)
{
	static char room[64];
	auto_ranges struct ranges uids;
	auto_buf struct buf out;
	struct imap_partial partial;

	ranges_init(&uids);
	ranges_add_run(&uids, 11, 20);
	buf_init(&out, sizeof(room) - 1);
	if (!imap_partial_take(&text, &partial))
		return "BAD";
	imap_partial_keep(&partial, &uids);
	imap_partial_write(&partial, &out);
	buf_add_char(&out, ' ');
	ranges_write(&uids, &out);
	buf_add(&out, text);
	snprintf(room, sizeof(room), "%s", buf_str(&out));
	return room;
}
#define KEEP(text) keep(SPAN(text))

static void test_imap_partial__names_a_piece_from_either_end(void **state)
{
	(void)state;
	assert_string_equal(KEEP(" 1:3 x"), "1:3 11:13 x");
	assert_string_equal(KEEP(" 3:1"), "3:1 11:13");
	assert_string_equal(KEEP(" 9:4294967295"), "9:4294967295 19:20");
	assert_string_equal(KEEP(" -1:-3"), "-1:-3 18:20");
	assert_string_equal(KEEP(" -9:-500"), "-9:-500 11:12");
	assert_string_equal(KEEP(" 11:12"), "11:12 ");
	assert_string_equal(KEEP(" -11:-12"), "-11:-12 ");
}

static void test_imap_partial__refuses_what_is_no_range(void **state)
{
	(void)state;
	assert_string_equal(KEEP("1:3"), "BAD");
	assert_string_equal(KEEP(" 1"), "BAD");
	assert_string_equal(KEEP(" 1:"), "BAD");
	assert_string_equal(KEEP(" 0:3"), "BAD");
	assert_string_equal(KEEP(" 1:*"), "BAD");
	assert_string_equal(KEEP(" -1:3"), "BAD");
	assert_string_equal(KEEP(" 1:-3"), "BAD");
	assert_string_equal(KEEP(" -0:-1"), "BAD");
	assert_string_equal(KEEP(" 1:4294967296"), "BAD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_imap_partial__names_a_piece_from_either_end),
		cmocka_unit_test(test_imap_partial__refuses_what_is_no_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
