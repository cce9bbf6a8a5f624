/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account_apop.h"

/* RFC 1939 7 */
#define CHALLENGE SPAN("<1896.697170952@dbc.mtview.ca.us>")
#define SECRET    "tanstaaf"
#define DIGEST    SPAN("c4c9334bac560ecc979e58001b3e22fb")

static struct account account;
static char file[600];

static int make_folder(void **state)
{
	(void)state;
	account = (struct account){ .uid = UINT32_MAX };
	snprintf(account.mail, sizeof(account.mail), "%s",
		 "/tmp/fumikura-apop-XXXXXX");
	assert_non_null(mkdtemp(account.mail));
	snprintf(file, sizeof(file), "%s/.password", account.mail);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(account.mail);
}

static void put(const char *text, mode_t mode)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(file, mode), 0);
}

static enum err_kind check(struct span digest)
{
	struct err err;

	return account_apop_check(&account, ".password", CHALLENGE, digest,
				  &err)
		       ? ERR_NONE
		       : err.kind;
}

static void test_account_apop__takes_the_first_line(void **state)
{
	(void)state;
	put(SECRET "\nmore\n", 0600);
	assert_int_equal(check(DIGEST), ERR_NONE);
	put(SECRET, 0400);
	assert_int_equal(check(DIGEST), ERR_NONE);
	put(SECRET " \n", 0600);
	assert_int_equal(check(DIGEST), ERR_DENIED);
	assert_int_equal(check(SPAN("")), ERR_DENIED);
}

static void test_account_apop__an_empty_secret_opens_nothing(void **state)
{
	(void)state;
	put("\n", 0600);
	/* MD5 of the challenge alone */
	assert_int_equal(check(SPAN("6d7379174f7df9fb329480e5c47c1f1a")),
			 ERR_DENIED);
	put("", 0600);
	assert_int_equal(check(DIGEST), ERR_DENIED);
}

static void test_account_apop__open_to_others_is_temporary(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0610, 0666 };

	(void)state;
	put(SECRET "\n", 0600);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(file, modes[i]), 0);
		assert_int_equal(check(DIGEST), ERR_TEMP);
	}
}

static void test_account_apop__must_be_the_users_own_file(void **state)
{
	(void)state;
	assert_int_equal(check(DIGEST), ERR_DENIED);
	put(SECRET "\n", 0600);
	account.uid = (uint32_t)geteuid() + 1;
	assert_int_equal(check(DIGEST), ERR_DENIED);
	account.uid = (uint32_t)geteuid();
	assert_int_equal(check(DIGEST), ERR_NONE);
	account.uid = UINT32_MAX;
}

static void test_account_apop__is_a_plain_file(void **state)
{
	char other[700];

	(void)state;
	assert_int_equal(mkfifo(file, 0600), 0);
	assert_int_equal(check(DIGEST), ERR_DENIED);
	assert_int_equal(unlink(file), 0);
	put(SECRET "\n", 0600);
	snprintf(other, sizeof(other), "%s.x", file);
	assert_int_equal(rename(file, other), 0);
	assert_int_equal(symlink(other, file), 0);
	assert_int_equal(check(DIGEST), ERR_DENIED);
	assert_int_equal(unlink(other), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_account_apop__takes_the_first_line, make_folder,
			remove_folder),
		cmocka_unit_test_setup_teardown(
			test_account_apop__an_empty_secret_opens_nothing,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_account_apop__open_to_others_is_temporary,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_account_apop__must_be_the_users_own_file,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_account_apop__is_a_plain_file, make_folder,
			remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
