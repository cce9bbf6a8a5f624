/* SPDX-License-Identifier: MIT */
/* Which programs of a folder may be run, and what becomes of them. */
#include "deliver/deliver_program.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"

static char place[] = "/tmp/fumikura-test-XXXXXX";
static char folder[64], path[128];
static char nothing[] = "", nowhere[] = "/there/is/none";
static char host[] = "host", nobody[] = "nobody";
static struct config config;
static struct account account = { .user = "a@b" };
static struct err err;
static struct buf output;

static void put(const char *name, const char *text, mode_t mode)
{
	auto_fd int fd = -1;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_true(file_write_all(fd, span_of(text), &err));
	assert_int_equal(fchmod(fd, mode), 0);
}

/* The exit code; -1: it did not run to its end, and err says why. */
static int run_with(const char *name, const char *input)
{
	const struct span arguments[] = { SPAN("a b"), SPAN("") };
	const struct span given = span_of(input);
	const struct deliver_program program = {
		.config = &config,
		.account = &account,
		.sender = SPAN("s@example.net"),
		.recipient = SPAN("r@example.org"),
		.origin = SPAN("o@example.org"),
		.kind = DELIVER_PROGRAM_FILTER,
		.name = span_of(name),
		.argument = arguments,
		.argument_count = ARRAY_LEN(arguments),
		.input = &given,
		.input_count = 1,
		.output = &output,
	};
	int code;

	buf_reset(&output);
	return deliver_program_run(&program, &code, &err) ? code : -1;
}

static int run(const char *name)
{
	return run_with(name, "");
}

static void assert_none(const char *name, const char *why)
{
	assert_int_equal(run(name), -1);
	assert_int_equal(err.kind, ERR_NOTFOUND);
	if (!strstr(err.detail, why))
		fail_msg("%s: %s", name, err.detail);
}

static void test_deliver_program__lines_end_in_crlf(void **state)
{
	(void)state;
	put("cat", "#!/bin/sh\ncat; exit 3\n", 0755);
	assert_int_equal(run_with("cat", "a\nb\r\n\n.\nno end"), 3);
	assert_string_equal(buf_str(&output), "a\r\nb\r\n\r\n.\r\nno end");
}

static void test_deliver_program__what_it_is_told(void **state)
{
	(void)state;
	put("tell",
	    "#!/bin/sh\n"
	    "echo \"$0|$#|$1|$2|$USER|$HOME|$HOST|$SENDER|$RECIPIENT|"
	    "$ORIG_RECIPIENT|$(pwd)\"\n",
	    0755);
	assert_int_equal(run("tell"), 0);
	snprintf(path, sizeof(path), "%s/tell|2|a b||a@b|/|host|", folder);
	assert_true(span_starts(buf_span(&output), span_of(path)));
	assert_true(span_ends(buf_span(&output),
			      SPAN("|s@example.net|r@example.org|"
				   "o@example.org|/\n")));
}

