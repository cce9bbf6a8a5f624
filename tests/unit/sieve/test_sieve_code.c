/* SPDX-License-Identifier: MIT */
/* Tokens, syntax, byte-code, and what hostile scripts may do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "tests/unit/sieve/sieve_case.h"

static void test_sieve_code__tokens(void **state)
{
	(void)state;
	/* RFC 5228 2.1, 2.3: words in any case, comments anywhere */
	CASE("discard", "IF # c\r\nSIZE /* a\r\n b */ :OVER 1 "
			"{/**/DisCard/***/;}");
	CASE("(keep)", "if size :over 1k {} elsif size :over 1M { discard; }"
		       "if size :over 3G { discard; }"
		       "if size :over 18446744073709551615 { discard; }");
	CASE("errors: 1: a number past 64 bits",
	     "if size :over 18446744073709551616 {}");
	CASE("errors: 1: a number past 64 bits",
	     "if size :over 17179869184G {}");
	CASE("errors: 1: a number with letters behind it",
	     "if size :over 10kb {}");
	CASE("errors: 2: a comment without an end", "keep;\n/* x");
	CASE("errors: 3: a string without an end", "keep;\n\nkeep \"x");
	CASE("errors: 1: a colon without a name behind it", "keep : x;");
	CASE("errors: 1: a character that has no meaning here", "keep\xc3;");
	CASE("errors: 1: a character that has no meaning here", "keep\r;");
	CASE("(keep)", "\xef\xbb\xbf# with a byte order mark\n");
}

static void test_sieve_code__strings(void **state)
{
	(void)state;
#define FILEINTO(string) "require \"fileinto\"; fileinto " string ";"
	CASE("fileinto a\"b\\cde", FILEINTO("\"a\\\"b\\\\c\\d\\e\""));
	CASE("fileinto a\r\nb", FILEINTO("\"a\nb\""));
	CASE("fileinto a\r\nb", FILEINTO("\"a\r\nb\""));
	CASE("fileinto one\r\n.two\r\n.\r\n",
	     FILEINTO("TEXT: \t# comment\r\none\r\n..two\r\n..\r\n.\r\n"));
	CASE("fileinto .one\r\n", FILEINTO("text:\n.one\n.\n"));
	CASE("errors: 1: text: without a line of one dot",
	     FILEINTO("text:\none\n"));
	CASE("errors: 1: text: has to be followed by a new line",
	     FILEINTO("text: one\n.\n"));
	CASE("errors: 1: the mailbox of 'fileinto' has to be a string",
	     FILEINTO("[\"a\"]"));
	CASE("failed: line 1: '' is no name of a mailbox", FILEINTO("\"\""));
	CASE("failed: line 1: '\xff' is no name of a mailbox",
	     FILEINTO("\"\xff\""));
}

static void test_sieve_code__syntax(void **state)
{
	struct sieve_settings settings = sieve_case_settings;

	(void)state;
	CASE("errors: 1: '}' where a command should be", "}");
	CASE("errors: 1: the script ends before a command or '}'",
	     "if true { keep;");
	CASE("errors: 1: the script ends before ';' or a block", "keep");
	CASE("errors: 1: ']' where a string should be", "require [];");
	CASE("errors: 1: a number where ',' or ']' should be",
	     "require [\"a\" 1];");
	CASE("errors: 1: ')' where a test should be", "if anyof () {}");
	CASE("errors: 1: '}' where ',' or ')' should be",
	     "if anyof (true } {}");
	settings.limits.script_bytes = 4;
	CASE("errors: 1: the script has more than 4 bytes", "keep;",
	     .settings = &settings);
}

/* RFC 5228 2.10.7: fifteen levels at least; here 32, and then an end. */
static const char *nested(const char *open, unsigned count, const char *inner,
			  const char *close)
{
	static char room[4000];
	auto_buf struct buf text;

	buf_init(&text, sizeof(room) - 1);
	for (unsigned i = 0; i < count; i++)
		buf_add_str(&text, open);
	buf_add_str(&text, inner);
	for (unsigned i = 0; i < count; i++)
		buf_add_str(&text, close);
	snprintf(room, sizeof(room), "%s", buf_str(&text));
	return room;
}

