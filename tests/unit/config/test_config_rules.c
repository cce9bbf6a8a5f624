/* SPDX-License-Identifier: MIT */
/* The imapsieve sections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "config/config.h"
#include "io/file.h"

static char dir[] = "/tmp/test-rules-XXXXXX";
static char path[64];
static struct config config;
static struct err err;

static bool load(const char *text)
{
	assert_true(
		file_write_atomic(AT_FDCWD, path, span_of(text), 0600, &err));
	return config_load(NULL, dir, &config, &err);
}

static void test_config_rules__stand_in_their_order(void **state)
{
	(void)state;
	assert_true(load("imapsieve \"zoe\" {\n mailbox = \"Junk\"\n"
			 " from = \"INBOX\"\n causes = \"copy APPEND  Flag\"\n"
			 " before = \"/a, /b\"\n after = \"/c\"\n}\n"
			 "imapsieve \"ann\" {\n after = \"/d\"\n}\n"));
	assert_int_equal(config.rule_count, 2);
	assert_string_equal(config.rule[0].name, "zoe");
	assert_string_equal(config.rule[0].mailbox, "Junk");
	assert_string_equal(config.rule[0].from, "INBOX");
	assert_string_equal(config.rule[0].causes, "copy APPEND  Flag");
	assert_string_equal(config.rule[0].before, "/a, /b");
	assert_string_equal(config.rule[0].after, "/c");
	/* What is not told is any. */
	assert_string_equal(config.rule[1].name, "ann");
	assert_string_equal(config.rule[1].mailbox, "*");
	assert_string_equal(config.rule[1].from, "*");
	assert_string_equal(config.rule[1].causes, "");
	assert_string_equal(config.rule[1].before, "");
	config_release(&config);
	assert_true(load("hostname = \"a\"\n"));
	assert_int_equal(config.rule_count, 0);
	config_release(&config);
}

static void test_config_rules__mistakes_have_a_line(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ "imapsieve \"a\" {\n causes = \"COPY MOVE\"\n before = "
		  "\"/a\"\n}\n",
		  ":4: causes must be of APPEND COPY FLAG" },
		{ "\nimapsieve \"a\" {\n mailbox = \"Junk\"\n}\n",
		  ":4: a rule needs a script: before or after" },
		{ "imapsieve \"a\" {\n script = \"/a\"\n}\n",
		  ":2: no such option" },
		{ "imapsieve \"a\" {\n after = \"/a\"\n}\n"
		  "imapsieve \"a\" {\n after = \"/b\"\n}\n",
		  ":4: " },
		{ "imapsieve {\n after = \"/a\"\n}\n", ":1: " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_false(load(cases[i].text));
		assert_int_equal(err.kind, ERR_SYNTAX);
		if (strncmp(err.text, path, strlen(path)) != 0 ||
		    strncmp(err.text + strlen(path), cases[i].says,
			    strlen(cases[i].says)) != 0)
			fail_msg("%s instead of %s", err.text, cases[i].says);
	}
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config_rules__stand_in_their_order),
		cmocka_unit_test(test_config_rules__mistakes_have_a_line),
	};

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/fumikura.conf", dir);
	return cmocka_run_group_tests(tests, NULL, remove_dir);
}
