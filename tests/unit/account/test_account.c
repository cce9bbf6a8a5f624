/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "account/account.h"
#include "base/auto.h"

static void test_account__a_name_is_trimmed_and_lower_case(void **state)
{
	char name[256];

	(void)state;
	assert_true(account_normalize(SPAN(" Alice@Example.ORG\r\n"), name,
				      sizeof(name)));
	assert_string_equal(name, "alice@example.org");
	assert_true(account_normalize(SPAN("bob"), name, sizeof(name)));
	assert_string_equal(name, "bob");
}

static void test_account__a_name_that_is_no_folder_is_refused(void **state)
{
	static const struct span bad[] = {
		SPAN(""),     SPAN(" "),     SPAN("@x"),    SPAN("a@"),
		SPAN("."),    SPAN(".."),    SPAN("../a"),  SPAN("a/b"),
		SPAN("a@.x"), SPAN("a@.."),  SPAN("a b"),   SPAN("a\0b"),
		SPAN("a\tb"), SPAN("a@b@c"), SPAN("a\x7f"),
	};
	char name[256], small[4];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(account_normalize(bad[i], name, sizeof(name)));
	assert_true(account_normalize(SPAN("abc"), small, sizeof(small)));
	assert_false(account_normalize(SPAN("abcd"), small, sizeof(small)));
}

static void test_account__templates_are_expanded(void **state)
{
	struct account a = { .user = "a@b.c" };
	char longer[sizeof(a.home) + 2];
	struct err err;

	(void)state;
	assert_true(account_place(&a, "/m/%d/%n:%u%%", "/m", &err));
	assert_string_equal(a.home, "/m/b.c/a:a@b.c%");
	assert_false(account_place(&a, "/m/%x", "/m", &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(account_place(&a, "/m/%", "/m", &err));
	memset(longer, '/', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_false(account_place(&a, longer, "/m", &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_account__place_knows_the_home(void **state)
{
	struct account a = { .user = "alice" };
	struct err err;

	(void)state;
	assert_true(account_place(&a, "/m/%d/%n", "%h/Maildir/", &err));
	assert_string_equal(a.home, "/m/alice");
	assert_string_equal(a.mail, "/m/alice/Maildir");
	assert_false(account_place(&a, "m/%n", "%h", &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
}

static void test_account__what_is_written_is_read_again(void **state)
{
	struct account a = {
		.user = "a@b.c",
		.home = "/m/with\ttab",
		.mail = "/m/M",
		.uid = 5000,
		.gid = UINT32_MAX,
		.state = ACCOUNT_NOACCESS,
		.quota_bytes = UINT64_MAX,
		.quota_messages = 7,
		.quota_rules = "Trash:+100M",
	};
	auto_buf struct buf line;
	struct account b;
	struct err err;

	(void)state;
	buf_init(&line, 4096);
	account_write(&a, &line);
	assert_true(account_read(buf_span(&line), &b, &err));
	assert_memory_equal(&a, &b, sizeof(a));
}

static void test_account__malformed_lines_are_refused(void **state)
{
	static const struct span bad[] = {
		SPAN(""),
		SPAN("a"),
		SPAN("a\thome=/h"),
		SPAN("a\thome=h\tmail=/m"),
		SPAN("a\thome=/h\tmail=/m\tuid=-1"),
		SPAN("a\thome=/h\tmail=/m\tstate=odd"),
		SPAN("a/b\thome=/h\tmail=/m"),
		SPAN("a\thome=/h\001"
		     "0x\tmail=/m"),
	};
	struct account a;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(account_read(bad[i], &a, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
	assert_true(account_read(SPAN("a\thome=/h\tmail=/m\tnew=1\todd"), &a,
				 &err));
	assert_int_equal(a.uid, UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_account__a_name_is_trimmed_and_lower_case),
		cmocka_unit_test(
			test_account__a_name_that_is_no_folder_is_refused),
		cmocka_unit_test(test_account__templates_are_expanded),
		cmocka_unit_test(test_account__place_knows_the_home),
		cmocka_unit_test(test_account__what_is_written_is_read_again),
		cmocka_unit_test(test_account__malformed_lines_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
