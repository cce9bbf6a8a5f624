/* SPDX-License-Identifier: MIT */
/* What is checked at compile time, ihave (RFC 5463), include (RFC 6609). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "tests/unit/sieve/sieve_case.h"

static void test_sieve_control__tells_what_is_wrong(void **state)
{
	(void)state;
	CASE("errors: 1: there is no command 'foo'", "foo;");
	CASE("errors: 2: there is no test 'keep'", "\nif keep { stop; }");
	CASE("errors: 1: 'keep' takes no test (or a ';' is missing)",
	     "keep stop;");
	CASE("errors: 1: 'keep' takes no block", "keep {}");
	CASE("errors: 1: 'if' takes a block", "if true;");
	CASE("errors: 1: 'if' takes a test", "if (true) {}");
	CASE("errors: 1: 'if' takes a test", "if {}");
	CASE("errors: 1: 'not' takes a test", "if not (true) {}");
	CASE("errors: 1: 'allof' takes tests in parentheses", "if allof {}");
	CASE("errors: 1: 'elsif' without an 'if' before it", "elsif true {}");
	CASE("errors: 1: 'else' without an 'if' before it",
	     "if true {} else {} else {}");
	CASE("errors: 1: 'require' has to stand before all else",
	     "keep; require \"fileinto\";");
	CASE("errors: 1: there is no extension 'frob'", "require \"frob\";");
	CASE("errors: 1: 'size' lacks a tag that it needs", "if size 100 {}");
	CASE("errors: 1: 'size' can't have both :over and :under",
	     "if size :over :under 100 {}");
	CASE("errors: 1: the limit of 'size' has to be a number",
	     "if size :over \"100\" {}");
	CASE("errors: 1: 'header' lacks its keys", "if header \"a\" {}");
	CASE("errors: 1: 'exists' has an argument too many",
	     "if exists \"a\" \"b\" {}");
	CASE("errors: 1: :is has to stand before the arguments without a tag",
	     "if header \"a\" :is \"b\" {}");
	CASE("errors: 1: 'header' has :is twice",
	     "if header :is :IS \"a\" \"b\" {}");
	CASE("errors: 1: there is no comparator 'i;klingon'",
	     "if header :comparator \"i;klingon\" \"a\" \"b\" {}");
	CASE("errors: 1: require \"comparator-i;ascii-numeric\" is missing",
	     "if header :comparator \"i;ascii-numeric\" \"a\" \"b\" {}");
	CASE("errors: 1: i;ascii-numeric can't be used with :contains",
	     "require \"comparator-i;ascii-numeric\"; if header :contains "
	     ":comparator \"i;ascii-numeric\" \"a\" \"b\" {}");
	CASE("(keep)", "if exists [\"b\", \"a:\"] { discard; } stop;");
	CASE("errors: 1: address: 'Subject' has no addresses",
	     "if address \"Subject\" \"x\" {}");
	CASE("errors: 1: redirect: 'nobody' is no address",
	     "redirect \"nobody\";");
	CASE("errors: 1: :copy is used without require \"copy\"",
	     "redirect :copy \"a@b\";");
}

/* A script that is wrong does nothing at all, and all faults are told. */
static void test_sieve_control__errors_stop_everything(void **state)
{
	(void)state;
	CASE("errors: 1: a string without an end", "discard; foo \"bar");
	CASE("errors: 1: there is no command 'foo'; 2: 'keep' has an argument "
	     "too many; 3: there is no test 'bar'",
	     "discard; foo;\nkeep 1;\nif bar {} discard;");
}

/* ---- ihave ---- */

static void test_sieve_control__ihave(void **state)
{
	(void)state;
	/* RFC 5463 4: all the way to the end of the script */
	CASE("fileinto x", "require \"ihave\"; if ihave \"fileinto\" {}"
			   "fileinto \"x\";");
	CASE("keep", "require \"ihave\"; if ihave \"frobnicate\" {"
		     "frobnicate :much \"x\" { frob; } } else { keep; }");
	CASE("keep", "require \"ihave\"; if allof (ihave \"frob\", "
		     "frob \"x\") { discard; } else { keep; }");
	CASE("fileinto a",
	     "require \"ihave\"; if not ihave [\"fileinto\", \"copy\"] {"
	     "stop; } fileinto \"a\";");
	/* none of a list with an unknown one is enabled */
	CASE("failed: line 2: 'fileinto' is used without require \"fileinto\"",
	     "require \"ihave\"; if ihave [\"fileinto\", \"frob\"] { stop; }\n"
	     "fileinto \"a\";");
	/* not found, since not asked */
	CASE("failed: line 3: no ihave has found \"fileinto\"",
	     "require \"ihave\";\nif allof (false, ihave \"fileinto\") {}\n"
	     "fileinto \"a\";");
	CASE("(keep)",
	     "require \"ihave\"; if ihave \"variables\" { discard; }");
	CASE("failed: line 2: no way??",
	     "require \"ihave\";\nif true { error \"no way\n\"; }");
	CASE("keep", "require \"ihave\"; if false { error \"x\"; } keep;");
}

