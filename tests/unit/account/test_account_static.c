/* SPDX-License-Identifier: MIT */
#include "sources.h"

static char type[] = "static";
static char domains[] = "a.example  B.example ";
static char stored[] = "{PLAIN}geheim";

static struct config_source section;
static struct account_entry entry;
static struct err err;

static struct account_source *source_of(char *password, bool any)
{
	struct account_source *source;

	section = test_section(type);
	section.domains = domains;
	section.static_password = password;
	section.any_password = any;
	assert_true(account_source_open(&test_config, &section, &source, &err));
	return source;
}

static bool verify(struct account_source *source, const char *user,
		   enum account_proof proof)
{
	const struct account_attempt attempt = {
		.query = { user, "imap", "", "" },
		.proof = proof,
		.secret = SPAN("whatever"),
	};

	return source->kind->verify(source, &attempt, &entry, &err);
}

static void test_account_static__everybody_of_its_domains_exists(void **state)
{
	struct account_source *source = source_of(stored, false);

	(void)state;
	assert_true(test_lookup(source, "ann@a.example", &entry, &err));
	assert_string_equal(entry.account.user, "ann@a.example");
	assert_string_equal(entry.account.home, "/srv/mail/a.example/ann");
	assert_string_equal(entry.account.mail,
			    "/srv/mail/a.example/ann/Maildir");
	assert_string_equal(entry.password, stored);
	assert_true(test_lookup(source, "o'x@b.example", &entry, &err));
	for (const char *const *user =
		     (const char *const[]){ "ann", "ann@c.example",
					    "ann@x.a.example", NULL };
	     *user; user++) {
		assert_false(test_lookup(source, *user, &entry, &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
	}
	account_source_close(&source);
}

static void test_account_static__any_password_only_if_told(void **state)
{
	struct account_source *source = source_of(preset_empty, false);

	(void)state;
	assert_false(verify(source, "ann@a.example", ACCOUNT_PROOF_PASSWORD));
	assert_int_equal(err.kind, ERR_STATE);
	assert_true(test_lookup(source, "ann@a.example", &entry, &err));
	assert_string_equal(entry.password, "");
	account_source_close(&source);

	source = source_of(preset_empty, true);
	assert_true(verify(source, "ann@a.example", ACCOUNT_PROOF_PASSWORD));
	assert_false(verify(source, "ann@c.example", ACCOUNT_PROOF_PASSWORD));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(verify(source, "ann@a.example", ACCOUNT_PROOF_CRAM_MD5));
	assert_int_equal(err.kind, ERR_STATE);
	account_source_close(&source);
}

static void test_account_static__one_or_any_password_not_both(void **state)
{
	struct account_source *source;

	(void)state;
	section = test_section(type);
	section.static_password = stored;
	section.any_password = true;
	section.line = 7;
	assert_false(
		account_source_open(&test_config, &section, &source, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_non_null(strstr(err.text, ":7: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_account_static__everybody_of_its_domains_exists),
		cmocka_unit_test(
			test_account_static__any_password_only_if_told),
		cmocka_unit_test(
			test_account_static__one_or_any_password_not_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
