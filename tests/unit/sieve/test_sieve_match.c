/* SPDX-License-Identifier: MIT */
/* Match types and comparators (RFC 5228 2.7, RFC 4790 9, RFC 5051, RFC 5231),
 * addresses (RFC 5228 5.1, 5.4, RFC 5233, RFC 6009). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/sieve/sieve_case.h"

#define ALL                                                                    \
	"require [\"variables\", \"relational\", \"subaddress\","              \
	" \"envelope\", \"envelope-dsn\", \"envelope-deliverby\","             \
	" \"comparator-i;ascii-numeric\","                                     \
	" \"comparator-i;unicode-casemap\", \"fileinto\"];\n"
#define STRING(tags, value, key)                                               \
	ALL "if string " tags " \"" value "\" \"" key "\" { discard; }"

static void yes(const char *script)
{
	CASE("discard", script);
}

static void no(const char *script)
{
	CASE("(keep)", script);
}

static void test_sieve_match__match_types(void **state)
{
	(void)state;
	yes(STRING(":contains", "frobnitzm", "frob"));
	yes(STRING(":contains", "frobnitzm", "NIT"));
	no(STRING(":contains", "frobnitzm", "fbm"));
	yes(STRING(":contains", "frobnitzm", ""));
	yes(STRING(":contains", "", ""));
	no(STRING(":contains", "ab", "abc"));
	yes(STRING("", "frobnitzm", "Frobnitzm"));
	no(STRING(":is", "frobnitzm", ""));
	yes(STRING(":is", "", ""));
	no(STRING(":is :comparator \"i;octet\"", "a", "A"));
	no(STRING(":contains :comparator \"i;octet\"", "xay", "A"));
	yes(STRING(":contains :comparator \"I;OCTET\"", "xay", "ay"));
	yes(STRING(":matches", "frobnitzm", "f?o*z?"));
	no(STRING(":matches", "frobnitzm", "f?o*z"));
	yes(STRING(":matches", "", "*"));
	yes(STRING(":matches", "", "**"));
	no(STRING(":matches", "", "?"));
	no(STRING(":matches", "", "*?"));
	yes(STRING(":matches", "a*b", "a\\\\*b"));
	no(STRING(":matches", "axb", "a\\\\*b"));
	yes(STRING(":matches", "a?", "*\\\\?"));
	yes(STRING(":matches", "a\\\\b", "a\\\\\\\\b"));
	yes(STRING(":matches", "a\\\\", "*\\\\"));
	yes(STRING(":matches", "abcabd", "*ab?"));
	no(STRING(":matches", "abcab", "*abc"));
	/* an octet each, or a character */
	no(STRING(":matches", "\xc3\xa4", "?"));
	yes(STRING(":matches", "\xc3\xa4", "??"));
	yes(STRING(":matches :comparator \"i;unicode-casemap\"", "\xc3\xa4",
		   "?"));
}

static void test_sieve_match__captures(void **state)
{
	(void)state;
#define CAPTURE(tags, value, key)                                              \
	ALL "if string :matches " tags " \"" value "\" \"" key "\" {"          \
	    "fileinto \"${0}|${1}|${2}|${3}\"; }"
	CASE("fileinto xaxab b|x|xab |", CAPTURE("", "xaxab b", "*a*b"));
	CASE("fileinto abc|a|bc|", CAPTURE("", "abc", "?*"));
	CASE("fileinto abc||a|bc", CAPTURE("", "abc", "*?*"));
	CASE("fileinto a|||", CAPTURE("", "a", "**a*"));
	CASE("fileinto \xc3\x84pfel ess|\xc3\x84|pf|l ess",
	     CAPTURE(":comparator \"i;unicode-casemap\"", "\xc3\x84pfel ess",
		     "?*E*"));
	/* one character becomes two */
	CASE("fileinto \xef\xac\x81x|\xef\xac\x81||x",
	     CAPTURE(":comparator \"i;unicode-casemap\"", "\xef\xac\x81x",
		     "?**"));
	/* the 32nd wildcard and those behind it have no variable */
	CASE("fileinto 9abcdefghijklmnopqrstuv",
	     ALL "if string :matches \"123456789abcdefghijklmnopqrstuvwxyz\" "
		 "\"???????????????????????????????????\" {"
		 "fileinto \"${9}${10}${11}${12}${13}${14}${15}${16}${17}"
		 "${18}${19}${20}${21}${22}${23}${24}${25}${26}${27}${28}"
		 "${29}${30}${31}\"; }");
	CASE("fileinto a|b", ALL "if string :matches \"a/b\" "
				 "\"*******************************/*\" {"
				 "fileinto \"${31}|b\"; }");
}

