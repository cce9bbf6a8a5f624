/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "maildir/md_known.h"
#include "root_fixture.h"

enum {
	MARK = 0xd0800cec
};

static void add_run(const char *root, struct md_fact fact, uint32_t first,
		    uint32_t last)
{
	auto_ranges struct ranges uids;
	struct err err;
	bool worn;

	ranges_init(&uids);
	ranges_add_run(&uids, first, last);
	fact.uids = &uids;
	assert_true(md_facts_add(root, SPAN(""), MARK, &fact, 1, &worn, &err));
}

static void know(const char *root, struct md_known *out,
		 const struct ranges *live)
{
	struct err err;

	md_known_init(out);
	assert_true(md_known_read(out, root, SPAN(""), MARK, live, &err));
}

static void test_md_known__keywords_add_up(void **state)
{
	const struct md_fact has = {
		.kind = MD_FACT_KEYWORD,
		.key = SPAN("$Later"),
	};
	const struct md_fact has_not = {
		.kind = MD_FACT_KEYWORD,
		.key = SPAN("$LATER"),
		.removed = true,
	};
	auto_md_known struct md_known known;
	auto_buf struct buf text;

	buf_init(&text, 100);
	add_run(*state, has, 1, 9);
	add_run(*state, has_not, 3, 5);
	add_run(*state, has, 4, 4);
	know(*state, &known, NULL);
	assert_int_equal(known.keyword_count, 1);
	assert_true(span_eq(known.keyword[0].name, SPAN("$Later")));
	ranges_write(&known.keyword[0].uids, &text);
	assert_string_equal(buf_str(&text), "1:2,4,6:9");
}

static void test_md_known__the_last_value_of_a_message_holds(void **state)
{
	struct md_fact fact = { .kind = MD_FACT_MESSAGE, .key = SPAN("uidl") };
	auto_md_known struct md_known known;
	auto_ranges struct ranges live;
	struct span value;

	ranges_init(&live);
	ranges_add_run(&live, 1, 5);
	fact.value = SPAN("old");
	add_run(*state, fact, 1, UINT32_MAX);
	fact.value = SPAN("new");
	add_run(*state, fact, 3, 4);
	fact.removed = true;
	add_run(*state, fact, 4, 4);
	know(*state, &known, &live);
	assert_int_equal(known.message_count, 4);
	assert_true(md_known_find(&known, SPAN("uidl"), 5, &value));
	assert_true(span_eq(value, SPAN("old")));
	assert_true(md_known_find(&known, SPAN("UIDL"), 3, &value));
	assert_true(span_eq(value, SPAN("new")));
	assert_false(md_known_find(&known, SPAN("uidl"), 4, &value));
	assert_false(md_known_find(&known, SPAN("uidl"), 6, &value));
	assert_false(md_known_find(&known, SPAN("order"), 1, &value));
}

static void set_entry(const char *root, struct span key, struct span value)
{
	const struct md_fact fact = {
		.kind = MD_FACT_MAILBOX,
		.key = key,
		.value = value,
		.removed = !value.ptr,
	};
	struct err err;
	bool worn;

	assert_true(md_facts_add(root, SPAN(""), MARK, &fact, 1, &worn, &err));
}

static void test_md_known__entries_are_set_and_removed(void **state)
{
	auto_md_known struct md_known known;

	set_entry(*state, SPAN("/private/a"), SPAN("1"));
	set_entry(*state, SPAN("/private/b"), SPAN("2"));
	set_entry(*state, SPAN("/private/c"), SPAN(""));
	set_entry(*state, SPAN("/PRIVATE/B"), SPAN("3"));
	set_entry(*state, SPAN("/private/a"), span_make(NULL, 0));
	set_entry(*state, SPAN("/private/none"), span_make(NULL, 0));
	know(*state, &known, NULL);
	assert_int_equal(known.entry_count, 2);
	assert_true(span_eq(known.entry[0].key, SPAN("/private/b")));
	assert_true(span_eq(known.entry[0].value, SPAN("3")));
	assert_true(span_eq(known.entry[1].key, SPAN("/private/c")));
	assert_int_equal(known.entry[1].value.len, 0);
}

static void test_md_known__a_dead_file_is_written_anew(void **state)
{
	const struct md_fact keyword = {
		.kind = MD_FACT_KEYWORD,
		.key = SPAN("k"),
	};
	struct md_fact message = {
		.kind = MD_FACT_MESSAGE,
		.key = SPAN("/comment"),
		.value = SPAN("hm"),
	};
	auto_md_known struct md_known known;
	auto_ranges struct ranges live;
	struct span value;
	size_t before, after;
	struct err err;

	ranges_init(&live);
	ranges_add_run(&live, 100, 102);
	for (uint32_t uid = 1; uid < 103; uid++) {
		add_run(*state, keyword, uid, uid);
		add_run(*state, message, uid, uid);
	}
	set_entry(*state, SPAN("/private/a"), SPAN("1"));
	before = md_facts_size(*state, SPAN(""));
	assert_true(md_known_compact(*state, SPAN(""), MARK, &live, &err));
	after = md_facts_size(*state, SPAN(""));
	assert_true(after < before / 20);
	know(*state, &known, &live);
	assert_int_equal(known.entry_count, 1);
	assert_int_equal(known.keyword_count, 1);
	assert_int_equal(ranges_size(&known.keyword[0].uids), 3);
	assert_int_equal(known.message_count, 3);
	assert_true(md_known_find(&known, SPAN("/comment"), 101, &value));
	/* Half of it lives: it stays as it is. */
	assert_true(md_known_compact(*state, SPAN(""), MARK, &live, &err));
	assert_int_equal(md_facts_size(*state, SPAN("")), after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_known__keywords_add_up),
		ROOT_TEST(test_md_known__the_last_value_of_a_message_holds),
		ROOT_TEST(test_md_known__entries_are_set_and_removed),
		ROOT_TEST(test_md_known__a_dead_file_is_written_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
