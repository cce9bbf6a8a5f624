/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "config/config_quota.h"

static void test_config_quota__warnings_have_direction_and_kind(void **state)
{
	struct config_warnings w;

	(void)state;
	assert_true(config_quota_warnings(
		SPAN("95, 80%,-100,storage=90%,-messages=50"), &w));
	assert_int_equal(w.count, 5);
	assert_true(w.item[0].bytes && w.item[0].messages && !w.item[0].falls);
	assert_int_equal(w.item[0].percent, 95);
	assert_int_equal(w.item[1].percent, 80);
	assert_true(w.item[2].falls && w.item[2].bytes && w.item[2].messages);
	assert_true(w.item[3].bytes && !w.item[3].messages);
	assert_true(w.item[4].falls && !w.item[4].bytes && w.item[4].messages);
	assert_int_equal(w.item[4].percent, 50);
	assert_true(config_quota_warnings(SPAN(" "), &w));
	assert_int_equal(w.count, 0);
}

static void test_config_quota__malformed_warnings_are_refused(void **state)
{
	const char *const bad[] = { "0",     "x",   "95%%",   "storage=",
				    "-",     "--5", "disk=5", "1001",
				    "95;80", "%",   "95 80",  "storage=5M" };
	struct config_warnings w;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(config_quota_warnings(span_of(bad[i]), &w));
	assert_false(config_quota_warnings(SPAN("1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
						"1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
						"1,1,1,1"),
					   &w));
}

static void test_config_quota__grace_is_a_size_or_a_share(void **state)
{
	struct config_grace g;

	(void)state;
	assert_true(config_quota_grace(SPAN("10%"), &g));
	assert_true(g.percent == 10 && g.bytes == 0);
	assert_true(config_quota_grace(SPAN("50M"), &g));
	assert_true(g.percent == 0 && g.bytes == 50 << 20);
	assert_true(config_quota_grace(SPAN(""), &g));
	assert_true(g.percent == 0 && g.bytes == 0);
	assert_false(config_quota_grace(SPAN("101%"), &g));
	assert_false(config_quota_grace(SPAN("-5"), &g));
	assert_false(config_quota_grace(SPAN("5X"), &g));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_config_quota__warnings_have_direction_and_kind),
		cmocka_unit_test(
			test_config_quota__malformed_warnings_are_refused),
		cmocka_unit_test(test_config_quota__grace_is_a_size_or_a_share),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
