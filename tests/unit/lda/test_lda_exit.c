/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lda/lda_exit.h"

static void test_lda_exit__sysexits_are_the_outcome(void **state)
{
	(void)state;
	assert_int_equal(lda_exit_code(LDA_EXITS_SYS, LDA_EXIT_OK), 0);
	assert_int_equal(lda_exit_code(LDA_EXITS_SYS, LDA_EXIT_USAGE), 64);
	assert_int_equal(lda_exit_code(LDA_EXITS_SYS, LDA_EXIT_NOUSER), 67);
	assert_int_equal(lda_exit_code(LDA_EXITS_SYS, LDA_EXIT_TEMP), 75);
	assert_int_equal(lda_exit_code(LDA_EXITS_SYS, LDA_EXIT_NOPERM), 77);
}

/* qmail-command(8): 0, 99 done; 100 bounce; 111 try again */
static void test_lda_exit__qmail_has_its_own(void **state)
{
	(void)state;
	assert_int_equal(lda_exit_code(LDA_EXITS_QMAIL, LDA_EXIT_OK), 0);
	assert_int_equal(lda_exit_code(LDA_EXITS_QMAIL_LAST, LDA_EXIT_OK), 99);
	for (enum lda_exits e = LDA_EXITS_QMAIL; e <= LDA_EXITS_QMAIL_LAST;
	     e++) {
		assert_int_equal(lda_exit_code(e, LDA_EXIT_NOUSER), 100);
		assert_int_equal(lda_exit_code(e, LDA_EXIT_NOPERM), 100);
		assert_int_equal(lda_exit_code(e, LDA_EXIT_TEMP), 111);
		assert_int_equal(lda_exit_code(e, LDA_EXIT_USAGE), 111);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lda_exit__sysexits_are_the_outcome),
		cmocka_unit_test(test_lda_exit__qmail_has_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
