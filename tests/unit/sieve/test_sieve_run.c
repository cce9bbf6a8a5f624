/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "tests/unit/sieve/sieve_case.h"

/* RFC 5228 2.10.2, 4 */
static void test_sieve_run__keeps_unless_told_otherwise(void **state)
{
	(void)state;
	CASE("(keep)", "");
	CASE("(keep)", "# nothing\n/* at all */");
	CASE("(keep)", "if size :over 500K { discard; }");
	CASE("keep", "keep;");
	CASE("discard", "discard;");
	CASE("fileinto x", "require \"fileinto\"; fileinto \"x\";");
	CASE("redirect bart@example.com", "redirect \"bart@example.com\";");
	CASE("(keep)", "stop; discard;");
	CASE("errors: 1: 'fileinto' is used without require \"fileinto\"",
	     "fileinto \"x\";");
}

/* RFC 5228 9 */
static const char extended[] =
	"require [\"fileinto\"];\n"
	"if header :is \"Sender\" \"owner-ietf-mta-filters@imc.org\"\n"
	"        {\n"
	"        fileinto \"filter\";  # move to \"filter\" mailbox\n"
	"        }\n"
	"elsif address :DOMAIN :is [\"From\", \"To\"] \"example.com\"\n"
	"        {\n"
	"        keep;               # keep in \"In\" mailbox\n"
	"        }\n"
	"elsif anyof (NOT address :all :contains\n"
	"               [\"To\", \"Cc\", \"Bcc\"] \"me@example.com\",\n"
	"             header :matches \"subject\"\n"
	"               [\"*make*money*fast*\", \"*university*dipl*mas*\"])\n"
	"        {\n"
	"        fileinto \"spam\";   # move to \"spam\" mailbox\n"
	"        }\n"
	"else\n"
	"        {\n"
	"        fileinto \"personal\";\n"
	"        }\n";

static void test_sieve_run__extended_example(void **state)
{
	(void)state;
	CASE("fileinto filter", extended,
	     .message = "Sender: Owner-ietf-mta-filters@imc.org\n\n");
	CASE("keep", extended, .message = "To: a@Example.Com\n\n");
	CASE("fileinto spam", extended);
	CASE("fileinto spam", extended,
	     .message = "Cc: <me@example.com>, c@d.e\nFrom: a@b.c\n"
			"Subject: MAKE a lot of Money very fast!\n\n");
	CASE("fileinto personal", extended,
	     .message = "Bcc: <me@example.com>, c@d.e\nFrom: a@b.c\n\n");
}

/* The other examples of RFC 5228 */
static void test_sieve_run__examples(void **state)
{
	static const char sorted[] =
		"require \"fileinto\";\n"
		"if header :contains \"from\" \"coyote\" {\n"
		"   discard;\n"
		"} elsif header :contains [\"subject\"] [\"$$$\"] {\n"
		"   discard;\n"
		"} else {\n"
		"   fileinto \"INBOX\";\n"
		"}\n";
	static const char redirected[] =
		"if header :contains [\"From\"] [\"coyote\"] {\n"
		"   redirect \"acm@example.com\";\n"
		"} elsif header :contains \"Subject\" \"$$$\" {\n"
		"   redirect \"postmaster@example.com\";\n"
		"} else {\n"
		"   redirect \"field@example.com\";\n"
		"}\n";
	const char *const a = sieve_case_message_a;
	const char *const b = sieve_case_message_b;

	(void)state;
	CASE("discard", sorted, .message = a);
	CASE("discard", sorted, .message = b);
	CASE("fileinto INBOX", sorted, .message = "From: x\n\n");
	CASE("redirect acm@example.com", redirected, .message = a);
	CASE("redirect postmaster@example.com", redirected, .message = b);
	CASE("redirect field@example.com", redirected,
	     .message = "From: x\n\n");
	CASE("(keep)",
	     "if header :contains :comparator \"i;octet\" \"Subject\"\n"
	     "   \"MAKE MONEY FAST\" { discard; }",
	     .message = "Subject: You can Make Money Fast\n\n");
	CASE("keep", "if size :under 1M { keep; } else { discard; }");
	CASE("(keep)", "if not size :under 1M { discard; }");
	CASE("discard",
	     "if address :is :all \"from\" \"tim@example.com\" { discard; }",
	     .message = "From: Tim <Tim@Example.Com>\n\n");
	CASE("discard", "if not exists [\"From\",\"Date\"] { discard; }",
	     .message = "From: x\n\n");
	CASE("(keep)", "if not exists [\"From\",\"Date\"] { discard; }",
	     .message = a);
	CASE("discard; fileinto x",
	     "require \"fileinto\"; discard; fileinto \"x\";");
}

