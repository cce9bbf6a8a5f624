/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "config/config_special.h"

static void
test_config_special__pieces_name_a_mailbox_and_an_attribute(void **state)
{
	struct span wrong;

	(void)state;
	assert_true(config_special_is_good(SPAN(""), &wrong));
	assert_true(config_special_is_good(
		SPAN("Sent Items=\\Sent, Bin=trash,a.b=JUNK"), &wrong));
}

static void test_config_special__wrong_piece_is_told(void **state)
{
	static const struct span text[] = {
		SPAN("Sent=Sent, Junk=Spam"),
		SPAN("Sent=Sent, Junk"),
		SPAN("Sent=Sent, =Junk"),
		SPAN("Sent=Sent, Junk=Junk Trash"),
	};
	struct span wrong;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(text); i++) {
		assert_false(config_special_is_good(text[i], &wrong));
		assert_true(span_eq(wrong, span_from(text[i], 11)));
	}
	assert_false(config_special_is_good(SPAN("Sent=Sent,"), &wrong));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_config_special__pieces_name_a_mailbox_and_an_attribute),
		cmocka_unit_test(test_config_special__wrong_piece_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
