/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "auth/auth_check.h"

static char dir[64];
static char path[96];
static struct account_sqlite *source;

static void add(const char *user, const char *password,
		enum account_state state)
{
	struct account_entry row = { .account = { .state = state } };
	struct err err;

	snprintf(row.account.user, sizeof(row.account.user), "%s", user);
	snprintf(row.password, sizeof(row.password), "%s", password);
	assert_true(account_sqlite_add(source, &row, NULL, &err));
}

static int begin(void **state)
{
	struct account_sqlite_options options = {
		.path = path,
		.mail_home = "/m/%d/%n",
		.mail_dir = "%h/Maildir",
		.create = true,
		.owner_uid = (uid_t)-1,
		.owner_gid = (gid_t)-1,
	};

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/fumikura-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/accounts", dir);
	source = account_sqlite_new(&options);
	add("alice@example.org", "{PLAIN}a", ACCOUNT_ACTIVE);
	add("off@example.org", "{PLAIN}a", ACCOUNT_DISABLED);
	add("mail@example.org", "{PLAIN}a", ACCOUNT_NOACCESS);
	add("gone@example.org", "{PLAIN}a", ACCOUNT_DELETED);
	add("odd@example.org", "{ROT13}n", ACCOUNT_ACTIVE);
	add("none@example.org", "", ACCOUNT_ACTIVE);
	return 0;
}

static int end(void **state)
{
	(void)state;
	account_sqlite_free(&source);
	unlink(path);
	return rmdir(dir);
}

static enum auth_verdict check(const char *user, const char *authorize,
			       const char *password)
{
	struct auth_check c = {
		.user = user,
		.authorize = authorize,
		.password = password,
		.dummy = "{PLAIN}a", /* must never let anybody in */
	};

	auth_check_run(&c, source);
	if (c.verdict == AUTH_VERDICT_OK)
		assert_string_equal(c.account.home, "/m/example.org/alice");
	return c.verdict;
}

static void test_auth_check__the_right_password_is_ok(void **state)
{
	(void)state;
	assert_int_equal(check("Alice@example.org", NULL, "a"),
			 AUTH_VERDICT_OK);
	assert_int_equal(check("alice@example.org", "ALICE@example.org", "a"),
			 AUTH_VERDICT_OK);
	assert_int_equal(check("alice@example.org", NULL, "b"),
			 AUTH_VERDICT_WRONG);
}

static void test_auth_check__the_dummy_lets_nobody_in(void **state)
{
	(void)state;
	assert_int_equal(check("nobody@example.org", NULL, "a"),
			 AUTH_VERDICT_UNKNOWN);
	assert_int_equal(check("../alice", NULL, "a"), AUTH_VERDICT_UNKNOWN);
	assert_int_equal(check("none@example.org", NULL, "a"),
			 AUTH_VERDICT_WRONG);
}

static void test_auth_check__states_are_told_to_the_owner_only(void **state)
{
	static const char *const users[] = {
		"off@example.org",
		"mail@example.org",
		"gone@example.org",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		assert_int_equal(check(users[i], NULL, "a"),
				 AUTH_VERDICT_DISABLED);
		assert_int_equal(check(users[i], NULL, "b"),
				 AUTH_VERDICT_WRONG);
	}
}

static void test_auth_check__nobody_acts_for_another(void **state)
{
	(void)state;
	assert_int_equal(check("alice@example.org", "off@example.org", "a"),
			 AUTH_VERDICT_AUTHORIZE);
	assert_int_equal(check("alice@example.org", "a b", "a"),
			 AUTH_VERDICT_AUTHORIZE);
	assert_int_equal(check("alice@example.org", "off@example.org", "b"),
			 AUTH_VERDICT_WRONG);
}

static void test_auth_check__trouble_is_not_a_wrong_password(void **state)
{
	(void)state;
	assert_int_equal(check("odd@example.org", NULL, "n"),
			 AUTH_VERDICT_UNUSABLE);
	account_sqlite_free(&source);
	source = account_sqlite_new(&(struct account_sqlite_options){
		.path = "/nonexistent/accounts",
		.mail_home = "/m",
		.mail_dir = "/m",
	});
	assert_int_equal(check("alice@example.org", NULL, "a"),
			 AUTH_VERDICT_TEMP);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_check__the_right_password_is_ok),
		TEST(test_auth_check__the_dummy_lets_nobody_in),
		TEST(test_auth_check__states_are_told_to_the_owner_only),
		TEST(test_auth_check__nobody_acts_for_another),
		TEST(test_auth_check__trouble_is_not_a_wrong_password),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
