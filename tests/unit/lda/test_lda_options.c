/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "lda/lda_options.h"

static struct lda_options options;
static struct err err;

/* getopt wants words that it may reorder; the options point into them. */
static char words_space[20][100];

static bool read_words(const char *const *words)
{
	char *argv[20] = { words_space[0] };
	int argc = 1;

	snprintf(words_space[0], sizeof(words_space[0]), "fumikura-lda");
	for (; words[argc - 1]; argc++) {
		argv[argc] = words_space[argc];
		snprintf(argv[argc], sizeof(words_space[0]), "%s",
			 words[argc - 1]);
	}
	err_clear(&err);
	return lda_options_read(argc, argv, &options, &err);
}

#define READ(...) read_words((const char *const[]){ __VA_ARGS__, NULL })

static void test_lda_options__values_are_taken(void **state)
{
	(void)state;
	unsetenv("FUMIKURA_LMTP_SOCKET");
	assert_true(READ("-d", "ann@x", "-f", "<>", "-a", "o@x", "-r", "f@x",
			 "-m", "Lists.c", "-e", "-k", "-c", "any", "-o", "x=y",
			 "--dir", "/d"));
	assert_int_equal(options.reject, LDA_REJECT_LOUD);
	assert_int_equal(options.exits, LDA_EXITS_SYS);
	assert_true(span_eq(options.user, SPAN("ann@x")));
	assert_true(options.sender.ptr && !options.sender.len);
	assert_true(span_eq(options.origin, SPAN("o@x")));
	assert_true(span_eq(options.final, SPAN("f@x")));
	assert_true(span_eq(options.mailbox, SPAN("Lists.c")));
	assert_string_equal(options.socket, "/d/run/lmtp");
}

static void test_lda_options__place_of_the_socket(void **state)
{
	(void)state;
	unsetenv("FUMIKURA_LMTP_SOCKET");
	assert_true(READ("-d", "a"));
	assert_string_equal(options.socket, "/run/fumikura/lmtp");
	assert_true(READ("-d", "a", "--dir", "/d"));
	assert_string_equal(options.socket, "/d/run/lmtp");
	setenv("FUMIKURA_LMTP_SOCKET", "/env", 1);
	assert_true(READ("-d", "a", "--dir", "/d"));
	assert_string_equal(options.socket, "/env");
	assert_true(READ("-d", "a", "--dir", "/d", "-S", "/s"));
	assert_string_equal(options.socket, "/s");
	unsetenv("FUMIKURA_LMTP_SOCKET");
}

static void test_lda_options__wrong_usage_is_refused(void **state)
{
	(void)state;
	assert_false(READ("-d", "a", "-o", "x"));
	assert_false(READ("-d", "a b"));
	assert_false(READ("-d", "a", "-f", "x>"));
	assert_false(READ("-d", "a", "--qmail=first"));
	assert_false(READ("-d"));
	assert_false(READ("-d", ""));
	assert_false(READ("-d", "a", "more"));
	assert_false(READ("-d", "a\r\nDATA"));
	assert_false(READ("-d", "a", "-f", "x\ny"));
	assert_int_equal(err.kind, ERR_SYNTAX);
}

static void test_lda_options__qmail_is_told_by_its_own_codes(void **state)
{
	(void)state;
	assert_true(READ("-d", "a", "--qmail"));
	assert_int_equal(options.exits, LDA_EXITS_QMAIL);
	assert_true(READ("-d", "a", "--qmail=last"));
	assert_int_equal(options.exits, LDA_EXITS_QMAIL_LAST);
	setenv("EXT", "ann", 1);
	setenv("HOST", "x", 1);
	assert_true(READ("--qmail"));
	assert_true(span_eq(options.user, SPAN("ann@x")));
	unsetenv("EXT");
	unsetenv("HOST");
}

static void test_lda_options__mailer_daemon_is_the_null_sender(void **state)
{
	(void)state;
	assert_true(READ("-d", "a", "-f", "MAILER-DAEMON"));
	assert_true(options.sender.ptr && !options.sender.len);
}

static void test_lda_options__without_d_it_is_the_caller(void **state)
{
	(void)state;
	setenv("USER", "bob", 1);
	if (getuid() == 0) {
		assert_false(READ("-e"));
		return;
	}
	assert_true(READ("-e"));
	assert_true(span_eq(options.user, SPAN("bob")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lda_options__values_are_taken),
		cmocka_unit_test(test_lda_options__place_of_the_socket),
		cmocka_unit_test(test_lda_options__wrong_usage_is_refused),
		cmocka_unit_test(
			test_lda_options__qmail_is_told_by_its_own_codes),
		cmocka_unit_test(
			test_lda_options__mailer_daemon_is_the_null_sender),
		cmocka_unit_test(test_lda_options__without_d_it_is_the_caller),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
