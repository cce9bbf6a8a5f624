/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "fixture.h"

enum {
	FILES = 40
};

static off_t size_of_list(struct fixture *f)
{
	auto_free char *path = x_printf("%s/fumikura-foreign", f->account.mail);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void assert_view(struct fixture *f, const char *expected)
{
	struct store_box *box = fixture_open(f, "INBOX");

	assert_string_equal(fixture_set(&box->uids), expected);
	store_box_close(&box);
}

static void
test_store_foreign__the_list_does_not_grow_with_rebuilds(void **state)
{
	struct fixture *f = *state;
	char path[250];
	off_t once;

	for (int i = 0; i < FILES; i++) {
		int len =
			snprintf(path, sizeof(path), "cur/%d.", 1700000000 + i);

		memset(path + len, 'x', 190);
		snprintf(path + len + 190, 10, ":2,S");
		fixture_write(f, path, "Subject: a\n\na\n");
	}
	assert_view(f, "1:40");
	once = size_of_list(f);
	assert_true(once > FILES * 200);
	for (int i = 0; i < 8; i++) {
		fixture_lose_index(f);
		assert_view(f, "1:40");
		assert_in_range(size_of_list(f), once, 2 * once + 4096);
	}
}

/* What a crash left of a line takes nothing from the next one. */
static void test_store_foreign__a_torn_line_harms_no_other(void **state)
{
	struct fixture *f = *state;
	auto_free char *path = x_printf("%s/fumikura-foreign", f->account.mail);

	fixture_write(f, "cur/1700000000.a.b:2,S", "a: b\n\n");
	assert_view(f, "1");
	/* The file of the torn one has gone meanwhile. */
	fixture_write(f, "cur/1700000001.a.b:2,S", "a: b\n\n");
	assert_view(f, "1:2");
	fixture_unlink(f, "cur/1700000001.a.b:2,S");
	assert_int_equal(truncate(path, size_of_list(f) - 5), 0);
	fixture_write(f, "cur/1700000002.a.b:2,S", "a: b\n\n");
	assert_view(f, "1,3");
	/* Older than all: found anew it would come behind them. */
	fixture_write(f, "cur/1600000000.a.b:2,S", "a: b\n\n");
	assert_view(f, "1,3:4");
	fixture_lose_index(f);
	assert_view(f, "1,3:4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_store_foreign__the_list_does_not_grow_with_rebuilds,
			fixture_make, fixture_remove),
		cmocka_unit_test_setup_teardown(
			test_store_foreign__a_torn_line_harms_no_other,
			fixture_make, fixture_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
