/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_bearer.h"

static void expect(bool known, const struct auth_bearer *bearer,
		   const char *user, const char *token)
{
	assert_true(known);
	assert_true(span_eq(bearer->user, span_of(user)));
	assert_true(span_eq(bearer->token, span_of(token)));
}

/* RFC 7628 4.1 */
static void test_auth_bearer__example_of_the_standard(void **state)
{
	struct auth_bearer bearer;

	(void)state;
	expect(auth_bearer_read(
		       SPAN("n,a=user@example.com,\1host=server.example.com\1"
			    "port=143\1auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdm"
			    "lzdGEuY29tCg==\1\1"),
		       &bearer),
	       &bearer, "user@example.com",
	       "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
	expect(auth_bearer_read(SPAN("n,,\1auth=bearer abc\1\1"), &bearer),
	       &bearer, "", "abc");
}

static void test_auth_bearer__malformed(void **state)
{
	static const struct span malformed[] = {
		{ "", 0 },
		{ "n,,", 3 },
		{ "n,,\1", 4 },
		{ "n,,\1\1", 5 },
		{ "n,,\1auth=Bearer abc\1", 20 },
		{ "n,,\1auth=Bearer abc\1\1x", 22 },
		{ "n,,\1auth=Bearer \1\1", 18 },
		{ "n,,\1auth=Bearer a b\1\1", 21 },
		{ "n,,\1auth=Basic abc\1\1", 20 },
		{ "n,,\1auth=Bearer abc\1auth=Bearer abc\1\1", 37 },
		{ "p=tls-unique,,\1auth=Bearer abc\1\1", 32 },
		{ "n,a=,\1auth=Bearer abc\1\1", 23 },
		{ "n,b,\1auth=Bearer abc\1\1", 22 },
		{ "n,,x\1auth=Bearer abc\1\1", 22 },
		{ "n,,\1host\1auth=Bearer abc\1\1", 26 },
	};
	struct auth_bearer bearer;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++)
		if (auth_bearer_read(malformed[i], &bearer))
			fail_msg("taken: %zu", i);
}

static void test_auth_bearer__x_form(void **state)
{
	struct auth_bearer bearer;

	(void)state;
	expect(auth_bearer_read_x(SPAN("user=a@b.example\1auth=Bearer abc\1\1"),
				  &bearer),
	       &bearer, "a@b.example", "abc");
	assert_false(auth_bearer_read_x(SPAN("auth=Bearer abc\1\1"), &bearer));
	assert_false(
		auth_bearer_read_x(SPAN("user=a\1auth=Bearer abc\1"), &bearer));
	assert_false(auth_bearer_read_x(SPAN("user=a\1\1"), &bearer));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_bearer__example_of_the_standard),
		cmocka_unit_test(test_auth_bearer__malformed),
		cmocka_unit_test(test_auth_bearer__x_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
