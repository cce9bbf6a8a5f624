/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>

#include "base/auto.h"
#include "config/config.h"
#include "config/config_comment.h"
#include "config/config_place.h"
#include "io/file.h"

static char dir[] = "/tmp/test-config-XXXXXX";

static void load(const char *text, bool good, struct config *config,
		 struct err *err)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/fumikura.conf", dir);
	assert_true(
		file_write_atomic(AT_FDCWD, path, span_of(text), 0600, err));
	assert_int_equal(config_load(NULL, dir, config, err), good);
}

static void test_config__presets_depend_on_dir(void **state)
{
	struct config config;
	struct err err;
	char wanted[64];

	(void)state;
	load("", true, &config, &err);
	snprintf(wanted, sizeof(wanted), "%s/run/lmtp", dir);
	assert_string_equal(config.lmtp_socket, wanted);
	assert_int_equal(config.imap_port, 10143);
	assert_false(config.plaintext_login);
	config_release(&config);
}

static void test_config__values_are_taken(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	load("# c\nimap_port = 0\nplaintext_login = true\n"
	     "hostname = \"a # no comment\" // one\n",
	     true, &config, &err);
	assert_int_equal(config.imap_port, 0);
	assert_true(config.plaintext_login);
	assert_string_equal(config.hostname, "a # no comment");
	config_release(&config);
}

/* libConfuse 3.3 alone would say line 5. */
static void test_config__error_names_the_line_behind_comments(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	load("# one\n/* two\nthree */\nimap_port = 70000\n", false, &config,
	     &err);
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_non_null(strstr(err.text, "fumikura.conf:4: imap_port"));
	load("\nquota_warnings = \"95,x\"\n", false, &config, &err);
	assert_non_null(strstr(err.text, "fumikura.conf:2: quota_warnings"));
	load("\n\nspecial_use = \"Sent=Send\"\n", false, &config, &err);
	assert_non_null(strstr(err.text, "fumikura.conf:3: special_use"));
	load("bogus = 1\n", false, &config, &err);
	assert_non_null(strstr(err.text, "fumikura.conf:1: "));
	load("imap_port = -1\n", false, &config, &err);
	load("mail_user = \n", false, &config, &err);
}

static void test_config_comment__quotes_protect(void **state)
{
	auto_buf struct buf text;

	(void)state;
	buf_init(&text, 100);
	buf_add_str(&text, "a \"#\\\"#\" # x\n/* y\nz */ b '//' /");
	config_comment_blank(&text);
	assert_string_equal(buf_str(&text),
			    "a \"#\\\"#\"    \n    \n     b '//' /");
}

static void test_config_place__system_places(void **state)
{
	auto_free char *run = config_place("@run/lmtp", NULL);
	auto_free char *lib = config_place("@lib/a", "/d");
	auto_free char *plain = config_place("/x@run", "/d");

	(void)state;
	assert_string_equal(run, "/run/fumikura/lmtp");
	assert_string_equal(lib, "/d/lib/a");
	assert_string_equal(plain, "/x@run");
}

static void test_config__isolation_is_by_user_or_uid(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	load("\nisolation = none\n", false, &config, &err);
	assert_non_null(strstr(err.text, "fumikura.conf:2: isolation must"));
	load("isolation = uid\n", true, &config, &err);
	assert_string_equal(config.isolation, "uid");
	config_release(&config);
}

static void test_config__libsieve_must_be_in_the_build(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	load("\nsieve_engine = sieve\n", false, &config, &err);
	assert_non_null(strstr(err.text, "fumikura.conf:2: sieve_engine must"));
	load("sieve_engine = fumikura\n", true, &config, &err);
	config_release(&config);
	load("\nsieve_engine = libsieve\n", WITH_LIBSIEVE, &config, &err);
	if (WITH_LIBSIEVE)
		config_release(&config);
	else
		assert_non_null(strstr(err.text,
				       "fumikura.conf:2: "
				       "sieve_engine libsieve needs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config__presets_depend_on_dir),
		cmocka_unit_test(test_config__values_are_taken),
		cmocka_unit_test(
			test_config__error_names_the_line_behind_comments),
		cmocka_unit_test(test_config__isolation_is_by_user_or_uid),
		cmocka_unit_test(test_config__libsieve_must_be_in_the_build),
		cmocka_unit_test(test_config_comment__quotes_protect),
		cmocka_unit_test(test_config_place__system_places),
	};

	return mkdtemp(dir) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