static void test_deliver_program__others_must_not_write_it(void **state)
{
	(void)state;
	put("it", "#!/bin/sh\n", 0757);
	assert_none("it", "others may write the program");
	put("it", "#!/bin/sh\n", 0775);
	assert_none("it", "others may write the program");
	put("it", "#!/bin/sh\n", 0755);
	assert_int_equal(run("it"), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_none("it", "others may write the folder");
	assert_int_equal(chmod(folder, 0755), 0);
}

static void test_deliver_program__it_is_the_admins(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	put("it", "#!/bin/sh\n", 0755);
	assert_int_equal(chown(path, 12345, 0), 0);
	assert_none("it", "the program is uid 12345's");
	put("it", "#!/bin/sh\n", 04755);
	assert_int_equal(chown(path, 12345, 0), 0);
	assert_none("it", "the program is uid 12345's");
	put("it", "#!/bin/sh\n", 0755);
	assert_int_equal(chown(folder, 12345, 0), 0);
	assert_none("it", "the folder is uid 12345's");
	assert_int_equal(chown(folder, 0, 0), 0);
}

static void test_deliver_program__it_is_a_plain_file_of_the_folder(void **state)
{
	char other[128];

	(void)state;
	put("it", "#!/bin/sh\n", 0644);
	if (geteuid() != 0)
		assert_none("it", "it can't be executed");
	put("it", "#!/bin/sh\n", 0755);
	snprintf(other, sizeof(other), "%s/link", folder);
	assert_int_equal(symlink("it", other), 0);
	assert_none("link", "of another type");
	snprintf(other, sizeof(other), "%s/sub", folder);
	assert_int_equal(mkdir(other, 0755), 0);
	assert_none("sub", "of another type");
	assert_none("gone", "not in");
	assert_int_equal(run("it"), 0);
}

static void test_deliver_program__names_have_no_way_out(void **state)
{
	static const char *const names[] = { "",    ".",      "..",    ".it",
					     "/it", "sub/it", "../it", "i\nt",
					     "it/", "i\x7ft", "../..", "i\tt" };

	(void)state;
	put("it", "#!/bin/sh\n", 0755);
	put(".it", "#!/bin/sh\n", 0755);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_none(names[i], "");
}

static void test_deliver_program__without_a_folder_there_is_none(void **state)
{
	(void)state;
	put("it", "#!/bin/sh\n", 0755);
	config.sieve_filter_bin_dir = nothing;
	assert_none("it", "");
	config.sieve_filter_bin_dir = nowhere;
	assert_none("it", "/there/is/none can't be opened");
	config.sieve_filter_bin_dir = folder;
	config.sieve_pipe_bin_dir = config.sieve_execute_bin_dir = nothing;
	assert_int_equal(run("it"), 0);
}

static void test_deliver_program__what_ends_badly_is_tried_again(void **state)
{
	(void)state;
	put("it", "#!/bin/sh\nkill -KILL $$\n", 0755);
	assert_int_equal(run("it"), -1);
	assert_int_equal(err.kind, ERR_TEMP);
	put("it", "#!/there/is/none\n", 0755);
	assert_int_equal(run("it"), -1);
	assert_int_equal(err.kind, ERR_TEMP);
	config.sieve_program_timeout = 1;
	put("it", "#!/bin/sh\nexec sleep 1000\n", 0755);
	assert_int_equal(run("it"), -1);
	assert_int_equal(err.kind, ERR_TEMP);
	config.sieve_program_timeout = 60;
}

static void test_deliver_program__too_much_is_told(void **state)
{
	(void)state;
	put("it", "#!/bin/sh\nyes\n", 0755);
	assert_int_equal(run("it"), -1);
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_true(output.full && output.len == output.cap);
}

static int set_up(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	umask(022);
	if (!mkdtemp(place))
		return -1;
	snprintf(folder, sizeof(folder), "%s/p", place);
	config.sieve_filter_bin_dir = folder;
	config.sieve_program_timeout = 60;
	config.hostname = host;
	config.mail_user = nobody;
	snprintf(account.home, sizeof(account.home), "/");
	buf_init(&output, 10000);
	return mkdir(folder, 0755);
}

static int tear_down(void **state)
{
	static const char *const names[] = { "it",   ".it", "cat", "tell",
					     "link", "sub", "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	buf_release(&output);
	return rmdir(place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deliver_program__lines_end_in_crlf),
		cmocka_unit_test(test_deliver_program__what_it_is_told),
		cmocka_unit_test(
			test_deliver_program__others_must_not_write_it),
		cmocka_unit_test(test_deliver_program__it_is_the_admins),
		cmocka_unit_test(
			test_deliver_program__it_is_a_plain_file_of_the_folder),
		cmocka_unit_test(test_deliver_program__names_have_no_way_out),
		cmocka_unit_test(
			test_deliver_program__without_a_folder_there_is_none),
		cmocka_unit_test(
			test_deliver_program__what_ends_badly_is_tried_again),
		cmocka_unit_test(test_deliver_program__too_much_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
