/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account/account_access.h"

static uint32_t closed_by(const char *text)
{
	uint32_t closed;

	assert_true(account_access_services(span_of(text), &closed));
	return closed;
}

static void test_account_access__lists_open_or_close(void **state)
{
	const uint32_t all = closed_by("none");

	(void)state;
	assert_int_equal(closed_by(""), 0);
	assert_int_equal(closed_by("all"), 0);
	assert_int_equal(closed_by("-pop3"), ACCOUNT_POP3);
	assert_int_equal(closed_by("-pop3, -SMTP"),
			 ACCOUNT_POP3 | ACCOUNT_SMTP);
	assert_int_equal(closed_by("imap lmtp"),
			 all & ~(uint32_t)(ACCOUNT_IMAP | ACCOUNT_LMTP));
	assert_true(all & ACCOUNT_LMTP);
}

static void test_account_access__unclear_lists_are_refused(void **state)
{
	uint32_t closed;

	(void)state;
	assert_false(account_access_services(SPAN("imap,-pop3"), &closed));
	assert_false(account_access_services(SPAN("gopher"), &closed));
	assert_false(account_access_services(SPAN("-"), &closed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_account_access__lists_open_or_close),
		cmocka_unit_test(
			test_account_access__unclear_lists_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
