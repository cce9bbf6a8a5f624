/* SPDX-License-Identifier: MIT */
#include "auth/auth_authdaemon_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static enum auth_frame frame(struct span in, struct span *message)
{
	size_t used;

	return auth_authdaemon_parse_frame(in, message, &used);
}

static void test_auth_authdaemon_parse__pre_asks_who_somebody_is(void **state)
{
	struct auth_authdaemon_request r;
	struct span message;

	(void)state;
	assert_int_equal(frame(SPAN("PRE . courier a@example.org\n"), &message),
			 AUTH_FRAME_READY);
	assert_true(auth_authdaemon_parse(message, &r));
	assert_int_equal(r.kind, AUTH_AUTHDAEMON_PRE);
	assert_true(span_eq(r.service, SPAN("courier")));
	assert_true(span_eq(r.user, SPAN("a@example.org")));
	assert_false(auth_authdaemon_parse(SPAN("PRE . courier\n"), &r));
}

#define LOGIN "imap\nlogin\nalice\nsecret word\n"

static void test_auth_authdaemon_parse__auth_brings_a_password(void **state)
{
	struct auth_authdaemon_request r;
	struct span message;
	char text[128];
	int len = snprintf(text, sizeof(text),
			   "TCPREMOTEIP=192.0.2.1\nAUTH %zu\n%s",
			   sizeof(LOGIN) - 1, LOGIN);

	(void)state;
	for (int n = 0; n < len; n++)
		assert_int_equal(frame(span_make(text, (size_t)n), &message),
				 AUTH_FRAME_MORE);
	assert_int_equal(frame(span_of(text), &message), AUTH_FRAME_READY);
	assert_true(auth_authdaemon_parse(message, &r));
	assert_int_equal(r.kind, AUTH_AUTHDAEMON_LOGIN);
	assert_true(span_eq(r.service, SPAN("imap")));
	assert_true(span_eq(r.user, SPAN("alice")));
	assert_true(span_eq(r.password, SPAN("secret word")));
	assert_true(span_eq(r.remote_ip, SPAN("192.0.2.1")));
}

static enum auth_authdaemon_kind kind_of(const char *text)
{
	struct auth_authdaemon_request r;

	assert_true(auth_authdaemon_parse(span_of(text), &r));
	return r.kind;
}

static void test_auth_authdaemon_parse__other_requests_are_known(void **state)
{
	(void)state;
	assert_int_equal(kind_of("ENUMERATE\n"), AUTH_AUTHDAEMON_ENUMERATE);
	assert_int_equal(kind_of("PASSWD imap\talice\told=1\tnew\n"),
			 AUTH_AUTHDAEMON_OTHER);
	assert_int_equal(kind_of("AUTH 25\nimap\ncram-md5\nYWJj\nZGVm\n"),
			 AUTH_AUTHDAEMON_OTHER);
}

static void test_auth_authdaemon_parse__malformed_ones_are_refused(void **state)
{
	struct auth_authdaemon_request r;
	struct span message;

	(void)state;
	assert_int_equal(frame(SPAN("AUTH 99999\n"), &message), AUTH_FRAME_BAD);
	assert_int_equal(frame(SPAN("AUTH x\n"), &message), AUTH_FRAME_BAD);
	assert_int_equal(frame(SPAN("A=\nB=\nC=\nD=\nE=\nF=\nG=\nH=\nI=\nJ=\n"),
			       &message),
			 AUTH_FRAME_BAD);
	assert_false(auth_authdaemon_parse(SPAN("HELLO\n"), &r));
	assert_false(auth_authdaemon_parse(SPAN("AUTH 5\nimap\n"), &r));
	assert_false(auth_authdaemon_parse(SPAN("AUTH 8\ns\nlogin\n"), &r));
	assert_false(auth_authdaemon_parse(SPAN("AUTH 14\ns\nlogin\nu\np\nx\n"),
					   &r));
	assert_false(auth_authdaemon_parse(SPAN(""), &r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_authdaemon_parse__pre_asks_who_somebody_is),
		cmocka_unit_test(
			test_auth_authdaemon_parse__auth_brings_a_password),
		cmocka_unit_test(
			test_auth_authdaemon_parse__other_requests_are_known),
		cmocka_unit_test(
			test_auth_authdaemon_parse__malformed_ones_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
