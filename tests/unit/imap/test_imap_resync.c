/* SPDX-License-Identifier: MIT */
/* The parameters of SELECT and EXAMINE. What is told is in the transcripts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_resync.h"

static bool take(const char *text, uint32_t enabled, struct imap_resync *out)
{
	const struct imap_session session = { .enabled = enabled };
	struct span rest = span_of(text);

	imap_resync_init(out);
	return imap_resync_take(&session, &rest, out) && rest.len == 0;
}

static void check(const char *text, uint32_t enabled, bool good)
{
	struct imap_resync resync;

	if (take(text, enabled, &resync) != good)
		fail_msg("%s", text);
	imap_resync_release(&resync);
}

static void check_set(const struct ranges *set, const char *want)
{
	auto_buf struct buf text;

	buf_init(&text, 1000);
	ranges_write(set, &text);
	assert_string_equal(buf_str(&text), want);
}

#define QRESYNC IMAP_ENABLED_QRESYNC

static void test_imap_resync__nothing_is_asked_for(void **state)
{
	struct imap_resync resync;

	(void)state;
	assert_true(take("", 0, &resync));
	assert_false(resync.condstore || resync.qresync);
	imap_resync_release(&resync);
}

static void test_imap_resync__all_that_can_be_said(void **state)
{
	struct imap_resync resync;

	(void)state;
	assert_true(take(" (CONDSTORE qresync (67890007 90060115194045000 "
			 "211,41:43 (1,3:4 41,211:212)))",
			 QRESYNC, &resync));
	assert_true(resync.condstore && resync.qresync && resync.has_known);
	assert_int_equal(resync.uidvalidity, 67890007);
	assert_true(resync.modseq == 90060115194045000U);
	check_set(&resync.known, "41:43,211");
	check_set(&resync.numbers, "1,3:4");
	check_set(&resync.uids, "41,211:212");
	imap_resync_release(&resync);
}

static void test_imap_resync__known_uids_may_be_left_out(void **state)
{
	struct imap_resync resync;

	(void)state;
	assert_true(take(" (QRESYNC (1 2 (1:2 5:6)))", QRESYNC, &resync));
	assert_false(resync.condstore || resync.has_known);
	check_set(&resync.uids, "5:6");
	imap_resync_release(&resync);
	check(" (QRESYNC (1 2))", QRESYNC, true);
	check(" (QRESYNC (1 2 3:4))", QRESYNC, true);
	check(" (CONDSTORE)", 0, true);
}

/* RFC 7162 3.2.5: before ENABLE QRESYNC it is an error. */
static void test_imap_resync__qresync_is_enabled_first(void **state)
{
	(void)state;
	check(" (QRESYNC (1 2))", 0, false);
	check(" (QRESYNC (1 2))", IMAP_ENABLED_CONDSTORE, false);
	check(" (QRESYNC (1 2) QRESYNC (1 2))", QRESYNC, false);
}

/* RFC 7162 7: no "*", lists that ascend and are as long as each other. */
static void test_imap_resync__bad_syntax(void **state)
{
	static const char *const bad[] = {
		" ()",
		" (",
		" (CONDSTORE",
		"(CONDSTORE)",
		" (CONDSTORE )",
		" (NOSUCH)",
		" (QRESYNC)",
		" (QRESYNC ())",
		" (QRESYNC (1))",
		" (QRESYNC (1 2)",
		" (QRESYNC (4294967296 2))",
		" (QRESYNC (1 9223372036854775808))",
		" (QRESYNC (1 2 *))",
		" (QRESYNC (1 2 1:*))",
		" (QRESYNC (1 2 0))",
		" (QRESYNC (1 2 3 4))",
		" (QRESYNC (1 2 ()))",
		" (QRESYNC (1 2 (1:3 4:5)))",
		" (QRESYNC (1 2 (2,1 4:5)))",
		" (QRESYNC (1 2 (1:2 5,4)))",
		" (QRESYNC (1 2 (1 *)))",
		" (QRESYNC (1 2 3 (1 1))",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		check(bad[i], QRESYNC, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_resync__nothing_is_asked_for),
		cmocka_unit_test(test_imap_resync__all_that_can_be_said),
		cmocka_unit_test(test_imap_resync__known_uids_may_be_left_out),
		cmocka_unit_test(test_imap_resync__qresync_is_enabled_first),
		cmocka_unit_test(test_imap_resync__bad_syntax),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
