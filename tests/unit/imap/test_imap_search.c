/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_search.h"
#include "imap/imap_session.h"

static const char *const key_names[] = {
	[STORE_KEY_ALL] = "all",
	[STORE_KEY_AND] = "and",
	[STORE_KEY_OR] = "or",
	[STORE_KEY_NOT] = "not",
	[STORE_KEY_SEQUENCE] = "seq",
	[STORE_KEY_UID] = "uid",
	[STORE_KEY_FLAGS] = "flags",
	[STORE_KEY_KEYWORD] = "keyword",
	[STORE_KEY_RECENT] = "recent",
	[STORE_KEY_BEFORE] = "before",
	[STORE_KEY_ON] = "on",
	[STORE_KEY_SINCE] = "since",
	[STORE_KEY_SENTBEFORE] = "sentbefore",
	[STORE_KEY_SENTON] = "senton",
	[STORE_KEY_SENTSINCE] = "sentsince",
	[STORE_KEY_OLDER] = "older",
	[STORE_KEY_YOUNGER] = "younger",
	[STORE_KEY_MODSEQ] = "modseq",
	[STORE_KEY_LARGER] = "larger",
	[STORE_KEY_SMALLER] = "smaller",
	[STORE_KEY_HEADER] = "header",
	[STORE_KEY_BODY] = "body",
	[STORE_KEY_TEXT] = "text",
};

/* "and(flags:1 header:SUBJECT:x)" */
static void describe(struct buf *out, const struct store_criterion *c)
{
	buf_add_str(out, key_names[c->key]);
	if (c->number)
		buf_add_format(out, ":%lu", (unsigned long)c->number);
	if (c->name.len)
		buf_add_format(out, ":%.*s", SPAN_ARG(c->name));
	if (c->text.len)
		buf_add_format(out, ":%.*s", SPAN_ARG(c->text));
	if (c->set.count) {
		buf_add_char(out, ':');
		ranges_write(&c->set, out);
	}
	if (!c->child)
		return;
	buf_add_char(out, '(');
	for (const struct store_criterion *at = c->child; at; at = at->next) {
		if (at != c->child)
			buf_add_char(out, ' ');
		describe(out, at);
	}
	buf_add_char(out, ')');
}

/* The view is UIDs 11 to 15. */
static const char *parse(struct span text)
{
	static char room[1024];
	auto_arena struct arena arena;
	auto_ranges struct ranges view;
	auto_buf struct buf out;
	auto_ranges struct ranges saved;
	const struct imap_search_input in = {
		.view = &view,
		.saved = &saved,
		.numbers = true,
		.charset = true,
		.keys_max = 10000,
		.nesting_max = 100,
	};
	struct imap_search_program program;
	enum imap_search result;

	arena_init(&arena);
	ranges_init(&view);
	ranges_add_run(&view, 11, 15);
	buf_init(&out, sizeof(room) - 1);
	ranges_init(&saved);
	ranges_add_run(&saved, 12, 13);
	result = imap_search_parse(&in, text, &arena, &program);
	if (result == IMAP_SEARCH_OK)
		describe(&out, program.root);
	imap_search_release(&program);
	snprintf(room, sizeof(room), "%s", buf_str(&out));
	if (result == IMAP_SEARCH_BAD)
		return "BAD";
	if (result == IMAP_SEARCH_LIMIT)
		return "LIMIT";
	return result == IMAP_SEARCH_OK ? room : "CHARSET";
}
#define PARSE(text) parse(SPAN(text))

static void test_imap_search__flags_and_their_opposites(void **state)
{
	(void)state;
	assert_string_equal(PARSE("ALL"), "and(all)");
	assert_string_equal(PARSE("seen UNSEEN"), "and(flags:1 not(flags:1))");
	assert_string_equal(PARSE("NEW"), "and(and(recent not(flags:1)))");
	assert_string_equal(PARSE("OLD"), "and(not(recent))");
	assert_string_equal(PARSE("KEYWORD $Work UNKEYWORD x"),
			    "and(keyword:$Work not(keyword:x))");
	assert_string_equal(PARSE("KEYWORD $Forwarded"), "and(flags:32)");
}

