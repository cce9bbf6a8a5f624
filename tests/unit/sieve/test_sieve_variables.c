/* SPDX-License-Identifier: MIT */
/* Encoded characters (RFC 5228 2.4.2.4) and variables (RFC 5229). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/sieve/sieve_case.h"

/* A script that files into what a string stands for. */
#define ENCODED(text)                                                          \
	"require [\"encoded-character\", \"fileinto\"]; fileinto \"" text "\"" \
	";"
#define VARIABLES(commands)                                                    \
	"require [\"variables\", \"fileinto\", \"encoded-character\","         \
	" \"relational\", \"comparator-i;ascii-numeric\"];\n" commands

static void test_sieve_variables__encoded_characters(void **state)
{
	(void)state;
	CASE("fileinto $@", ENCODED("$${hex:40}"));
	CASE("fileinto @", ENCODED("${hex: 40 }"));
	CASE("fileinto @", ENCODED("${HEX: 40}"));
	CASE("fileinto ${hex:40", ENCODED("${hex:40"));
	CASE("fileinto ${hex:400}", ENCODED("${hex:400}"));
	CASE("fileinto ${hex:40}", ENCODED("${hex:4${hex:30}}"));
	CASE("fileinto @", ENCODED("${unicode:40}"));
	CASE("fileinto ${ unicode:40}", ENCODED("${ unicode:40}"));
	CASE("fileinto @", ENCODED("${UNICODE:40}"));
	CASE("fileinto @", ENCODED("${UnICoDE:0000040}"));
	CASE("fileinto @", ENCODED("${Unicode:40}"));
	CASE("fileinto ${Unicode:Cool}", ENCODED("${Unicode:Cool}"));
	CASE("errors: 1: a ${unicode:} that is no character",
	     ENCODED("${unicode:200000}"));
	CASE("errors: 1: a ${unicode:} that is no character",
	     ENCODED("${Unicode:DF01}"));
	CASE("fileinto ${unicode:200000", ENCODED("${unicode:200000"));
	CASE("fileinto ab\xe2\x82\xac!",
	     ENCODED("${hex:61 62}${unicode:20AC}!"));
	CASE("discard",
	     "require \"encoded-character\";"
	     "if header :contains \"Subject\" \"$${hex:24 24}\" { discard; }",
	     .message = sieve_case_message_b);
	CASE("fileinto ${hex:40}",
	     "require \"fileinto\"; fileinto \"${hex:40}\";");
}

/* RFC 5229 3 and 3.1 */
static void test_sieve_variables__expansion(void **state)
{
	(void)state;
	CASE("fileinto &%${}!", VARIABLES("fileinto \"&%${}!\";"));
	CASE("fileinto ${doh!}", VARIABLES("fileinto \"${doh!}\";"));
	CASE("fileinto []", VARIABLES("fileinto \"[${full}]\";"));
	CASE("fileinto ACME", VARIABLES("set \"company\" \"ACME\";"
					"fileinto \"${company}\";"));
	CASE("fileinto ${BADACME", VARIABLES("set \"company\" \"ACME\";"
					     "fileinto \"${BAD${Company}\";"));
	CASE("fileinto ${President, ACME Inc.}",
	     VARIABLES("set \"company\" \"ACME\";"
		       "fileinto \"${President, ${Company} Inc.}\";"));
	CASE("fileinto bar bar \\bar ${fo\\o}",
	     VARIABLES("set \"foo\" \"bar\"; fileinto "
		       "\"${fo\\o} \\${foo} \\\\${foo} ${fo\\\\o}\";"));
	CASE("fileinto regarding ${beep}",
	     VARIABLES("set \"dollar\" \"$\";"
		       "set \"text\" \"regarding ${dollar}{beep}\";"
		       "fileinto \"${text}\";"));
	CASE("fileinto dear Ethelbert",
	     VARIABLES("set \"name\" \"Ethelbert\";"
		       "fileinto \"dear${hex:20 24 7b 4e}ame}\";"));
	CASE("fileinto ${x}", "require \"fileinto\"; fileinto \"${x}\";");
	CASE("errors: 2: there is no namespace 'nowhere'",
	     VARIABLES("fileinto \"${nowhere.x}\";"));
}

