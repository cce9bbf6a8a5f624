/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "io/file.h"

static char dir[] = "/tmp/test-sections-XXXXXX";
static char path[64];
static struct config config;
static struct err err;

static bool load(const char *text)
{
	assert_true(
		file_write_atomic(AT_FDCWD, path, span_of(text), 0600, &err));
	return config_load(NULL, dir, &config, &err);
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static void test_config_sections__must_be_closed(void **state)
{
	char wanted[128];

	(void)state;
	assert_false(load("hostname = \"a }\" # }\n"
			  "/* {\n */\n"
			  "accounts \"a\" {\n type = \"static\"\n"
			  " static_password = \"}\"\n"));
	snprintf(wanted, sizeof(wanted),
		 "%s:4: the section or list that begins here is never closed",
		 path);
	assert_string_equal(err.text, wanted);
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(load("accounts \"a\" {\n}\n\naccounts \"b\" {"));
	assert_non_null(strstr(err.text, ":4: the section"));
	assert_true(load("hostname = \"{\" # {\n"));
	config_release(&config);
}

static void test_config_sections__without_one_there_is_sqlite(void **state)
{
	(void)state;
	assert_true(load("accounts_file = \"/a/b\"\n"));
	assert_int_equal(config.source_count, 1);
	assert_string_equal(config.source[0].name, "accounts");
	assert_string_equal(config.source[0].type, "sqlite");
	assert_string_equal(config.source[0].file, "/a/b");
	assert_int_equal(config.source[0].timeout, 10);
	assert_int_equal(config.source[0].line, 0);
	config_release(&config);
}

static void test_config_sections__stand_in_their_order(void **state)
{
	(void)state;
	assert_true(load("accounts \"zoe\" {\n}\n"
			 "/* two\nlines */ accounts \"ann\" {\n"
			 "type = \"ldap\" # it is\nmaster = true\n"
			 "timeout = 300\nuri = \"ldap://x # y\"\n}\n"
			 "accounts_file = \"/a/b\"\n"));
	assert_int_equal(config.source_count, 2);
	assert_string_equal(config.source[0].name, "zoe");
	assert_string_equal(config.source[0].type, "sqlite");
	assert_string_not_equal(config.source[0].file, "/a/b");
	assert_false(config.source[0].master);
	assert_string_equal(config.source[1].name, "ann");
	assert_string_equal(config.source[1].uri, "ldap://x # y");
	assert_int_equal(config.source[1].timeout, 300);
	assert_int_equal(config.source[1].threads, 2);
	assert_true(config.source[1].master);
	assert_int_equal(config.source[1].line, 9); /* its last */
	config_release(&config);
}

/* The line is the section's last, or the one that can't be read. */
static void test_config_sections__mistakes_have_a_line(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ "\naccounts \"x\" {\nbogus = 1\n}\n", ":3: no such option" },
		{ "accounts \"x\" {\ntype = \"ldap\"\nfile = \"/f\"\n}\n",
		  ":4: a source of type ldap has no option file" },
		{ "accounts \"x\" {\nuri = \"ldap://x\"\n}\n",
		  ":3: a source of type sqlite has no option uri" },
		{ "accounts \"x\" {\ntimeout = 0\n}\n",
		  ":3: timeout must be 1 to 300" },
		{ "accounts \"x\" {\ntimeout = -1\n}\n",
		  ":3: timeout must be 1 to 300" },
		{ "accounts \"x\" {\n\n\nthreads = 257\n}\n",
		  ":5: threads must be 1 to 256" },
		{ "accounts \"x\" {\nthreads = many\n}\n", ":2: " },
		{ "accounts \"x\" {\nmaster = 7\n}\n", ":2: " },
		{ "accounts \"x\" {\n}\n\naccounts \"x\" {\n}\n", ":4: " },
		{ "accounts {\n}\n", ":1: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char says[128];

		snprintf(says, sizeof(says), "%s%s", path, cases[i].says);
		assert_false(load(cases[i].text));
		assert_int_equal(err.kind, ERR_SYNTAX);
		if (!strstr(err.text, says))
			fail_msg("%s\nsays: %s", cases[i].text, err.text);
	}
}

/* What comes last counts, as with settings. */
static void test_config_sections__an_option_may_be_said_twice(void **state)
{
	(void)state;
	assert_true(load("accounts \"x\" {\nthreads = 3\nthreads = 4\n}\n"));
	assert_int_equal(config.source[0].threads, 4);
	config_release(&config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config_sections__must_be_closed),
		cmocka_unit_test(
			test_config_sections__without_one_there_is_sqlite),
		cmocka_unit_test(test_config_sections__stand_in_their_order),
		cmocka_unit_test(test_config_sections__mistakes_have_a_line),
		cmocka_unit_test(
			test_config_sections__an_option_may_be_said_twice),
	};

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/fumikura.conf", dir);
	return cmocka_run_group_tests(tests, NULL, remove_dir);
}
