/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats_layout.h"

static void test_stats_layout__fits_its_own_version_only(void **state)
{
	struct stats_layout layout = {
		.magic = STATS_MAGIC,
		.count = STATS_COUNTERS,
		.names = stats_layout_names(),
	};

	(void)state;
	assert_true(stats_layout_fits(&layout));
	layout.names++;
	assert_false(stats_layout_fits(&layout));
	layout.names--;
	layout.count--;
	assert_false(stats_layout_fits(&layout));
	layout.count++;
	layout.magic++;
	assert_false(stats_layout_fits(&layout));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_layout__fits_its_own_version_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