/* RFC 5229 3.2 */
static void test_sieve_variables__match_variables(void **state)
{
	(void)state;
	CASE("fileinto INBOX.lists.acme",
	     VARIABLES("if header :matches \"List-ID\" \"*<*@*\" {"
		       "fileinto \"INBOX.lists.${2}\"; stop; }"),
	     .message = "List-ID: ACME list <acme@example.com>\n\n");
	CASE("fileinto INBOX.lists.acme-users [fwd] version 1.0 is out",
	     VARIABLES("if header :matches \"Subject\" \"[*] *\" {"
		       "fileinto \"INBOX.lists.${1} ${2}\"; stop; }"),
	     .message = "Subject: [acme-users] [fwd] version 1.0 is out\n\n");
	CASE("fileinto coyote@ACME.Example.COM||ACME.Example|",
	     VARIABLES("if address :matches [\"To\", \"Cc\"] "
		       "[\"coyote@**.com\", \"wile@**.com\"] {"
		       "fileinto \"${0}|${1}|${2}|${3}\"; }"),
	     .message = "To: coyote@ACME.Example.COM\n\n");
	CASE("fileinto []",
	     VARIABLES("if anyof (true, address :domain :matches \"To\" "
		       "\"*.com\") { fileinto \"[${1}]\"; }"));
	/* One that fails leaves what the last that did not has set. */
	CASE("fileinto a", VARIABLES("if string :matches \"ab\" \"?b\" {}"
				     "if string :matches \"xy\" \"?b\" {}"
				     "fileinto \"${001}\";"));
	CASE("errors: 2: match variables end with ${31}",
	     VARIABLES("fileinto \"${32}\";"));
}

/* RFC 5229 4.1 */
static void test_sieve_variables__modifiers(void **state)
{
	(void)state;
#define SET(modifiers, value)                                                  \
	VARIABLES("set \"a\" \"juMBlEd lETteRS\";"                             \
		  "set " modifiers " \"b\" \"" value "\"; fileinto \"${b}\";")
	CASE("fileinto 15", SET(":length", "${a}"));
	CASE("fileinto jumbled letters", SET(":lower", "${a}"));
	CASE("fileinto JuMBlEd lETteRS", SET(":upperfirst", "${a}"));
	CASE("fileinto Jumbled letters", SET(":upperfirst :lower", "${a}"));
	CASE("fileinto jUMBLED LETTERS", SET(":lowerfirst :UPPER", "${a}"));
	CASE("fileinto Rock\\*", SET(":quotewildcard", "Rock*"));
	CASE("fileinto \\\\\\?", SET(":quotewildcard", "\\\\?"));
	CASE("fileinto 6", SET(":length :quotewildcard", "a*b*"));
	CASE("fileinto 3", SET(":length", "${unicode:20AC}${hex:c3 a9}x"));
	CASE("errors: 2: 'set' can't have both :lower and :upper",
	     SET(":lower :upper", ""));
	CASE("errors: 2: 'set' has no :huge", SET(":huge", ""));
	CASE("errors: 2: '1' is no name of a variable",
	     VARIABLES("set \"1\" \"\";"));
	CASE("errors: 2: 'a b' is no name of a variable",
	     VARIABLES("set \"a b\" \"\";"));
	CASE("errors: 2: there is no namespace 'a'",
	     VARIABLES("set \"a.b\" \"\";"));
}

/* RFC 5229 5 */
static void test_sieve_variables__string_test(void **state)
{
	(void)state;
	CASE("fileinto  pending",
	     VARIABLES("set \"state\" \"${state} pending\";"
		       "if string :matches \" ${state} \" \"* pending *\" {"
		       "fileinto \"${state}\"; }"));
	CASE("keep", VARIABLES("if string :count \"eq\" :comparator "
			       "\"i;ascii-numeric\" [\"\", \"a\", \"${x}\"] "
			       "\"1\" { keep; }"));
}

/* RFC 5229 6 */
static void test_sieve_variables__limits(void **state)
{
	struct sieve_settings settings = sieve_case_settings;

	(void)state;
	settings.limits.variable_bytes = 4;
	CASE("fileinto abc",
	     VARIABLES("set \"a\" \"abc${unicode:20AC}\";"
		       "fileinto \"${a}\";"),
	     .settings = &settings);
	settings.limits.variables = 2;
	CASE("errors: 2: more than 2 variables",
	     VARIABLES("set \"a\" \"\"; set \"A\" \"\"; set \"b\" \"\";"
		       "set \"c\" \"\";"),
	     .settings = &settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_variables__encoded_characters),
		cmocka_unit_test(test_sieve_variables__expansion),
		cmocka_unit_test(test_sieve_variables__match_variables),
		cmocka_unit_test(test_sieve_variables__modifiers),
		cmocka_unit_test(test_sieve_variables__string_test),
		cmocka_unit_test(test_sieve_variables__limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
