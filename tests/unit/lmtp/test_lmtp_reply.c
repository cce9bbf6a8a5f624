/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "lmtp/lmtp_reply.h"

static char own[100];
static struct config config = { .reply_disabled = own };

static void check(enum lmtp_stage stage, enum err_kind kind, int os,
		  const char *wanted)
{
	struct lmtp_reply reply;
	char text[300];
	struct err err;

	err_set(&err, kind, "Why\nso");
	err.os = os;
	reply = lmtp_reply_for(&config, stage, &err);
	snprintf(text, sizeof(text), "%s %s %s", reply.code, reply.enhanced,
		 reply.text);
	assert_string_equal(text, wanted);
}

static void test_lmtp_reply__what_is_not_permanent_is_temporary(void **state)
{
	(void)state;
	check(LMTP_STAGE_RCPT, ERR_NOTFOUND, 0, "550 5.1.1 Why?so");
	check(LMTP_STAGE_STORE, ERR_NOTFOUND, 0, "451 4.3.0 Why?so");
	check(LMTP_STAGE_STORE, ERR_TEMP, ENOSPC, "452 4.3.1 Why?so");
	check(LMTP_STAGE_DATA, ERR_LIMIT, 0, "552 5.3.4 Why?so");
	check(LMTP_STAGE_STORE, ERR_LIMIT, 0, "552 5.2.3 Why?so");
	check(LMTP_STAGE_RCPT, ERR_QUOTA, 0, "552 5.2.2 Why?so");
	config.quota_full_tempfail = true;
	check(LMTP_STAGE_RCPT, ERR_QUOTA, 0, "452 4.2.2 Why?so");
	check(LMTP_STAGE_STORE, ERR_QUOTA, 0, "452 4.2.2 Why?so");
	config.quota_full_tempfail = false;
}

static void disabled(const char *setting, const char *wanted)
{
	snprintf(own, sizeof(own), "%s", setting);
	check(LMTP_STAGE_RCPT, ERR_DISABLED, 0, wanted);
}

static void test_lmtp_reply__the_setting_names_the_refusal(void **state)
{
	(void)state;
	disabled("550 5.2.1 Mailbox off", "550 5.2.1 Mailbox off");
	disabled("450 4.2.1 Later", "450 4.2.1 Later");
	disabled("554 No", "554 5.2.1 No");
	disabled("450 5.2.1 Odd", "450 4.2.1 5.2.1 Odd");
	disabled("554", "554 5.2.1 ");
	disabled("554 5.7.99", "554 5.7.99 ");
	disabled("REJECT Off", "550 5.2.1 Why?so");
	disabled("DUNNO", "550 5.2.1 Why?so");
	disabled("250 Ok", "550 5.2.1 Why?so");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lmtp_reply__what_is_not_permanent_is_temporary),
		cmocka_unit_test(
			test_lmtp_reply__the_setting_names_the_refusal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