static void test_sieve_code__nesting(void **state)
{
	static const char too_deep[] =
		"errors: 1: more than 32 blocks and tests in each other";

	(void)state;
	CASE("discard", nested("if true {", 31, "discard;", "}"));
	CASE(too_deep, nested("if true {", 33, "discard;", "}"));
	CASE(too_deep, nested("if anyof (", 400, "true", ")"));
	CASE(too_deep, nested("if not ", 400, "true", ""));
}

/* ---- the table of what other engines fell over ---- */

static void test_sieve_code__hostile_scripts(void **state)
{
	char stars[2100] = "Subject: ";
	char block[400] = "require \"reject\"; reject text:\n";

	(void)state;
	memset(stars + 9, 'a', 400);
	memcpy(stars + 409, "\n\n", 3);
	CASE("(keep)",
	     "if header :matches \"Subject\" \"*a*a*a*a*a*a*a*a*b\" {"
	     "discard; }",
	     .message = stars);
	memset(block + strlen(block), 'x', 254);
	memcpy(block + strlen(block), "\n.\n;", 5);
	assert_int_equal(
		strlen(sieve_case_run(&(struct sieve_case){ .script = block })),
		strlen("reject ") + 256);
	CASE("(keep)", "/* two\nlines */");
	CASE("(keep)", "if header :is \"x\" \"y\" { discard; }",
	     .message = ": x\n\xff: y\n\n");
	CASE("errors: 1: there is no extension 'a1'; 1: there is no extension "
	     "'a2'",
	     "require [\"a1\",\"a2\"];");
	CASE("fileinto 0", "require [\"variables\",\"fileinto\"];"
			   "fileinto \"${0}0\";");
	CASE("errors: 2: 'pipe' is used without require \"vnd.dovecot.pipe\"",
	     "#include \"/any/file\"\npipe \"cmd\";");
}

/* ---- budgets ---- */

static void test_sieve_code__budgets(void **state)
{
	struct sieve_settings settings = sieve_case_settings;
	char body[1000];

	(void)state;
	settings.limits.steps = 3;
	CASE("failed: line 1: the script takes too many steps",
	     "if size :over 1 { if size :over 1 { keep; } }",
	     .settings = &settings);
	settings = sieve_case_settings;
	settings.limits.examined = 300;
	CASE("failed: line 1: the script compares too many bytes",
	     "if header :contains \"Subject\" [\"a b\", \"c d\", \"e f\","
	     "\"g h\", \"i j\", \"k l\"] { keep; }",
	     .settings = &settings);
	settings = sieve_case_settings;
	settings.limits.memory = 2000;
	CASE("failed: line 1: the script needs too much memory",
	     "require \"variables\"; set \"a\" \"0123456789abcdef\";"
	     "set \"a\" \"${a}${a}${a}${a}\"; set \"a\" "
	     "\"${a}${a}${a}${a}\"; set \"a\" \"${a}${a}${a}${a}\";"
	     "set \"a\" \"${a}${a}${a}${a}\";",
	     .settings = &settings);
	/* The body with CRLF is made once for all tests in a row. */
	memset(body, '\n', sizeof(body));
	body[sizeof(body) - 1] = '\0';
	settings.limits.memory = 4000;
	CASE("(keep)",
	     "require \"body\"; if anyof (body :raw :contains \"b\","
	     "body :raw :contains \"c\", body :raw :contains \"d\","
	     "body :raw :contains \"e\", body :raw :contains \"f\") {"
	     "discard; }",
	     .message = body, .settings = &settings);
	settings = sieve_case_settings;
	settings.limits.actions = 2;
	CASE("failed: line 1: more than 2 actions",
	     "require \"fileinto\"; fileinto \"a\"; fileinto \"b\";"
	     "fileinto \"c\";",
	     .settings = &settings);
}

/* ---- the kept form ---- */

static const char sample[] =
	"require [\"fileinto\", \"variables\", \"imap4flags\"];\n"
	"if header :matches [\"a\", \"b\"] \"*x\" { set \"v\" \"${1}y\"; "
	"fileinto :flags \"f\" \"${v}\"; } elsif size :over 2 { keep; }";