static void test_sieve_match__comparators(void **state)
{
	(void)state;
#define NUMERIC ":comparator \"i;ascii-numeric\""
#define UNICODE ":comparator \"i;unicode-casemap\""
	yes(STRING(NUMERIC, "0010x", "10"));
	no(STRING(NUMERIC, "10", "100"));
	yes(STRING(NUMERIC, "x", ""));
	yes(STRING(NUMERIC " :value \"gt\"", "x", "9"));
	yes(STRING(NUMERIC " :value \"gt\"", "100000000000000000000000",
		   "99999999999999999999999"));
	yes(STRING(NUMERIC " :value \"le\"", "7", "10"));
	yes(STRING(":value \"GT\"", "7", "10"));
	yes(STRING(":value \"eq\"", "ab", "AB"));
	yes(STRING(":value \"ne\"", "ab", "abc"));
	yes(STRING(":value \"lt\"", "ab", "abc"));
	yes(STRING(":value \"ge\"", "b", "A"));
	/* ascii-casemap compares capitals */
	yes(STRING(":value \"lt\"", "z", "_"));
	yes(STRING(UNICODE, "\xc3\xa4", "\xc3\x84"));
	yes(STRING(UNICODE " :contains", "x\xc3\xa4y", "\xc3\x84"));
	yes(STRING(UNICODE " :contains", "x\xc3\xa4y", "A\xcc\x88"));
	no(STRING("", "\xc3\xa4", "\xc3\x84"));
}

/* RFC 5231 4.2, 7 */
static const char relational_message[] =
	"received: a\nreceived: b\nreceived: c\nfrom: a@b\n"
	"to: one@x, two@x, three@x, four@x, five@x, six@x, seven@x\n"
	"cc: eight@x\nsubject: s\nx-priority: 3\n\n";

static void test_sieve_match__relational(void **state)
{
#define COUNT(test) ALL "if " test " { discard; }"
	(void)state;
	CASE("discard",
	     COUNT("address :count \"ge\" " NUMERIC " [\"to\", \"cc\"] "
		   "[\"8\"]"),
	     .message = relational_message);
	CASE("discard",
	     COUNT("header :count \"eq\" " NUMERIC " [\"received\"] \"3\""),
	     .message = relational_message);
	CASE("discard",
	     COUNT("header :value \"lt\" " NUMERIC " [\"x-priority\"] "
		   "[\"4\"]"),
	     .message = relational_message);
	CASE("discard",
	     COUNT("header :count \"eq\" " NUMERIC " [\"nothing\"] \"0\""),
	     .message = relational_message);
	CASE("discard",
	     COUNT("envelope :count \"eq\" " NUMERIC
		   " [\"from\", \"to\"] \"2\""),
	     .sender = "a@b", .recipient = "c@d");
	CASE("errors: 2: there is no relation 'more'",
	     COUNT("header :count \"more\" \"a\" \"1\""));
}

/* ---- header and address ---- */

static const char addresses[] =
	"From: \"Doe, John\" <ken+sieve@example.org>\n"
	"To: undisclosed-recipients:;\n"
	"Cc: g: a@b.example, \"c d\"@e.example; broken, <@x,@y:r@s.example>\n"
	"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?q?_an_alle?= \n"
	"Empty:\nX-Folded:  a\n\t b  \n\n";

static void test_sieve_match__headers(void **state)
{
	(void)state;
#define HEADER(test)                                                           \
	CASE("discard", ALL "if " test " { discard; }", .message = addresses)
	HEADER("header :is \"subject\" \"gr\xc3\xbc\xc3\x9f"
	       "e an alle\"");
	HEADER("header :is \"x-folded\" \"a b\"");
	HEADER("header :is \"empty\" \"\"");
	HEADER("header :contains [\"none\", \"empty\"] \"\"");
	HEADER("not header :contains \"none\" \"\"");
	HEADER("exists [\"from\", \"EMPTY\"]");
	HEADER("not exists [\"from\", \"none\"]");
	HEADER("address :is \"from\" \"ken+sieve@example.org\"");
	HEADER("address :localpart \"from\" \"ken+sieve\"");
	HEADER("address :domain \"from\" \"EXAMPLE.ORG\"");
	HEADER("address :user \"from\" \"ken\"");
	HEADER("address :detail \"from\" \"sieve\"");
	HEADER("not address :contains \"from\" \"doe\"");
	HEADER("not address :contains :detail \"cc\" \"\"");
	HEADER("address :user \"cc\" \"a\"");
	HEADER("address :all \"cc\" \"c d@e.example\"");
	HEADER("address :all \"cc\" \"r@s.example\"");
	HEADER("address :all :is \"cc\" \"broken\"");
	HEADER("not address :localpart :is \"cc\" \"broken\"");
	HEADER("not address :contains \"to\" \"\"");
	HEADER("size :over 200");
	HEADER("not size :under 200");
}

