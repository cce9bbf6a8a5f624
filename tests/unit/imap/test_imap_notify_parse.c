/* SPDX-License-Identifier: MIT */
/* Names that NOTIFY lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "imap/imap_notify_parse.h"

/* Parentheses within names neither end the list nor spoil its room. */
static void test_imap_notify_parse__any_name_is_kept(void **state)
{
	static const struct span want[] = {
		SPAN("a)"), SPAN("b\"(c"), SPAN("d"), SPAN("e\\f"),
		SPAN("g"),  SPAN("h\"i"),  SPAN("j"),
	};
	struct imap_notify_request request;
	auto_arena struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(
		imap_notify_parse(SPAN(" SET (mailboxes (\"a)\" \"b\\\"(c\" d "
				       "\"e\\\\f\" g \"h\\\"i\" j) NONE)"),
				  &arena, &request),
		IMAP_NOTIFY_PARSED);
	assert_int_equal(request.groups->filter.name_count, ARRAY_LEN(want));
	assert_int_equal(request.names, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		assert_true(span_eq(request.groups->filter.names[i], want[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_notify_parse__any_name_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