/* What a chain of scripts makes of one message. */
static const char *chain(const char *const *texts, size_t count)
{
	static char told[100];
	const struct sieve_host host = { .context = NULL };
	const struct sieve_input input = { .message = SPAN("a: b\n\n") };
	struct sieve_run *run =
		sieve_run_new(&sieve_case_settings, &host, &input, NULL, NULL);
	struct sieve_script *scripts[4] = { NULL };
	struct buf codes[4];
	auto_arena struct arena arena;
	struct sieve_note *notes;
	size_t done = 0;
	bool keep = true;
	struct err err;

	arena_init(&arena);
	told[0] = '\0';
	for (; done < count && keep; done++) {
		buf_init(&codes[done], 10000);
		assert_true(sieve_compile(&sieve_case_settings,
					  span_of(texts[done]), &arena, &notes,
					  &codes[done]));
		assert_true(sieve_open(buf_span(&codes[done]), "x",
				       &scripts[done], &err));
		assert_true(sieve_run_script(run, scripts[done], &keep, &err));
	}
	for (const struct sieve_action *a = sieve_run_actions(run); a;
	     a = a->next)
		snprintf(told + strlen(told), sizeof(told) - strlen(told),
			 "%u%s%.*s ", (unsigned)a->kind,
			 a->is_implicit ? "!" : "",
			 SPAN_ARG(a->kind == SIEVE_VACATION ? a->vacation.reason
							    : SPAN("")));
	sieve_run_free(&run);
	for (size_t i = 0; i < done; i++) {
		sieve_close(&scripts[i]);
		buf_release(&codes[i]);
	}
	return told;
}

/* The next one runs as long as the message is to be kept, and then it is for
 * that one to say. */
static void test_sieve_run__chains(void **state)
{
#define CHAIN(...)                                                             \
	chain((const char *const[]){ __VA_ARGS__ },                            \
	      ARRAY_LEN(((const char *const[]){ __VA_ARGS__ })))
	(void)state;
	assert_string_equal(CHAIN("", ""), "0! ");
	assert_string_equal(CHAIN("keep;", "discard;"), "2 ");
	assert_string_equal(CHAIN("discard;", "keep;"), "2 ");
	assert_string_equal(CHAIN("stop;", "keep;"), "0 ");
	assert_string_equal(CHAIN("require [\"copy\", \"fileinto\"];"
				  "fileinto :copy \"x\";",
				  "keep;"),
			    "1 0 ");
	assert_string_equal(CHAIN("require \"fileinto\"; fileinto \"x\";"
				  "keep;",
				  "discard;"),
			    "1 2 ");
	/* One reply, that of the first one that replies. */
#define AWAY "require \"vacation\"; vacation "
	assert_string_equal(CHAIN(AWAY "\"a\";", AWAY "\"b\"; discard;"),
			    "6a 2 ");
	assert_string_equal(
		CHAIN(AWAY "\"a\"; keep;", AWAY "\"b\";", AWAY "\"c\"; keep;"),
		"6a 0 ");
	assert_string_equal(CHAIN("", AWAY "\"b\";", AWAY "\"c\";"), "6b 0! ");
	/* Who is rejected is not answered, too (RFC 5429 2.4). */
#define REJECT "require [\"reject\", \"ereject\", \"vacation\"];"
	assert_string_equal(CHAIN(AWAY "\"a\";", REJECT "reject \"b\";"), "4 ");
	assert_string_equal(
		CHAIN(AWAY "\"a\"; keep;", "", REJECT "ereject \"b\";"), "5 ");
	CASE("failed: line 1: a message that is rejected can be neither "
	     "delivered nor answered",
	     REJECT "vacation \"a\"; reject \"b\";");
}

/* What a chain before has done with it is of no matter. */
static void test_sieve_run__two_vacations_of_one_script(void **state)
{
	(void)state;
	CASE("failed: line 1: vacation can be used only once",
	     AWAY "\"a\"; vacation \"b\";");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_run__keeps_unless_told_otherwise),
		cmocka_unit_test(test_sieve_run__extended_example),
		cmocka_unit_test(test_sieve_run__examples),
		cmocka_unit_test(test_sieve_run__chains),
		cmocka_unit_test(test_sieve_run__two_vacations_of_one_script),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