static void test_sieve_match__envelope(void **state)
{
	(void)state;
#define ENVELOPE(from, test)                                                   \
	CASE("discard", ALL "if envelope " test " { discard; }",               \
	     .sender = from, .recipient = "u+d@h")
	ENVELOPE("tim@example.com", ":all :is \"from\" \"tim@example.com\"");
	ENVELOPE("@a,@b:tim@example.com", "\"FROM\" \"tim@example.com\"");
	ENVELOPE("", ":all \"from\" \"\"");
	ENVELOPE("", ":domain \"from\" \"\"");
	ENVELOPE("a@b", ":detail \"to\" \"d\"");
	ENVELOPE("a@b", "[\"from\", \"to\"] \"u+d@h\"");
	ENVELOPE("\"a@b\"@c", ":domain \"from\" \"c\"");
	CASE("errors: 2: the envelope has no part 'auth'",
	     ALL "if envelope :is \"auth\" \"x\" { stop; }");
}

static void test_sieve_match__envelope_of_dsn(void **state)
{
	const struct sieve_input input = {
		.message = SPAN("a: b\n\n"),
		.envid = SPAN("QQ+2B1"),
		.ret = SPAN("HDRS"),
		.notify = SPAN("SUCCESS,DELAY"),
		.orcpt = SPAN("rfc822;a+40b"),
		.by_mode = SPAN("RT"),
		.by_time = 60,
		.now = 1000000000,
	};

	(void)state;
#define DSN(test)                                                              \
	CASE("discard", ALL "if envelope " test " { discard; }",               \
	     .input = &input)
	DSN("\"envid\" \"qq+1\"");
	DSN("\"ret\" \"hdrs\"");
	DSN("\"notify\" \"delay\"");
	DSN(":count \"eq\" \"notify\" \"2\"");
	DSN("\"orcpt\" \"rfc822;a@b\"");
	DSN("\"bymode\" \"return\"");
	DSN("\"bytrace\" \"trace\"");
	DSN("\"bytimerelative\" \"60\"");
	DSN(":matches \"bytimeabsolute\" \"2001-09-09T01:47:40*\"");
	CASE("errors: 1: envelope part \"ret\" without require "
	     "\"envelope-dsn\"",
	     "require \"envelope\"; if envelope \"ret\" \"full\" {}");
}

static void test_sieve_match__redirect_tags(void **state)
{
	const struct sieve_input input = { .message = SPAN("a: b\n\n"),
					   .now = 1000000000 };

	static const struct span names[] = { SPAN("redirect-dsn"),
					     SPAN("redirect-deliverby") };
	struct sieve_settings settings = sieve_case_settings;

	(void)state;
	settings.extensions = (struct sieve_strings){ names, ARRAY_LEN(names) };
#define REDIRECT(tags)                                                         \
	"require [\"redirect-dsn\", \"redirect-deliverby\"];"                  \
	"redirect " tags " \"a@b\";"
	CASE("redirect a@b :notify SUCCESS,DELAY :ret FULL",
	     REDIRECT(":notify \"SUCCESS,DELAY\" :ret \"FULL\""),
	     .settings = &settings);
	CASE("redirect a@b :bymode notify :bytime 600 :bytrace",
	     REDIRECT(":bytimerelative 600 :bymode \"notify\" :bytrace"),
	     .settings = &settings);
	CASE("redirect a@b :bymode return :bytime 60",
	     REDIRECT(":bytimeabsolute \"2001-09-09T03:47:40+02:00\" "
		      ":bymode \"return\""),
	     .settings = &settings, .input = &input);
	CASE("errors: 1: redirect: 'never,delay' is no :notify",
	     REDIRECT(":notify \"never,delay\""), .settings = &settings);
	CASE("errors: 1: redirect: '2001' is no :bytimeabsolute",
	     REDIRECT(":bytimeabsolute \"2001\""), .settings = &settings);
	CASE("errors: 1: redirect: :bymode and :bytrace need a time",
	     REDIRECT(":bytrace"), .settings = &settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_match__match_types),
		cmocka_unit_test(test_sieve_match__captures),
		cmocka_unit_test(test_sieve_match__comparators),
		cmocka_unit_test(test_sieve_match__relational),
		cmocka_unit_test(test_sieve_match__headers),
		cmocka_unit_test(test_sieve_match__envelope),
		cmocka_unit_test(test_sieve_match__envelope_of_dsn),
		cmocka_unit_test(test_sieve_match__redirect_tags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
