/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "deliver/deliver_queue.h"

static void check(const char *field, const char *id)
{
	struct span rest = span_of(field);
	struct deliver_queue q = { .id = "" };
	struct span line;

	while (span_cut(&rest, '\n', &line))
		deliver_queue_line(&q, line);
	assert_string_equal(q.id, id);
}

/* As the MTAs write them; RFC 5321 4.4. */
static void test_deliver_queue__the_id_of_each_mta_is_found(void **state)
{
	(void)state;
	check(" from c.example (c.example [192.0.2.1])\r\n"
	      "\tby mx.example (Postfix) with ESMTP id 4XyZ12abcd\r\n"
	      "\tfor <a@example.org>; Sun, 22 Nov 2026 10:00:00 +0900",
	      "4XyZ12abcd");
	check(" by mx.example (Postfix, from userid 0)\r\n"
	      "\tid 5A0C11C0003; Sun, 22 Nov 2026 10:00:00 +0900",
	      "5A0C11C0003");
	check(" from c ([192.0.2.1] helo=c)\r\n\tby mx with esmtp (Exim 4.96)"
	      "\r\n\t(envelope-from <id@x>)\r\n\tid 1rXyZa-0001bC-2D\r\n"
	      "\tfor a@example.org; x",
	      "1rXyZa-0001bC-2D");
	check(" from c by mx (8.17.1/8.17.1) with ESMTP id 3AM12345 ; x",
	      "3AM12345");
}

static void test_deliver_queue__what_is_no_id_is_none(void **state)
{
	(void)state;
	check(" (qmail 123 invoked by uid 0); 22 Nov 2026 01:00:00 -0000", "");
	check("", "");
	check(" by mx (id 77 \n (id 78) id 79) id", "");
	check(" by mx id \xc3\xa9; id (x) A1", "A1");
	check(" id aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	      "aaaaa",
	      "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_deliver_queue__the_id_of_each_mta_is_found),
		cmocka_unit_test(test_deliver_queue__what_is_no_id_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
