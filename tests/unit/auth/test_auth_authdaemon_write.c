/* SPDX-License-Identifier: MIT */
#include "auth/auth_authdaemon_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

static const struct auth_owner owner = { .uid = 500, .gid = 501 };

static struct account_entry alice(void)
{
	return (struct account_entry){
		.account = {
			.user = "alice@example.org",
			.home = "/var/vmail/example.org/alice",
			.mail = "/var/vmail/example.org/alice/Maildir",
			.uid = UINT32_MAX,
			.gid = UINT32_MAX,
		},
	};
}

static void test_auth_authdaemon_write__says_who_and_where(void **state)
{
	struct account_entry entry = alice();
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 4096);
	auth_authdaemon_write(&owner, &entry, &out);
	assert_string_equal(buf_str(&out),
			    "UID=500\nGID=501\n"
			    "HOME=/var/vmail/example.org/alice\n"
			    "ADDRESS=alice@example.org\n"
			    "MAILDIR=/var/vmail/example.org/alice/Maildir\n"
			    ".\n");
}

static void test_auth_authdaemon_write__limits_and_options(void **state)
{
	struct account_entry entry = alice();
	auto_buf struct buf out;

	(void)state;
	entry.account.uid = 1000;
	entry.account.gid = 1001;
	entry.account.quota_bytes = 10000;
	entry.account.quota_messages = 50;
	entry.closed_services = ACCOUNT_IMAP | ACCOUNT_POP3;
	snprintf(entry.name, sizeof(entry.name), "Alice\n.\nUID=0");
	buf_init(&out, 4096);
	auth_authdaemon_write(&owner, &entry, &out);
	assert_string_equal(buf_str(&out),
			    "UID=1000\nGID=1001\n"
			    "HOME=/var/vmail/example.org/alice\n"
			    "ADDRESS=alice@example.org\n"
			    "NAME=Alice . UID=0\n"
			    "MAILDIR=/var/vmail/example.org/alice/Maildir\n"
			    "QUOTA=10000S,50C\n"
			    "OPTIONS=disableimap=1,disablepop3=1\n.\n");
}

static void test_auth_authdaemon_write__rows_are_tab_separated(void **state)
{
	struct account_entry entry = alice();
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 4096);
	auth_authdaemon_write_row(&owner, &entry, &out);
	assert_string_equal(buf_str(&out),
			    "alice@example.org\t500\t501\t"
			    "/var/vmail/example.org/alice\t"
			    "/var/vmail/example.org/alice/Maildir\t\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_authdaemon_write__says_who_and_where),
		cmocka_unit_test(
			test_auth_authdaemon_write__limits_and_options),
		cmocka_unit_test(
			test_auth_authdaemon_write__rows_are_tab_separated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