static void test_imap_search__arguments_follow_their_keys(void **state)
{
	(void)state;
	assert_string_equal(PARSE("SUBJECT \"a b\""),
			    "and(header:SUBJECT:a b)");
	assert_string_equal(PARSE("HEADER X-A {3}\r\nfoo"),
			    "and(header:X-A:foo)");
	assert_string_equal(PARSE("HEADER X-A \"\""), "and(header:X-A)");
	assert_string_equal(PARSE("LARGER 4294967295 SMALLER 0"),
			    "and(larger:4294967295 smaller)");
	assert_string_equal(PARSE("SINCE 2-Jan-1970 SENTON \"3-Jan-1970\""),
			    "and(since:1 senton:2)");
	assert_string_equal(PARSE("BODY x TEXT y"), "and(body:x text:y)");
}

static void test_imap_search__sets_are_resolved(void **state)
{
	(void)state;
	assert_string_equal(PARSE("2:*"), "and(seq:2:5)");
	/* Not cut to the view: a set takes no more memory than its text. */
	assert_string_equal(PARSE("* UID 1:12,*"), "and(seq:5 uid:1:12,15)");
}

static void test_imap_search__not_or_and_lists_nest(void **state)
{
	(void)state;
	assert_string_equal(PARSE("OR SEEN NOT (1 DRAFT)"),
			    "and(or(flags:1 not(and(seq:1 flags:16))))");
	assert_string_equal(PARSE("OR (OR 1 2) 3 ALL"),
			    "and(or(and(or(seq:1 seq:2)) seq:3) all)");
}

/* RFC 3501 6.4.4 */
static void test_imap_search__charset_is_converted(void **state)
{
	(void)state;
	assert_string_equal(PARSE("CHARSET UTF-8 TEXT {2}\r\n\xc3\xa4"),
			    "and(text:\xc3\xa4)");
	assert_string_equal(PARSE("charset iso-8859-1 TEXT {1}\r\n\xe4"),
			    "and(text:\xc3\xa4)");
	assert_string_equal(PARSE("CHARSET US-ASCII TEXT x"), "and(text:x)");
	assert_string_equal(PARSE("CHARSET X-NONE TEXT x"), "CHARSET");
}

static void test_imap_search__malformed_programs_are_refused(void **state)
{
	static const struct span bad[] = {
		SPAN(""),
		SPAN("FOO"),
		SPAN("SEEN "),
		SPAN(" SEEN"),
		SPAN("NOT"),
		SPAN("OR SEEN"),
		SPAN("(SEEN"),
		SPAN("()"),
		SPAN("SEEN)"),
		SPAN("LARGER x"),
		SPAN("LARGER"),
		SPAN("ON yesterday"),
		SPAN("HEADER x"),
		SPAN("HEADER \"\" x"),
		SPAN("UID 0"),
		SPAN("0"),
		SPAN("CHARSET UTF-8"),
		SPAN("SUBJECT"),
		SPAN("KEYWORD \\Seen"),
		SPAN("SEEN  DRAFT"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_string_equal(parse(bad[i]), "BAD");
}

static void test_imap_search__depth_and_length_are_bounded(void **state)
{
	auto_buf struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 100000; i++)
		buf_add(&text, SPAN("NOT "));
	buf_add(&text, SPAN("ALL"));
	assert_string_equal(parse(buf_span(&text)), "LIMIT");
	buf_reset(&text);
	for (int i = 0; i < 20000; i++)
		buf_add(&text, SPAN("ALL "));
	buf_add(&text, SPAN("ALL"));
	assert_string_equal(parse(buf_span(&text)), "LIMIT");
}

static void test_imap_search__within_modseq_and_saved(void **state)
{
	(void)state;
	assert_string_equal(PARSE("OLDER 60 YOUNGER 5"),
			    "and(older:60 younger:5)");
	assert_string_equal(PARSE("OLDER 0"), "BAD");
	assert_string_equal(PARSE("MODSEQ 7"), "and(modseq:7)");
	assert_string_equal(PARSE("MODSEQ \"/flags/\\\\draft\" priv 7"),
			    "and(modseq:7)");
	assert_string_equal(PARSE("MODSEQ \"/x\" priv 7"), "BAD");
	assert_string_equal(PARSE("$ UID $"), "and(uid:12:13 uid:12:13)");
	assert_string_equal(PARSE("$,1"), "BAD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_search__within_modseq_and_saved),
		cmocka_unit_test(test_imap_search__flags_and_their_opposites),
		cmocka_unit_test(test_imap_search__arguments_follow_their_keys),
		cmocka_unit_test(test_imap_search__sets_are_resolved),
		cmocka_unit_test(test_imap_search__not_or_and_lists_nest),
		cmocka_unit_test(test_imap_search__charset_is_converted),
		cmocka_unit_test(
			test_imap_search__malformed_programs_are_refused),
		cmocka_unit_test(
			test_imap_search__depth_and_length_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
