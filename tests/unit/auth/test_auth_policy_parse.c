/* SPDX-License-Identifier: MIT */
#include "auth/auth_policy_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define REQUEST                                                                \
	"request=smtpd_access_policy\nprotocol_state=RCPT\n"                   \
	"protocol_name=SMTP\nsender=a=b@example.net\n"                         \
	"recipient=alice@example.org\nrecipient_count=0\n"                     \
	"client_address=192.0.2.1\nsize=12345\nccert_subject=\n"

static void
test_auth_policy_parse__a_request_ends_with_an_empty_line(void **state)
{
	struct span in = SPAN(REQUEST "\nrequest=");
	struct auth_policy_request request;
	struct span message;
	size_t used;

	(void)state;
	for (size_t n = 0; n < sizeof(REQUEST); n++)
		assert_int_equal(auth_policy_parse_frame(span_first(in, n),
							 &message, &used),
				 AUTH_FRAME_MORE);
	assert_int_equal(auth_policy_parse_frame(in, &message, &used),
			 AUTH_FRAME_READY);
	assert_int_equal(used, sizeof(REQUEST));
	assert_true(auth_policy_parse(message, &request));
	assert_int_equal(request.state, AUTH_POLICY_RCPT);
	assert_true(span_eq(request.recipient, SPAN("alice@example.org")));
	assert_int_equal(request.size, 12345);
}

static enum auth_policy_state state_of(const char *text)
{
	struct auth_policy_request request;

	assert_true(auth_policy_parse(span_of(text), &request));
	return request.state;
}

static void test_auth_policy_parse__states_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(state_of("request=smtpd_access_policy\n"
				  "protocol_state=END-OF-MESSAGE\n"),
			 AUTH_POLICY_END);
	assert_int_equal(state_of("protocol_state=MAIL\n"
				  "request=smtpd_access_policy\n"),
			 AUTH_POLICY_OTHER);
	assert_int_equal(state_of("request=smtpd_access_policy\n"),
			 AUTH_POLICY_OTHER);
}

static void test_auth_policy_parse__malformed_requests_are_refused(void **state)
{
	static const char *const bad[] = {
		"request=smtpd_access_policy\nnonsense\n",
		"request=smtpd_access_policy\nsize=-1\n",
		"request=smtpd_access_policy\nsize=\n",
		"request=something_else\n",
		"protocol_state=RCPT\n",
		"request=smtpd_access_policy\nsize=99999999999999999999\n",
	};
	struct auth_policy_request request;
	struct span message;
	size_t used;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(auth_policy_parse(span_of(bad[i]), &request));
	assert_int_equal(auth_policy_parse_frame(SPAN("\n"), &message, &used),
			 AUTH_FRAME_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_policy_parse__a_request_ends_with_an_empty_line),
		cmocka_unit_test(test_auth_policy_parse__states_are_told_apart),
		cmocka_unit_test(
			test_auth_policy_parse__malformed_requests_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
