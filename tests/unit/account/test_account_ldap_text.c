/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account/account_ldap_text.h"
#include "base/auto.h"

static void expect(const char *pattern, const char *user,
		   enum account_ldap_text what, const char *expected)
{
	auto_buf struct buf out;
	struct err err;

	buf_init(&out, 1000);
	assert_true(account_ldap_text_expand(pattern, user, what, &out, &err));
	assert_string_equal(buf_str(&out), expected);
}

static void
test_account_ldap_text__filter_values_are_escaped_by_rfc_4515(void **state)
{
	(void)state;
	expect("(uid=%u)", "a*(b)\\c", ACCOUNT_LDAP_TEXT_FILTER,
	       "(uid=a\\2a\\28b\\29\\5cc)");
	expect("(|(a=%n)(b=%d)(c=100%%))", "x@y.z", ACCOUNT_LDAP_TEXT_FILTER,
	       "(|(a=x)(b=y.z)(c=100%))");
	expect("%u", "\xe3\x83\x95", ACCOUNT_LDAP_TEXT_FILTER, "\\e3\\83\\95");
	expect("%d", "nobody", ACCOUNT_LDAP_TEXT_FILTER, "");
}

static void test_account_ldap_text__a_nul_is_escaped(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100);
	account_ldap_text_filter_value(&out, SPAN("a\0b"));
	assert_string_equal(buf_str(&out), "a\\00b");
}

static void
test_account_ldap_text__dn_values_are_escaped_by_rfc_4514(void **state)
{
	(void)state;
	expect("ou=%d,o=mail", "u@a,ou=b+c=\"<>;#\\", ACCOUNT_LDAP_TEXT_DN,
	       "ou=a\\2cou\\3db\\2bc\\3d\\22\\3c\\3e\\3b\\23\\5c,o=mail");
}

static void test_account_ldap_text__other_letters_are_refused(void **state)
{
	static const char *const wrong[] = { "%x", "%", "a%" };
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		auto_buf struct buf out;

		buf_init(&out, 100);
		assert_false(account_ldap_text_expand(
			wrong[i], "u", ACCOUNT_LDAP_TEXT_FILTER, &out, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
}

static void test_account_ldap_text__what_gets_too_long_is_refused(void **state)
{
	auto_buf struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 8);
	assert_false(account_ldap_text_expand(
		"(uid=%u)", "uuuuu", ACCOUNT_LDAP_TEXT_FILTER, &out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_account_ldap_text__catching_addresses(void **state)
{
	static const struct {
		const char *user;
		unsigned levels;
		const char *addresses[6];
	} cases[] = {
		{ "x@d", 4, { "catchall@d" } },
		{ "a-b-c@d",
		  4,
		  { "a-b-catchall@d", "a-catchall@d", "catchall@d" } },
		{ "a-b-c-d-e-f@d",
		  4,
		  { "a-b-c-d-catchall@d", "a-b-c-catchall@d", "a-b-catchall@d",
		    "a-catchall@d", "catchall@d" } },
		{ "a-b@d", 0, { "catchall@d" } },
		{ "-@d", 1, { "-catchall@d", "catchall@d" } },
		{ "a-b", 4, { NULL } },
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unsigned step = 0;

		for (; cases[i].addresses[step]; step++) {
			assert_true(account_ldap_text_catching(
				cases[i].user, "catchall", cases[i].levels,
				step, out, sizeof(out)));
			assert_string_equal(out, cases[i].addresses[step]);
		}
		assert_false(account_ldap_text_catching(
			cases[i].user, "catchall", cases[i].levels, step, out,
			sizeof(out)));
	}
}

static void test_account_ldap_text__an_address_is_never_cut(void **state)
{
	char out[11];

	(void)state;
	assert_true(account_ldap_text_catching("x@d", "catchall", 4, 0, out,
					       sizeof(out)));
	assert_false(account_ldap_text_catching("x@dd", "catchall", 4, 0, out,
						sizeof(out)));
	assert_false(account_ldap_text_real(SPAN("d=longer.example"), "x@d",
					    out, sizeof(out)));
}

static void test_account_ldap_text__alias_domains(void **state)
{
	const struct span list = SPAN("old.example=new.example, A.B=c.d");
	char out[64];

	(void)state;
	assert_true(account_ldap_text_is_domain_list(list));
	assert_true(account_ldap_text_is_domain_list(SPAN("")));
	assert_false(account_ldap_text_is_domain_list(SPAN("a")));
	assert_false(account_ldap_text_is_domain_list(SPAN("a=")));
	assert_false(account_ldap_text_is_domain_list(SPAN("=a")));
	assert_true(account_ldap_text_real(list, "u@old.example", out,
					   sizeof(out)));
	assert_string_equal(out, "u@new.example");
	assert_true(account_ldap_text_real(list, "u@a.b", out, sizeof(out)));
	assert_string_equal(out, "u@c.d");
	assert_true(account_ldap_text_real(list, "u@x", out, sizeof(out)));
	assert_string_equal(out, "u@x");
	assert_true(account_ldap_text_real(list, "u", out, sizeof(out)));
	assert_string_equal(out, "u");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_account_ldap_text__filter_values_are_escaped_by_rfc_4515),
		cmocka_unit_test(test_account_ldap_text__a_nul_is_escaped),
		cmocka_unit_test(
			test_account_ldap_text__dn_values_are_escaped_by_rfc_4514),
		cmocka_unit_test(
			test_account_ldap_text__other_letters_are_refused),
		cmocka_unit_test(
			test_account_ldap_text__what_gets_too_long_is_refused),
		cmocka_unit_test(test_account_ldap_text__catching_addresses),
		cmocka_unit_test(
			test_account_ldap_text__an_address_is_never_cut),
		cmocka_unit_test(test_account_ldap_text__alias_domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