static void compile(const struct sieve_settings *settings, const char *text,
		    struct buf *out)
{
	auto_arena struct arena arena;
	struct sieve_note *notes;

	arena_init(&arena);
	buf_init(out, 10000);
	assert_true(
		sieve_compile(settings, span_of(text), &arena, &notes, out));
}

static void compile_sample(struct buf *out)
{
	compile(&sieve_case_settings, sample, out);
}

static void test_sieve_code__fits_text_and_settings(void **state)
{
	struct sieve_settings other = sieve_case_settings;
	auto_buf struct buf code;

	(void)state;
	compile_sample(&code);
	assert_true(sieve_code_fits(buf_span(&code), &sieve_case_settings,
				    span_of(sample)));
	assert_false(sieve_code_fits(buf_span(&code), &sieve_case_settings,
				     span_of("keep;")));
	other.old_extensions = false;
	assert_false(sieve_code_fits(buf_span(&code), &other, span_of(sample)));
	assert_false(sieve_code_fits(SPAN(""), &other, span_of(sample)));
}

static const struct sieve_settings *with(const char *names)
{
	static struct sieve_settings settings;
	static struct span at[8];
	struct span rest = span_of(names);

	settings = sieve_case_settings;
	settings.extensions = (struct sieve_strings){ at, 0 };
	while (span_cut(&rest, ' ', &at[settings.extensions.count]))
		settings.extensions.count++;
	return &settings;
}

static bool fits(const char *text, const char *made_with, const char *used_with)
{
	auto_buf struct buf code;

	compile(with(made_with), text, &code);
	return sieve_code_fits(buf_span(&code), with(used_with), span_of(text));
}

/* Other extensions, as they differ between delivery and IMAP, don't matter. */
static void
test_sieve_code__fits_where_what_it_looked_for_is_as_then(void **state)
{
	static const char require[] =
		"require \"copy\"; redirect :copy \"a@b\";";
	static const char ihave[] = "require \"ihave\";"
				    "if ihave \"reject\" { reject \"a\"; }";
	static const char brings[] = "require \"spamtestplus\";";

	(void)state;
	assert_true(fits("keep;", "copy", "reject"));
	assert_true(fits(require, "copy reject", "copy"));
	assert_true(fits(require, "copy", "copy reject"));
	assert_false(fits(require, "copy reject", "reject"));
	assert_true(fits(ihave, "ihave", "ihave copy"));
	assert_false(fits(ihave, "ihave", "ihave reject"));
	assert_false(fits(ihave, "ihave reject", "ihave"));
	assert_true(fits(ihave, "ihave reject", "ihave reject copy"));
	assert_true(fits(brings, "spamtestplus spamtest",
			 "spamtestplus spamtest copy"));
}

static bool opens(struct span code)
{
	struct sieve_script *script = NULL;
	struct err err;
	bool opened = sieve_open(code, "sample", &script, &err);

	if (!opened)
		assert_int_equal(err.kind, ERR_CORRUPT);
	sieve_close(&script);
	return opened;
}

static void test_sieve_code__opens_only_what_is_whole(void **state)
{
	auto_buf struct buf code;

	(void)state;
	compile_sample(&code);
	assert_true(opens(buf_span(&code)));
	for (size_t len = 0; len < code.len; len++)
		assert_false(opens(span_first(buf_span(&code), len)));
	buf_add_char(&code, '\0');
	assert_false(opens(buf_span(&code)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_code__tokens),
		cmocka_unit_test(test_sieve_code__strings),
		cmocka_unit_test(test_sieve_code__syntax),
		cmocka_unit_test(test_sieve_code__nesting),
		cmocka_unit_test(test_sieve_code__hostile_scripts),
		cmocka_unit_test(test_sieve_code__budgets),
		cmocka_unit_test(test_sieve_code__fits_text_and_settings),
		cmocka_unit_test(
			test_sieve_code__fits_where_what_it_looked_for_is_as_then),
		cmocka_unit_test(test_sieve_code__opens_only_what_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
