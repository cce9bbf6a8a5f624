/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lda/lda_qmail.h"

static struct lda_options options;
static struct err err;

static void forget(void)
{
	static const char *const names[] = {
		"EXT",    "HOST",   "SENDER", "RECIPIENT",
		"DTLINE", "RPLINE", "UFLINE",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	options = (struct lda_options){ 0 };
}

static bool same(struct span got, const char *wanted)
{
	return got.ptr && span_eq(got, span_of(wanted));
}

static void test_lda_qmail__all_comes_from_the_environment(void **state)
{
	(void)state;
	forget();
	setenv("EXT", "alice", 1);
	setenv("HOST", "example.org", 1);
	setenv("SENDER", "s@example.net", 1);
	setenv("RECIPIENT", "example-org-alice@example.org", 1);
	setenv("DTLINE", "Delivered-To: example-org-alice@example.org\n", 1);
	assert_true(lda_qmail_read(&options, &err));
	assert_true(same(options.user, "alice@example.org"));
	assert_true(same(options.sender, "s@example.net"));
	assert_true(same(options.origin, "example-org-alice@example.org"));
	assert_true(same(options.final, "example-org-alice@example.org"));
}

static void test_lda_qmail__the_command_line_comes_first(void **state)
{
	(void)state;
	forget();
	setenv("EXT", "alice", 1);
	setenv("HOST", "example.org", 1);
	setenv("SENDER", "s@example.net", 1);
	setenv("DTLINE", "Delivered-To: x\n", 1);
	options.user = SPAN("bob");
	options.sender = SPAN("");
	options.final = SPAN("final");
	assert_true(lda_qmail_read(&options, &err));
	assert_true(same(options.user, "bob"));
	assert_true(same(options.sender, ""));
	assert_true(same(options.final, "final"));
}

static void test_lda_qmail__null_and_other_senders(void **state)
{
	(void)state;
	forget();
	setenv("SENDER", "", 1);
	setenv("RPLINE", "Return-Path: <other@x>\n", 1);
	assert_true(lda_qmail_read(&options, &err));
	assert_true(same(options.sender, ""));
	forget();
	setenv("SENDER", "#@[]", 1);
	assert_true(lda_qmail_read(&options, &err));
	assert_true(same(options.sender, ""));
	forget();
	setenv("RPLINE", "Return-Path: <r@x>\n", 1);
	assert_true(lda_qmail_read(&options, &err));
	assert_true(same(options.sender, "r@x"));
	forget();
	setenv("UFLINE", "From u@x Thu Jan  1 00:00:00 1970\n", 1);
	assert_true(lda_qmail_read(&options, &err));
	assert_true(same(options.sender, "u@x"));
	forget();
	assert_true(lda_qmail_read(&options, &err));
	assert_null(options.sender.ptr);
}

static void test_lda_qmail__without_an_extension_it_is_the_caller(void **state)
{
	(void)state;
	forget();
	setenv("EXT", "", 1);
	setenv("HOST", "example.org", 1);
	assert_true(lda_qmail_read(&options, &err));
	assert_null(options.user.ptr);
}

static void test_lda_qmail__too_long_is_refused(void **state)
{
	static char text[2000];

	(void)state;
	forget();
	memset(text, 'a', sizeof(text) - 1);
	setenv("EXT", text, 1);
	setenv("HOST", "example.org", 1);
	assert_false(lda_qmail_read(&options, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lda_qmail__all_comes_from_the_environment),
		cmocka_unit_test(test_lda_qmail__the_command_line_comes_first),
		cmocka_unit_test(test_lda_qmail__null_and_other_senders),
		cmocka_unit_test(
			test_lda_qmail__without_an_extension_it_is_the_caller),
		cmocka_unit_test(test_lda_qmail__too_long_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
