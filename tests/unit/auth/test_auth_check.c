/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_check.h"

static enum auth_verdict password(const char *stored, const char *given)
{
	const struct crypto_stored hash = { .text = span_of(stored),
					    .scheme = "CRYPT" };

	return auth_check_password(&hash, span_of(given), SPAN("{PLAIN}dummy"));
}

static void test_auth_check__passwords(void **state)
{
	(void)state;
	assert_int_equal(password("{PLAIN}a", "a"), AUTH_VERDICT_OK);
	assert_int_equal(password("{PLAIN}a", "b"), AUTH_VERDICT_WRONG);
	assert_int_equal(password("{PLAIN}a", ""), AUTH_VERDICT_WRONG);
	assert_int_equal(password("{ROT13}n", "a"), AUTH_VERDICT_UNUSABLE);
}

static void test_auth_check__the_dummy_lets_nobody_in(void **state)
{
	(void)state;
	assert_int_equal(password("", "dummy"), AUTH_VERDICT_WRONG);
	assert_int_equal(password("", "a"), AUTH_VERDICT_WRONG);
}

static enum auth_verdict access_by(const struct account_entry *entry,
				   const char *service, const char *ip)
{
	const struct account_query query = { .user = "alice",
					     .service = service,
					     .local_ip = "",
					     .remote_ip = ip };

	return auth_check_access(entry, &query);
}

static void test_auth_check__only_active_accounts_log_in(void **state)
{
	struct account_entry e = { .delivery = 0 };

	(void)state;
	assert_int_equal(access_by(&e, "imap", ""), AUTH_VERDICT_OK);
	for (uint32_t s = ACCOUNT_NOACCESS; s <= ACCOUNT_DELETED; s++) {
		e.account.state = s;
		assert_int_equal(access_by(&e, "imap", ""),
				 AUTH_VERDICT_DISABLED);
	}
}

static void test_auth_check__closed_services_are_closed(void **state)
{
	struct account_entry e = { .closed_services =
					   ACCOUNT_POP3 | ACCOUNT_SMTP };

	(void)state;
	assert_int_equal(access_by(&e, "imap", ""), AUTH_VERDICT_OK);
	assert_int_equal(access_by(&e, "pop3", ""), AUTH_VERDICT_FORBIDDEN);
	assert_int_equal(access_by(&e, "POP3", ""), AUTH_VERDICT_FORBIDDEN);
	assert_int_equal(access_by(&e, "submission", ""),
			 AUTH_VERDICT_FORBIDDEN);
	assert_int_equal(access_by(&e, "doveadm", ""), AUTH_VERDICT_OK);
}

static void test_auth_check__networks_bind_a_user(void **state)
{
	struct account_entry e = { .allow_nets = "192.0.2.0/24,2001:db8::/32" };

	(void)state;
	assert_int_equal(access_by(&e, "imap", "192.0.2.9"), AUTH_VERDICT_OK);
	assert_int_equal(access_by(&e, "imap", "::ffff:192.0.2.9"),
			 AUTH_VERDICT_OK);
	assert_int_equal(access_by(&e, "imap", "2001:db8::1"), AUTH_VERDICT_OK);
	assert_int_equal(access_by(&e, "imap", "198.51.100.1"),
			 AUTH_VERDICT_FORBIDDEN);
	/* An MTA that doesn't say from where. */
	assert_int_equal(access_by(&e, "smtp", ""), AUTH_VERDICT_FORBIDDEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_check__passwords),
		cmocka_unit_test(test_auth_check__the_dummy_lets_nobody_in),
		cmocka_unit_test(test_auth_check__only_active_accounts_log_in),
		cmocka_unit_test(test_auth_check__closed_services_are_closed),
		cmocka_unit_test(test_auth_check__networks_bind_a_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
