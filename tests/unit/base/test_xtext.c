/* SPDX-License-Identifier: MIT */
/* xtext, RFC 3461 4. */
#include "base/xtext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

static void test_xtext__it_is_decoded(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 10);
	assert_true(xtext_decode(SPAN("a+2Bb+20"), &out));
	assert_string_equal(buf_str(&out), "a+b ");
	assert_false(xtext_decode(SPAN("a+2"), &out));
	assert_false(xtext_decode(SPAN("a+zz"), &out));
	assert_false(xtext_decode(SPAN("a+0D+0Ab"), &out));
	assert_false(xtext_decode(SPAN("01234567890"), &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xtext__it_is_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
