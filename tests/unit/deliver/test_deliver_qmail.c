/* SPDX-License-Identifier: MIT */
/* The files that qmailadmin writes for a vacation. */
#include "deliver/deliver_qmail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

static void check(const char *qmail, const char *file)
{
	struct span found = deliver_qmail_find(span_of(qmail));

	if (!span_eq(found, span_of(file)))
		fail_msg("'%.*s' of '%s'", SPAN_ARG(found), qmail);
}

static void test_deliver_qmail__the_line_with_autorespond(void **state)
{
	(void)state;
	check("| /usr/bin/autorespond 86400 3 /home/v/a/vacation/message "
	      "/home/v/a/vacation\n/home/v/a/Maildir/\n",
	      "/home/v/a/vacation/message");
	check("&b@x\n|autorespond 10000 5 vacation/message vacation 0",
	      "vacation/message");
	check("", "");
	check("/home/v/a/Maildir/\n# | /usr/bin/autorespond 1 2 m d\n", "");
	check("| /usr/bin/autorespond 86400 3\n", "");
	check("| /usr/bin/notautorespond 1 2 m d\n", "");
	check("| echo autorespond 1 2 m d\n", "");
	check("|\n| \n||\n", "");
}

static void converts(const char *text, const char *wanted)
{
	auto_buf struct buf out;

	buf_init(&out, 1000);
	deliver_qmail_convert(span_of(text), &out);
	assert_string_equal(buf_str(&out), wanted);
}

static void test_deliver_qmail__its_fields_become_ours(void **state)
{
	(void)state;
	converts("From: a@x\nSubject: Away\n\nUntil Monday.\n",
		 "%HEADER%\nFrom: a@x\nSubject: Away\n\nUntil Monday.\n");
	converts("Until Monday.\n", "Until Monday.\n");
	converts("", "");
	converts("Gr\xfc\xdf"
		 "e\n",
		 "Gr\xc3\xbc\xc3\x9f"
		 "e\n");
	converts("Gr\xc3\xbc\xc3\x9f"
		 "e\n",
		 "Gr\xc3\xbc\xc3\x9f"
		 "e\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deliver_qmail__the_line_with_autorespond),
		cmocka_unit_test(test_deliver_qmail__its_fields_become_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
