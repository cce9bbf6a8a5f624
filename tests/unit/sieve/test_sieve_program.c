/* SPDX-License-Identifier: MIT */
/* What becomes of a program's end: vnd.dovecot.filter and .execute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/sieve/sieve_case.h"

/* The world has one program, whose end is told. */
struct world {
	enum sieve_program_result result;
	const char *output; /* NULL: more than there is room for */
	bool fails;         /* with ERR_TEMP */
};

static bool run_one(void *context, const struct sieve_program *program,
		    struct buf *output, enum sieve_program_result *out,
		    struct err *err)
{
	const struct world *world = context;

	assert_true(span_eq(program->name, SPAN("x")));
	*out = world->result;
	if (world->fails)
		return err_set(err, ERR_TEMP, "no process can be made");
	if (*out == SIEVE_PROGRAM_UNKNOWN)
		return !err_set(err, ERR_NOTFOUND, "there is no x");
	if (*out == SIEVE_PROGRAM_BROKEN)
		return !err_set(err, ERR_STATE, "x took too long");
	if (output && world->output)
		buf_add_str(output, world->output);
	else if (output)
		output->full = true;
	return true;
}

#define REQUIRE                                                                \
	"require [\"vnd.dovecot.filter\", \"vnd.dovecot.execute\","            \
	" \"variables\", \"fileinto\"];\n"
#define FILTER  "filter \"x\";\nfileinto \"on\";"
#define EXECUTE "execute :pipe \"x\";\nfileinto \"on\";"
#define OUTPUT                                                                 \
	"set \"a\" \"b\"; execute :output \"a\" \"x\"; fileinto \"<${a}>\";"
#define BOTH                                                                   \
	"if filter \"x\" { fileinto \"filter\"; }\n"                           \
	"if execute \"x\" { fileinto \"execute\"; }"
#define WITH(expected, text, end, written)                                     \
	WORLD(expected, text, end, written, false)
#define WORLD(expected, text, end, written, broken)                            \
	do {                                                                   \
		struct world world = { (end), (written), (broken) };           \
		const struct sieve_host host = { .context = &world,            \
						 .program = run_one };         \
		const struct span names[] = { SPAN("vnd.dovecot.filter"),      \
					      SPAN("vnd.dovecot.execute"),     \
					      SPAN("variables"),               \
					      SPAN("fileinto") };              \
		struct sieve_settings settings = sieve_case_settings;          \
                                                                               \
		settings.extensions =                                          \
			(struct sieve_strings){ names, ARRAY_LEN(names) };     \
		CASE((expected), REQUIRE text, .host = &host,                  \
		     .settings = &settings);                                   \
	} while (0)

static void test_sieve_program__done(void **state)
{
	(void)state;
	WITH("fileinto on", FILTER, SIEVE_PROGRAM_DONE, "Subject: x\n\n");
	WITH("fileinto on", EXECUTE, SIEVE_PROGRAM_DONE, "y");
	WITH("fileinto <y>", OUTPUT, SIEVE_PROGRAM_DONE, "y");
	WITH("fileinto filter; fileinto execute", BOTH, SIEVE_PROGRAM_DONE,
	     "A: b\n\n");
}

static void test_sieve_program__says_no(void **state)
{
	(void)state;
	WITH("fileinto on", FILTER, SIEVE_PROGRAM_NO, "Subject: x\n\n");
	WITH("fileinto on", EXECUTE, SIEVE_PROGRAM_NO, "y");
	WITH("fileinto <b>", OUTPUT, SIEVE_PROGRAM_NO, "y");
	WITH("(keep)", BOTH, SIEVE_PROGRAM_NO, "A: b\n\n");
}

static void test_sieve_program__is_unknown(void **state)
{
	(void)state;
	WITH("failed: line 2: program 'x': there is no x", FILTER,
	     SIEVE_PROGRAM_UNKNOWN, "");
	WITH("failed: line 2: program 'x': there is no x", EXECUTE,
	     SIEVE_PROGRAM_UNKNOWN, "");
	WITH("(keep)", BOTH, SIEVE_PROGRAM_UNKNOWN, "");
}

static void test_sieve_program__is_broken(void **state)
{
	(void)state;
	WITH("failed: line 2: program 'x': x took too long", FILTER,
	     SIEVE_PROGRAM_BROKEN, "");
	WITH("failed: line 2: program 'x': x took too long", EXECUTE,
	     SIEVE_PROGRAM_BROKEN, "");
	WITH("(keep)", BOTH, SIEVE_PROGRAM_BROKEN, "");
}

/* A test must not hide that the delivery has to be tried again. */
static void test_sieve_program__fails_for_now(void **state)
{
	(void)state;
	WORLD("failed: line 2: no process can be made", BOTH,
	      SIEVE_PROGRAM_DONE, "", true);
	WORLD("failed: line 2: no process can be made", FILTER,
	      SIEVE_PROGRAM_DONE, "", true);
}

static void test_sieve_program__writes_too_much(void **state)
{
	(void)state;
	WITH("fileinto execute", BOTH, SIEVE_PROGRAM_DONE, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_program__done),
		cmocka_unit_test(test_sieve_program__says_no),
		cmocka_unit_test(test_sieve_program__is_unknown),
		cmocka_unit_test(test_sieve_program__is_broken),
		cmocka_unit_test(test_sieve_program__fails_for_now),
		cmocka_unit_test(test_sieve_program__writes_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
