/* SPDX-License-Identifier: MIT */
/* Answers of an SMTP server. */
#include "submit/submit_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"

static void test_submit_answer__lines(void **state)
{
	static const char *const bad[] = { "",    "25",   "abc x", "199 x",
					   "600", "250x", "2501",  " 250 x" };
	struct submit_answer a;

	(void)state;
	assert_true(submit_answer_parse(SPAN("250-SIZE 1"), &a));
	assert_int_equal(a.code, 250);
	assert_true(a.more);
	assert_true(span_eq(a.text, SPAN("SIZE 1")));
	assert_true(submit_answer_parse(SPAN("550 5.1.1 no"), &a));
	assert_false(a.more);
	assert_true(submit_answer_parse(SPAN("354"), &a));
	assert_int_equal(a.text.len, 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(submit_answer_parse(span_of(bad[i]), &a));
}

static void test_submit_answer__what_is_announced(void **state)
{
	struct submit_answer_offer offer = { 0 };

	(void)state;
	submit_answer_note(SPAN("DSNX"), &offer);
	submit_answer_note(SPAN("AUTH DSN"), &offer);
	submit_answer_note(SPAN(""), &offer);
	assert_false(offer.dsn);
	submit_answer_note(SPAN("dsn"), &offer);
	submit_answer_note(SPAN("DELIVERBY 240"), &offer);
	submit_answer_note(SPAN("SIZE 1000"), &offer);
	assert_true(offer.dsn && offer.deliverby && offer.size);
	assert_false(offer.eightbit || offer.utf8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_submit_answer__lines),
		cmocka_unit_test(test_submit_answer__what_is_announced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
