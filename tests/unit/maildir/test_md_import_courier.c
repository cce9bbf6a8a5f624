/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "maildir/md_import_courier.h"

static void test_md_import_courier__uiddb_reads(void **state)
{
	auto_arena struct arena arena;
	struct md_import_list list;

	(void)state;
	arena_init(&arena);
	assert_true(md_import_courier_parse(
		SPAN("1 700000000 12\n3 1.M1.h,S=5\n11 2.M2.h\n12 torn"),
		&arena, &list));
	assert_int_equal(list.uidvalidity, 700000000);
	assert_int_equal(list.uidnext, 12);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.entry[1].uid, 11);
	assert_true(span_eq(list.entry[1].base, SPAN("2.M2.h")));
}

static void test_md_import_courier__malformed_uiddb_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"1 5 6",
		"2 5 6\n",
		"1 0 6\n",
		"1 5\n",
		"1 5 6\n1\n",
		"1 5 6\n1 \n",
		"1 5 6\n2 a\n2 b\n",
		"1 5 6\n2 a\n1 b\n",
		"3 V5 N6\n",
	};
	auto_arena struct arena arena;
	struct md_import_list list;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(md_import_courier_parse(span_of(bad[i]), &arena,
						     &list));
}

static void test_md_import_courier__subscribed_names_are_ours(void **state)
{
	static const char *const want[] = { "INBOX", "Sent.2024", "Caf\xc3\xa9",
					    "\xe6\x97\xa5\xe6\x9c\xac" };
	auto_arena struct arena arena;
	struct span *names;
	size_t count;

	(void)state;
	arena_init(&arena);
	md_import_courier_subscribed(
		SPAN("INBOX\nINBOX.Sent.2024\n#shared.x.y\nINBOX.Caf\xc3\xa9\n"
		     "other\nINBOX.\nINBOX..a\nINBOX.Sent.2024\n"
		     "INBOX.&ZeVnLA-"),
		&arena, &names, &count);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_true(span_eq(names[i], span_of(want[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_import_courier__uiddb_reads),
		cmocka_unit_test(
			test_md_import_courier__malformed_uiddb_is_refused),
		cmocka_unit_test(
			test_md_import_courier__subscribed_names_are_ours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
