/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_logins.h"

static char master[256];

static struct auth_login login(uint32_t cuid, uint32_t id, const char *cookie)
{
	struct auth_login l = { .cuid = cuid, .id = id, .service = "imap" };

	snprintf(l.cookie, sizeof(l.cookie), "%s", cookie);
	return l;
}

static void test_auth_logins__a_login_is_told_once(void **state)
{
	struct auth_logins *logins = auth_logins_new();
	struct auth_login l = login(1, 2, "cookie");
	struct account account = { .user = "alice" };
	struct account got;

	(void)state;
	snprintf(l.master, sizeof(l.master), "boss");
	auth_logins_add(logins, &l, &account, 0);
	l.master[0] = '\0';
	assert_true(auth_logins_take(logins, &l, 10, &got, master));
	assert_string_equal(master, "boss");
	assert_string_equal(got.user, "alice");
	assert_false(auth_logins_take(logins, &l, 10, &got, master));
	auth_logins_free(&logins);
	assert_null(logins);
}

static void test_auth_logins__all_must_fit(void **state)
{
	struct auth_logins *logins = auth_logins_new();
	struct auth_login l = login(1, 2, "cookie");
	struct auth_login other[] = { login(2, 2, "cookie"),
				      login(1, 1, "cookie"),
				      login(1, 2, "Cookie"), login(1, 2, ""),
				      login(1, 2, "cookie") };
	struct account account = { .user = "alice" };

	(void)state;
	snprintf(other[4].service, sizeof(other[4].service), "pop3");
	auth_logins_add(logins, &l, &account, 0);
	for (size_t i = 0; i < ARRAY_LEN(other); i++)
		assert_false(auth_logins_take(logins, &other[i], 1, &account,
					      master));
	assert_true(auth_logins_take(logins, &l, 1, &account, master));
	auth_logins_free(&logins);
}

static void test_auth_logins__they_expire_and_are_bounded(void **state)
{
	struct auth_logins *logins = auth_logins_new();
	struct account account = { .user = "alice" };
	struct auth_login l;

	(void)state;
	for (uint32_t i = 0; i <= AUTH_LOGINS_MAX; i++) {
		l = login(1, i, "cookie");
		auth_logins_add(logins, &l, &account, i == 0 ? 0 : 5);
	}
	l = login(1, 0, "cookie");
	assert_false(auth_logins_take(logins, &l, 5, &account, master));
	l = login(1, 1, "cookie");
	assert_true(auth_logins_take(logins, &l, 5, &account, master));
	l = login(1, AUTH_LOGINS_MAX, "cookie");
	assert_false(auth_logins_take(logins, &l, 5 + AUTH_LOGIN_MS, &account,
				      master));
	auth_logins_add(logins, &l, &account, 5 + AUTH_LOGIN_MS);
	assert_true(auth_logins_take(logins, &l, 6 + AUTH_LOGIN_MS, &account,
				     master));
	auth_logins_free(&logins);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_logins__a_login_is_told_once),
		cmocka_unit_test(test_auth_logins__all_must_fit),
		cmocka_unit_test(test_auth_logins__they_expire_and_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
