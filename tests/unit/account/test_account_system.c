/* SPDX-License-Identifier: MIT */
/* A script stands in for fumikura-pam, which asks the real PAM in
 * tests/system. */
#include "helpers.h"

#include <pwd.h>

static const char helper[] = "fumikura-pam";
static char type[] = "system";
static char service[] = "some service";

static struct config_source section;
static struct account_entry entry;
static struct err err;
static struct account_source *source;

static int begin(void **state)
{
	helper_put(helper, "#!/bin/sh\nexit 1\n");
	section = test_section(type);
	section.pam_service = service;
	section.timeout = 60;
	if (!account_source_open(&test_config, &section, &source, &err))
		return -1;
	return test_dir_make(state);
}

static int end(void **state)
{
	account_source_close(&source);
	helper_remove(helper);
	return test_dir_remove(state);
}

static bool verify(const char *user, struct span secret)
{
	const struct account_attempt attempt = {
		.query = { user, "imap", "", "192.0.2.9" },
		.secret = secret,
	};

	return source->kind->verify(source, &attempt, &entry, &err);
}

static void test_account_system__people_only(void **state)
{
	const struct passwd *nobody = getpwnam("nobody");

	(void)state;
	assert_true(test_lookup(source, "nobody", &entry, &err));
	assert_string_equal(entry.account.user, "nobody");
	assert_int_equal(entry.account.uid, nobody->pw_uid);
	assert_int_equal(entry.account.gid, nobody->pw_gid);
	assert_string_equal(entry.account.home, nobody->pw_dir);
	assert_string_equal(entry.password, "");
	for (const char *const *user =
		     (const char *const[]){ "root", "daemon", "nobody ",
					    "../nobody", "nobody@x", NULL };
	     *user; user++) {
		assert_false(test_lookup(source, *user, &entry, &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
	}
}

static void test_account_system__pam_says_whether_it_is_right(void **state)
{
	(void)state;
	helper_put(helper,
		   "#!/bin/sh\nasked=$(tr '\\0' . <&3)\n"
		   "[ \"$1\" = 'some service' ] || exit 2\n"
		   "case $asked in\n"
		   "nobody.geheim.192.0.2.9.) exit 0;;\n"
		   "nobody.closed.*) exit 4;;\nnobody.broken.*) exit 2;;\n"
		   "nobody.killed.*) kill -9 $$;;\nesac\nexit 1\n");
	assert_true(verify("nobody", SPAN("geheim")));
	assert_int_equal(entry.account.state, ACCOUNT_ACTIVE);
	assert_true(verify("nobody", SPAN("closed")));
	assert_int_equal(entry.account.state, ACCOUNT_NOACCESS);
	assert_false(verify("nobody", SPAN("wrong")));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_false(verify("nobody", SPAN("broken")));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_false(verify("nobody", SPAN("killed")));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_false(verify("root", SPAN("geheim")));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(verify("nobody", span_make("geheim\0", 7)));
	assert_int_equal(err.kind, ERR_DENIED);
}

static void test_account_system__other_proofs_are_not_its_own(void **state)
{
	const struct account_attempt attempt = {
		.query = { "nobody", "pop3", "", "" },
		.proof = ACCOUNT_PROOF_APOP,
		.challenge = SPAN("<1@x>"),
		.secret = SPAN("0"),
	};

	(void)state;
	assert_false(source->kind->verify(source, &attempt, &entry, &err));
	assert_int_equal(err.kind, ERR_STATE);
}

static void test_account_system__the_helper_has_to_be_there(void **state)
{
	struct account_source *none;

	(void)state;
	helper_remove(helper);
	assert_false(account_source_open(&test_config, &section, &none, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	/* Gone since: no word about the password. */
	assert_false(verify("nobody", SPAN("geheim")));
	assert_int_equal(err.kind, ERR_TEMP);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_account_system__people_only),
		TEST(test_account_system__pam_says_whether_it_is_right),
		TEST(test_account_system__other_proofs_are_not_its_own),
		TEST(test_account_system__the_helper_has_to_be_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
