/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_grants.h"

static const char *ask(const struct auth_grants *grants, const char *user,
		       const char *secret)
{
	return auth_grants_master(grants, user, span_of(secret));
}

static void test_auth_grants__each_is_of_one_user_and_session(void **state)
{
	struct auth_grants *grants = auth_grants_new();
	char first[CONTROL_GRANT_SIZE];
	char second[CONTROL_GRANT_SIZE];

	(void)state;
	assert_null(ask(grants, "alice", ""));
	auth_grants_add(grants, 1, "alice", "boss", first);
	auth_grants_add(grants, 2, "bob", "chief", second);
	assert_int_equal(strlen(first), CONTROL_GRANT_SIZE - 1);
	assert_string_not_equal(first, second);
	assert_string_equal(ask(grants, "alice", first), "boss");
	assert_string_equal(ask(grants, "bob", second), "chief");
	assert_null(ask(grants, "alice", second));
	assert_null(ask(grants, "bob", first));
	assert_null(ask(grants, "alice", ""));
	first[0] = first[0] == '0' ? '1' : '0';
	assert_null(ask(grants, "alice", first));
	first[0] = '\0';
	assert_null(ask(grants, "alice", first));
	auth_grants_free(&grants);
}

static void test_auth_grants__they_end_with_the_session(void **state)
{
	struct auth_grants *grants = auth_grants_new();
	char secret[2][CONTROL_GRANT_SIZE];

	(void)state;
	auth_grants_add(grants, 7, "alice", "boss", secret[0]);
	auth_grants_add(grants, 8, "alice", "boss", secret[1]);
	auth_grants_end(grants, 9);
	auth_grants_end(grants, 7);
	assert_null(ask(grants, "alice", secret[0]));
	assert_string_equal(ask(grants, "alice", secret[1]), "boss");
	auth_grants_free(&grants);
	assert_null(grants);
}

static void test_auth_grants__the_oldest_makes_room(void **state)
{
	struct auth_grants *grants = auth_grants_new();
	char secret[2][CONTROL_GRANT_SIZE];
	char more[CONTROL_GRANT_SIZE];

	(void)state;
	auth_grants_add(grants, 1, "alice", "boss", secret[0]);
	auth_grants_add(grants, 2, "alice", "boss", secret[1]);
	for (uint32_t i = 2; i < AUTH_GRANTS_MAX; i++)
		auth_grants_add(grants, i + 1, "bob", "boss", more);
	assert_non_null(ask(grants, "alice", secret[0]));
	auth_grants_add(grants, AUTH_GRANTS_MAX + 1, "bob", "boss", more);
	assert_null(ask(grants, "alice", secret[0]));
	assert_non_null(ask(grants, "alice", secret[1]));
	assert_non_null(ask(grants, "bob", more));
	auth_grants_free(&grants);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_grants__each_is_of_one_user_and_session),
		cmocka_unit_test(test_auth_grants__they_end_with_the_session),
		cmocka_unit_test(test_auth_grants__the_oldest_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
