/* SPDX-License-Identifier: MIT */
/* The program is a script; what stands in for our reply program hands on its
 * environment as that one does. */
#include "helpers.h"

static const char reply[] = "fumikura-checkpassword-reply";
static char type[] = "checkpassword";

static struct config_source section;
static struct account_entry entry;
static struct err err;
static struct account_source *source;

/* login NUL password NUL timestamp NUL, with dots for the NULs, is $asked. */
#define ASKED "#!/bin/sh\nasked=$(tr '\\0' . <&3)\n"

static void use(const char *script)
{
	static char program[128];

	account_source_close(&source);
	test_write(test_path("check"), script);
	assert_int_equal(chmod(test_path("check"), 0700), 0);
	snprintf(program, sizeof(program), "%s/check  one two", test_dir);
	section = test_section(type);
	section.program = program;
	section.timeout = 60;
	assert_true(account_source_open(&test_config, &section, &source, &err));
}

static int begin(void **state)
{
	helper_put(reply, "#!/bin/sh\nexec cat /proc/$$/environ >&4\n");
	source = NULL;
	return test_dir_make(state);
}

static int end(void **state)
{
	account_source_close(&source);
	helper_remove(reply);
	return test_dir_remove(state);
}

static bool verify(const char *user, struct span secret, struct span challenge)
{
	const struct account_attempt attempt = {
		.query = { user, "pop3", "192.0.2.1", "192.0.2.9" },
		.proof = challenge.len ? ACCOUNT_PROOF_APOP
				       : ACCOUNT_PROOF_PASSWORD,
		.secret = secret,
		.challenge = challenge,
	};

	return source->kind->verify(source, &attempt, &entry, &err);
}

static void test_account_checkpassword__is_asked_as_djb_says(void **state)
{
	(void)state;
	use(ASKED "[ \"$asked\" = ann.geheim.. ] || exit 1\n"
		  "[ \"$PROTO $TCPLOCALPORT $TCPREMOTEIP $TCPLOCALIP\" = "
		  "'TCP 110 192.0.2.9 192.0.2.1' ] || exit 111\n"
		  "[ \"$1 $2 $#\" = 'one two 3' ] || exit 111\n"
		  "exec env HOME=/h/ann UID=1000 EXTRA='userdb_quota_rule x' "
		  "userdb_quota_rule='*:storage=1M' $3\n");
	assert_true(verify("ann", SPAN("geheim"), SPAN("")));
	assert_string_equal(entry.account.home, "/h/ann");
	assert_string_equal(entry.account.mail, "/h/ann/Maildir");
	assert_int_equal(entry.account.uid, 1000);
	assert_string_equal(entry.account.quota_rules, "*:storage=1M");
	assert_string_equal(entry.password, "");
	assert_false(verify("ann", SPAN("wrong"), SPAN("")));
	assert_int_equal(err.kind, ERR_DENIED);
}

static void test_account_checkpassword__apop_brings_its_banner(void **state)
{
	(void)state;
	use(ASKED "[ \"$asked\" = 'ann.d1gest.<1@x>.' ] || exit 1\n"
		  "exec env HOME=/h/ann $3\n");
	assert_true(verify("ann", SPAN("d1gest"), SPAN("<1@x>")));
	assert_false(verify("ann", SPAN("d1gest"), SPAN("<2@x>")));
	assert_int_equal(err.kind, ERR_DENIED);
}

static void test_account_checkpassword__exit_codes(void **state)
{
	static const struct {
		const char *end;
		enum err_kind kind;
	} ends[] = {
		{ "exit 1", ERR_DENIED },
		{ "exit 3", ERR_NOTFOUND },
		{ "exit 0", ERR_TEMP }, /* it has told nothing */
		{ "exit 2", ERR_TEMP },
		{ "exit 111", ERR_TEMP },
		{ "kill -9 $$", ERR_TEMP },
		{ "exec env HOME=relative $3", ERR_TEMP },
		{ "exec env HOME=/h UID=many $3", ERR_TEMP },
		{ "head -c 20000 /dev/zero >&4; exit 0", ERR_TEMP },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char script[256];

		snprintf(script, sizeof(script), ASKED "%s\n", ends[i].end);
		use(script);
		assert_false(verify("ann", SPAN("x"), SPAN("")));
		assert_int_equal(err.kind, ends[i].kind);
	}
}

/* Of those that don't know AUTHORIZED an empty password is just wrong. */
static void test_account_checkpassword__lookups_need_the_extension(void **state)
{
	(void)state;
	use(ASKED "exit 1\n");
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	use(ASKED "exec env HOME=/h $3\n");
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	use(ASKED "[ \"$AUTHORIZED\" = 1 ] || exit 1\n"
		  "[ \"$asked\" = ann... ] || exit 3\n"
		  "exec env AUTHORIZED=2 HOME=/h EXTRA=password "
		  "password={PLAIN}geheim $3\n");
	assert_true(test_lookup(source, "ann", &entry, &err));
	assert_string_equal(entry.password, "{PLAIN}geheim");
	assert_false(test_lookup(source, "eve", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
}

static void test_account_checkpassword__what_does_not_fit_is_wrong(void **state)
{
	char password[600];

	(void)state;
	memset(password, 'x', sizeof(password));
	use("#!/bin/sh\nexit 111\n");
	assert_false(
		verify("ann", span_make(password, sizeof(password)), SPAN("")));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_false(verify("ann", span_make("a\0b", 3), SPAN("")));
	assert_int_equal(err.kind, ERR_DENIED);
}

static void test_account_checkpassword__too_slow_is_killed(void **state)
{
	char text[32] = "";
	int fd;

	(void)state;
	use("#!/bin/sh\necho $$ >\"${0%/*}/pid\"\nsleep 3600 & wait\n");
	section.timeout = 1;
	assert_false(verify("ann", SPAN("x"), SPAN("")));
	assert_int_equal(err.kind, ERR_TEMP);
	fd = open(test_path("pid"), O_RDONLY | O_CLOEXEC);
	/* On a machine that is so slow it may not have come that far. */
	if (fd >= 0 && read(fd, text, sizeof(text) - 1) > 1) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/%.*s",
			 (int)strcspn(text, "\n"), text);
		assert_int_not_equal(access(path, F_OK), 0);
	}
	if (fd >= 0)
		close(fd);
}

static void test_account_checkpassword__needs_an_absolute_program(void **state)
{
	static char relative[] = "check", empty[] = " ";
	char *const programs[] = { relative, empty, preset_empty };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		section = test_section(type);
		section.program = programs[i];
		section.line = 3;
		assert_false(account_source_open(&test_config, &section,
						 &source, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
		assert_non_null(strstr(err.text, ":3: "));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_account_checkpassword__is_asked_as_djb_says),
		TEST(test_account_checkpassword__apop_brings_its_banner),
		TEST(test_account_checkpassword__exit_codes),
		TEST(test_account_checkpassword__lookups_need_the_extension),
		TEST(test_account_checkpassword__what_does_not_fit_is_wrong),
		TEST(test_account_checkpassword__too_slow_is_killed),
		TEST(test_account_checkpassword__needs_an_absolute_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
