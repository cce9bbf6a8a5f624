/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "quota/quota.h"

static const struct quota_limit limit = { .bytes = 1000, .messages = 20 };

static int enter_folder(void **state)
{
	static char folder[] = "test_quota.XXXXXX";

	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? mkdir("tmp", 0700) : -1;
}

static int leave_folder(void **state)
{
	char here[4096];

	(void)state;
	unlink("maildirsize");
	/* Fails if a temporary file was left. */
	if (rmdir("tmp") < 0)
		return -1;
	return getcwd(here, sizeof(here)) && chdir("..") == 0 ? rmdir(here)
							      : -1;
}

static void expect(struct span text, uint64_t bytes, uint64_t messages,
		   bool stale)
{
	struct quota_amount got;
	bool is_stale;

	quota_size_parse(text, &limit, &got, &is_stale);
	assert_int_equal(got.bytes, bytes);
	assert_int_equal(got.messages, messages);
	assert_int_equal(is_stale, stale);
}

static void test_quota_size__files_of_others_are_summed(void **state)
{
	(void)state;
	/* Courier */
	expect(SPAN("1000S,20C\n         500            3\n         -10"
		    "           -1\n"),
	       490, 2, false);
	/* Dovecot, qmail-ldap */
	expect(SPAN("1000S,20C\n500 3\n-10 -1\n"), 490, 2, false);
	expect(SPAN("20C,1000S\r\n\t500\t3 \r\n"), 500, 3, false);
	expect(SPAN("1000S,20C\n"), 0, 0, false);
	/* All of them. */
	expect(SPAN("1000S,20C\n500 3\n  7  1\n-10 -1\n-1\t0\n2 2\n"), 498, 5,
	       false);
}

static void test_quota_size__no_quota_is_no_limit(void **state)
{
	const struct quota_limit none = { 0 };
	struct quota_amount got;
	bool stale;

	(void)state;
	quota_size_parse(SPAN("NOQUOTA\n5 1\n"), &none, &got, &stale);
	assert_false(stale);
	quota_size_parse(SPAN("0S\n5 1\n"), &none, &got, &stale);
	assert_false(stale);
	expect(SPAN("NOQUOTA\n5 1\n"), 5, 1, true);
}

static void test_quota_size__standard_says_when_it_is_stale(void **state)
{
	char big[5120];

	(void)state;
	expect(SPAN("1000S\n5 1\n"), 5, 1, true);
	expect(SPAN("999S,20C\n5 1\n"), 5, 1, true);
	expect(SPAN("1000S,20C\n5 1\n-6 0\n"), 0, 1, true);
	expect(SPAN("1000S,20C\n5 1\n0 -2\n"), 5, 0, true);
	memset(big, ' ', sizeof(big));
	memcpy(big, "1000S,20C\n1 1", 13);
	big[sizeof(big) - 1] = '\n';
	expect(span_make(big, sizeof(big)), 1, 1, true);
	big[sizeof(big) - 2] = '\n';
	expect(span_make(big, sizeof(big) - 1), 1, 1, false);
}

static void test_quota_size__damage_makes_it_stale(void **state)
{
	(void)state;
	expect(SPAN(""), 0, 0, true);
	expect(SPAN("1000S,20C"), 0, 0, true);
	expect(SPAN("rubbish\n5 1\n"), 5, 1, true);
	expect(SPAN("1000S,20C\n5\n6 1\n"), 6, 1, true);
	expect(SPAN("1000S,20C\n5 1\n- 1\n6 1\n"), 11, 2, true);
	expect(SPAN("1000S,20C\n5 1 12 1\n"), 0, 0, true);
	expect(SPAN("1000S,20C\n5 1\n12 3"), 5, 1, true);
	expect(SPAN("1000S,20C\n\0\0\0\0\n5 1\n"), 5, 1, true);
	expect(SPAN("1000S,20C\n9223372036854775807 1\n1 1\n"), 0, 1, true);
}

static void expect_file(const char *content)
{
	auto_buf struct buf text;
	struct err err;

	buf_init(&text, 10000);
	assert_true(file_read(AT_FDCWD, "maildirsize", &text, &err));
	assert_string_equal(buf_str(&text), content);
}

static void test_quota_size__changes_are_appended(void **state)
{
	const struct quota_change more = { 5, 1 }, less = { -30, -1 },
				  none = { 0 };
	struct quota_amount usage = { 100, 2 };
	struct quota_amount sum;
	struct err err;
	bool stale;

	(void)state;
	assert_true(quota_size_add(".", &limit, &more, &sum, &stale, &err));
	assert_true(stale);
	assert_false(quota_size_read(".", &limit, &usage, &stale, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_true(quota_size_write(".", &limit, &usage, &err));
	expect_file("1000S,20C\n100 2\n");
	assert_true(quota_size_add(".", &limit, &less, &sum, &stale, &err));
	assert_false(stale);
	assert_int_equal(sum.bytes, 70);
	assert_int_equal(sum.messages, 1);
	expect_file("1000S,20C\n100 2\n-30 -1\n");
	assert_true(quota_size_read(".", &limit, &usage, &stale, &err));
	assert_false(stale);
	assert_int_equal(usage.bytes, 70);
	assert_int_equal(usage.messages, 1);
	while (!stale)
		assert_true(
			quota_size_add(".", &limit, &none, &sum, &stale, &err));
	assert_int_equal(sum.bytes, 70);
	assert_true(quota_size_read(".", &limit, &usage, &stale, &err));
	assert_true(stale);
	assert_int_equal(usage.bytes, 70);
}

static void test_quota_size__header_names_the_limits_there_are(void **state)
{
	const struct quota_amount usage = { 1, 1 };
	struct quota_limit some = { .bytes = 5 };
	struct err err;

	(void)state;
	assert_true(quota_size_write(".", &some, &usage, &err));
	expect_file("5S\n1 1\n");
	some = (struct quota_limit){ .messages = 6 };
	assert_true(quota_size_write(".", &some, &usage, &err));
	expect_file("6C\n1 1\n");
	some = (struct quota_limit){ 0 };
	assert_true(quota_size_write(".", &some, &usage, &err));
	expect_file("0S\n1 1\n");
}

static void test_quota_size__huge_file_is_stale_not_an_error(void **state)
{
	auto_free char *big = calloc(200000, 1);
	const struct quota_change change = { 1, 1 };
	struct quota_amount usage;
	struct err err;
	bool stale;

	(void)state;
	assert_true(file_write_atomic(AT_FDCWD, "maildirsize",
				      span_make(big, 200000), 0600, &err));
	assert_true(quota_size_read(".", &limit, &usage, &stale, &err));
	assert_true(stale);
	assert_true(quota_size_add(".", &limit, &change, &usage, &stale, &err));
	assert_true(stale);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quota_size__files_of_others_are_summed),
		cmocka_unit_test(test_quota_size__no_quota_is_no_limit),
		cmocka_unit_test(
			test_quota_size__standard_says_when_it_is_stale),
		cmocka_unit_test(test_quota_size__damage_makes_it_stale),
		cmocka_unit_test(test_quota_size__changes_are_appended),
		cmocka_unit_test(
			test_quota_size__header_names_the_limits_there_are),
		cmocka_unit_test(
			test_quota_size__huge_file_is_stale_not_an_error),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
