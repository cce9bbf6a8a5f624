/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "sieve/sieve_regex.h"

static struct span groups[SIEVE_REGEX_GROUPS];
static size_t group_count;

static bool find_case(const char *pattern, const char *text,
		      enum sieve_regex_case c)
{
	struct sieve_regex *regex;
	struct err err;
	bool found;

	assert_true(sieve_regex_new(span_of(pattern), c, &regex, &err));
	assert_true(sieve_regex_find(regex, span_of(text), &found, groups,
				     &group_count, &err));
	sieve_regex_free(&regex);
	assert_null(regex);
	return found;
}

static bool find(const char *pattern, const char *text)
{
	return find_case(pattern, text, SIEVE_REGEX_NOCASE);
}

static void assert_refused(const char *pattern, enum err_kind kind)
{
	struct sieve_regex *regex;
	struct err err;

	assert_false(sieve_regex_new(span_of(pattern), SIEVE_REGEX_NOCASE,
				     &regex, &err));
	assert_int_equal(err.kind, kind);
	assert_non_null(strstr(err.text, "Regular expression"));
}

/* Those of draft-murchison-sieve-regex, section 3. */
static void test_sieve_regex__the_drafts_examples_work(void **state)
{
	(void)state;
	assert_true(find("me(\\+.*)?@company\\.com", "me@company.com"));
	assert_true(find("me(\\+.*)?@company\\.com", "me+x@company.com"));
	assert_false(find("me(\\+.*)?@company\\.com", "me@companyxcom"));
	assert_true(
		find_case("^[^[:lower:]]+$", "BUY NOW!", SIEVE_REGEX_EXACT));
	assert_false(
		find_case("^[^[:lower:]]+$", "BUY now", SIEVE_REGEX_EXACT));
}

static void test_sieve_regex__posix_expressions_work(void **state)
{
	(void)state;
	assert_true(find("^a{2,3}b?c+$", "aacc"));
	assert_false(find("^a{2,3}b?c+$", "aaaac"));
	assert_true(find("^(one|two) [[:digit:]]{3}$", "TWO 123"));
	assert_true(find("^[]x]+$", "]x"));
	assert_true(find("a{", "a{"));
	assert_false(find("^.$", "\n"));
	assert_false(find("^x$", "x\n"));
}

static void test_sieve_regex__characters_are_more_than_bytes(void **state)
{
	(void)state;
	assert_true(find("^.$", "文"));
	assert_false(find_case("^.$", "文", SIEVE_REGEX_EXACT));
	assert_true(find("^ÄRGER$", "ärger"));
	assert_true(find("x$", "\xff\xfex"));
}

static void test_sieve_regex__groups_are_told(void **state)
{
	(void)state;
	assert_true(find("(a)|(b)(c)", "xxbc"));
	assert_int_equal(group_count, 4);
	assert_true(span_eq(groups[0], SPAN("bc")));
	assert_true(span_eq(groups[1], SPAN("")));
	assert_true(span_eq(groups[2], SPAN("b")));
	assert_true(span_eq(groups[3], SPAN("c")));
	assert_true(find("(1)(2)(3)(4)(5)(6)(7)(8)(9)(0)(1)", "12345678901"));
	assert_int_equal(group_count, 12);
	assert_true(span_eq(groups[9], SPAN("9")));
	assert_true(span_eq(groups[11], SPAN("1")));
	assert_true(find("(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)"
			 "(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)",
			 "abcdefghijklmnopqrstuvwxyz012345"));
	assert_int_equal(group_count, SIEVE_REGEX_GROUPS);
	assert_true(span_eq(groups[31], SPAN("4")));
	assert_false(find("x", "y"));
	assert_int_equal(group_count, 0);
}

static void test_sieve_regex__what_is_wrong_is_said(void **state)
{
	char large[5000];

	(void)state;
	assert_refused("(", ERR_SYNTAX);
	assert_refused("[a", ERR_SYNTAX);
	assert_refused("*a", ERR_SYNTAX);
	assert_refused("a(?=b)", ERR_SYNTAX);
	assert_refused("(*UTF)a", ERR_SYNTAX);
	assert_refused("(?R)", ERR_SYNTAX);
	assert_refused("[[=a=]]", ERR_SYNTAX);
	assert_refused("\xff", ERR_SYNTAX);
	memset(large, 'a', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_refused(large, ERR_LIMIT);
	assert_true(find("[(?]", "?"));
	assert_true(find("\\(?", "("));
}

/* What takes other engines minutes and gigabytes. */
static void test_sieve_regex__bombs_are_bounded(void **state)
{
	static const char *const bombs[] = { "(a*)*\\1[bc]", "(a|a)*[bc]",
					     "^(([a-z])+.)+[A-Z]([a-z])+$" };
	char text[401];
	struct sieve_regex *regex;
	struct err err;
	bool found;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(bombs); i++) {
		assert_true(sieve_regex_new(span_of(bombs[i]),
					    SIEVE_REGEX_EXACT, &regex, &err));
		assert_false(sieve_regex_find(regex, span_of(text), &found,
					      groups, &group_count, &err));
		assert_int_equal(err.kind, ERR_LIMIT);
		sieve_regex_free(&regex);
	}
	assert_refused("((((a{1,99}){1,99}){1,99}){1,99})", ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_regex__the_drafts_examples_work),
		cmocka_unit_test(test_sieve_regex__posix_expressions_work),
		cmocka_unit_test(
			test_sieve_regex__characters_are_more_than_bytes),
		cmocka_unit_test(test_sieve_regex__groups_are_told),
		cmocka_unit_test(test_sieve_regex__what_is_wrong_is_said),
		cmocka_unit_test(test_sieve_regex__bombs_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
