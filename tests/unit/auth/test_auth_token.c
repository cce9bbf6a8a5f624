/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_token.h"

enum {
	NOW = 1000000
};

static struct auth_token_rules rules = { "", "", "", "email" };
static char user[AUTH_NAME_MAX + 1];
static struct err err;

static enum auth_token_worth judge(enum auth_token_origin origin,
				   const char *claims)
{
	user[0] = '\0';
	return auth_token_judge(&rules, origin, span_of(claims), NOW, user,
				&err);
}

static void expect_good(enum auth_token_origin origin, const char *claims)
{
	if (judge(origin, claims) != AUTH_TOKEN_GOOD)
		fail_msg("%s: %s", claims, err.text);
	assert_string_equal(user, "a@b.example");
}

static void expect_bad(enum auth_token_origin origin, const char *claims,
		       const char *why)
{
	assert_int_equal(judge(origin, claims), AUTH_TOKEN_BAD);
	assert_string_equal(err.text, why);
}

#define USER "\"email\":\"a@b.example\""

static void test_auth_token__has_its_time(void **state)
{
	(void)state;
	rules = (struct auth_token_rules){ "", "", "", "email" };
	expect_good(AUTH_TOKEN_SIGNED, "{" USER ",\"exp\":1000001}");
	expect_bad(AUTH_TOKEN_SIGNED, "{" USER "}", "no exp");
	expect_bad(AUTH_TOKEN_SIGNED, "{" USER ",\"exp\":999900}", "expired");
	expect_bad(AUTH_TOKEN_SIGNED, "{" USER ",\"exp\":\"1000001\"}",
		   "expired");
	expect_bad(AUTH_TOKEN_SIGNED,
		   "{" USER ",\"exp\":1000001,\"nbf\":1000100}",
		   "not valid yet");
	expect_good(AUTH_TOKEN_TOLD, "{" USER ",\"active\":true}");
	expect_bad(AUTH_TOKEN_TOLD, "{" USER ",\"active\":true,\"exp\":1}",
		   "expired");
}

static void test_auth_token__must_be_active(void **state)
{
	(void)state;
	rules = (struct auth_token_rules){ "", "", "", "email" };
	expect_bad(AUTH_TOKEN_TOLD, "{\"active\":false}", "not active");
	expect_bad(AUTH_TOKEN_TOLD, "{" USER "}", "not active");
	expect_bad(AUTH_TOKEN_TOLD, "{" USER ",\"active\":\"true\"}",
		   "not active");
	assert_int_equal(judge(AUTH_TOKEN_TOLD, "true"), AUTH_TOKEN_TEMP);
	assert_int_equal(judge(AUTH_TOKEN_TOLD, "<html>"), AUTH_TOKEN_TEMP);
	assert_int_equal(judge(AUTH_TOKEN_TOLD, ""), AUTH_TOKEN_TEMP);
}

static void test_auth_token__must_be_for_us(void **state)
{
	(void)state;
	rules = (struct auth_token_rules){ "https://id.example", "mail",
					   "imap smtp", "email" };
	expect_good(AUTH_TOKEN_TOLD,
		    "{" USER ",\"active\":true,\"iss\":\"https://id.example\","
		    "\"aud\":\"mail\",\"scope\":\"smtp openid imap\"}");
	expect_good(AUTH_TOKEN_TOLD,
		    "{" USER ",\"active\":true,\"iss\":\"https://id.example\","
		    "\"aud\":[\"web\",\"mail\"],\"scp\":[\"smtp\",\"imap\"]}");
	expect_bad(AUTH_TOKEN_TOLD, "{" USER ",\"active\":true}",
		   "another issuer");
	expect_bad(AUTH_TOKEN_TOLD,
		   "{" USER ",\"active\":true,\"iss\":\"https://id.example\","
		   "\"aud\":\"web mail\"}",
		   "another audience");
	expect_bad(AUTH_TOKEN_TOLD,
		   "{" USER ",\"active\":true,\"iss\":\"https://id.example\","
		   "\"aud\":\"mail\",\"scope\":\"imap\"}",
		   "not of the scope");
}

static void test_auth_token__must_name_a_user(void **state)
{
	(void)state;
	rules = (struct auth_token_rules){ "", "", "", "email" };
	expect_bad(AUTH_TOKEN_TOLD, "{\"active\":true}", "no user in email");
	expect_bad(AUTH_TOKEN_TOLD, "{\"active\":true,\"email\":\"\"}",
		   "no user in email");
	expect_bad(AUTH_TOKEN_TOLD, "{\"active\":true,\"email\":[\"a\"]}",
		   "no user in email");
	expect_bad(AUTH_TOKEN_TOLD,
		   "{" USER ",\"active\":true,\"email_verified\":false}",
		   "email is not verified");
	rules.user_claim = "username";
	expect_good(AUTH_TOKEN_TOLD,
		    "{\"username\":\"a@b.example\",\"active\":true}");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_token__has_its_time),
		cmocka_unit_test(test_auth_token__must_be_active),
		cmocka_unit_test(test_auth_token__must_be_for_us),
		cmocka_unit_test(test_auth_token__must_name_a_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
