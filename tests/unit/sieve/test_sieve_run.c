/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_run__keeps_unless_told_otherwise),
		cmocka_unit_test(test_sieve_run__extended_example),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