/* ---- include ---- */

struct library {
	const char *names[8];
	const char *texts[8];
	struct sieve_script *scripts[8];
	struct buf codes[8];
};

static bool find_script(void *context, enum sieve_place place, struct span name,
			const struct sieve_script **out, struct err *err)
{
	struct library *library = context;
	auto_arena struct arena arena;
	struct sieve_note *notes;
	size_t i = 0;

	*out = NULL;
	while (library->names[i] && !span_eq(name, span_of(library->names[i])))
		i++;
	if (!library->names[i] || place != SIEVE_PERSONAL)
		return true;
	arena_init(&arena);
	if (!library->scripts[i]) {
		buf_init(&library->codes[i], 10000);
		assert_true(sieve_compile(&sieve_case_settings,
					  span_of(library->texts[i]), &arena,
					  &notes, &library->codes[i]));
		assert_true(sieve_open(buf_span(&library->codes[i]),
				       library->names[i], &library->scripts[i],
				       err));
	}
	*out = library->scripts[i];
	return true;
}

static void close_library(struct library *library)
{
	for (size_t i = 0; library->names[i]; i++) {
		sieve_close(&library->scripts[i]);
		buf_release(&library->codes[i]);
	}
}

/* RFC 6609 3.4.1 */
static void test_sieve_control__include_example(void **state)
{
	struct library library = {
		.names = { "subject_tests" },
		.texts = { "require [\"include\", \"variables\"];"
			   "global [\"test\", \"test_mailbox\"];"
			   "if header :contains \"Subject\" \"${test}\" {"
			   "set \"test_mailbox\" \"spam-${test}\"; }" },
	};
	const struct sieve_host host = { .context = &library,
					 .include = find_script };
	static const char script[] =
		"require [\"fileinto\", \"include\", \"variables\","
		" \"relational\"];"
		"global \"test\"; global \"test_mailbox\";"
		"set \"test\" \"$$\"; include \"subject_tests\";"
		"set \"test\" \"Make money\"; include \"subject_tests\";"
		"if string :count \"eq\" \"${test_mailbox}\" \"1\" {"
		"fileinto \"${test_mailbox}\"; stop; }";

	(void)state;
	CASE("fileinto spam-$$", script, .host = &host,
	     .message = sieve_case_message_b);
	CASE("fileinto spam-Make money", script, .host = &host,
	     .message = "Subject: make MONEY\n\n");
	CASE("(keep)", script, .host = &host);
	close_library(&library);
}

static void test_sieve_control__include(void **state)
{
	struct library library = {
		.names = { "a", "b", "self", "stop", "one", "return" },
		.texts = { "keep;", "require \"include\"; include \"a\";",
			   "require \"include\"; include \"self\";", "stop;",
			   "require [\"fileinto\", \"include\", \"variables\"];"
			   "fileinto \"${global.x}${x}\";"
			   "set \"global.x\" \"${global.x}+\";",
			   "require \"include\"; if true { return; } "
			   "discard;" },
	};
	const struct sieve_host host = { .context = &library,
					 .include = find_script };
#define INCLUDE(commands)                                                      \
	"require [\"include\", \"variables\", \"fileinto\"];\n" commands

	(void)state;
	CASE("keep", INCLUDE("include \"return\"; keep;"), .host = &host);
	CASE("(keep)", INCLUDE("include \"stop\"; discard;"), .host = &host);
	CASE("failed: line 2: include: there is no script 'none'",
	     INCLUDE("include \"none\";"), .host = &host);
	CASE("failed: line 2: include: there is no script 'a'",
	     INCLUDE("include :global \"a\";"), .host = &host);
	CASE("discard", INCLUDE("include :optional \"none\"; discard;"),
	     .host = &host);
	CASE("failed: line 1: include: 'self' includes itself",
	     INCLUDE("include \"self\";"), .host = &host);
	CASE("fileinto 1; fileinto 1+",
	     INCLUDE("global \"x\"; set \"x\" \"1\"; include \"one\";"
		     "include :once \"one\"; include \"one\";"),
	     .host = &host);
	CASE("errors: 2: './../..//etc/passwd' is no name of a script",
	     INCLUDE("include \"./../..//etc/passwd\";"));
	CASE("errors: 2: 'x' was set before it was made global",
	     INCLUDE("set \"x\" \"1\"; global \"x\";"));
	CASE("errors: 2: 'global.12' is no global variable",
	     INCLUDE("set \"global.12\" \"value\";"));
	CASE("errors: 2: 'global.a.b' is no global variable",
	     INCLUDE("set \"global.a.b\" \"value\";"));
	CASE("errors: 1: 'global' is used without require \"variables\"",
	     "require \"include\"; global \"x\";");
	close_library(&library);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_control__tells_what_is_wrong),
		cmocka_unit_test(test_sieve_control__errors_stop_everything),
		cmocka_unit_test(test_sieve_control__ihave),
		cmocka_unit_test(test_sieve_control__include_example),
		cmocka_unit_test(test_sieve_control__include),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
