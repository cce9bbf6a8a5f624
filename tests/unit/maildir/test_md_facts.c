/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_facts.h"
#include "root_fixture.h"

enum {
	MARK = 0xd0800cec
};

/* "keyword 1:3 name=", one after the other. */
static void tell(void *arg, const struct md_fact *fact)
{
	static const char *const kind[] = { "keyword", "message", "mailbox",
					    "server" };
	struct buf *out = arg;

	buf_add_str(out, fact->removed ? "-" : "");
	buf_add_str(out, kind[fact->kind]);
	buf_add_char(out, ' ');
	if (fact->uids)
		ranges_write(fact->uids, out);
	buf_add_char(out, ' ');
	buf_add(out, fact->key);
	buf_add_char(out, '=');
	buf_add(out, fact->value);
	buf_add_char(out, '\n');
}

static void read_all(const char *root, uint64_t mark, struct buf *out)
{
	struct err err;

	buf_reset(out);
	assert_true(md_facts_read(root, SPAN(""), mark, tell, out, &err));
}

static bool add(const char *root, const struct md_fact *fact)
{
	struct err err;
	bool worn;

	assert_true(md_facts_add(root, SPAN(""), MARK, fact, 1, &worn, &err));
	return worn;
}

static void test_md_facts__a_line_is_as_documented(void **state)
{
	auto_ranges struct ranges uids;
	const struct md_fact fact = {
		.kind = MD_FACT_KEYWORD,
		.key = SPAN("$Label27"),
		.uids = &uids,
	};
	auto_buf struct buf out;

	(void)state;
	ranges_init(&uids);
	ranges_add_run(&uids, 1, 3);
	ranges_add(&uids, 7);
	buf_init(&out, 1000);
	md_facts_write(&out, MARK, &fact);
	assert_string_equal(buf_str(&out), "keyword d0800cec 1:3,7 $Label27 "
					   "sum=808e1616bb1800bf\n");
}

static void test_md_facts__what_was_added_is_read(void **state)
{
	auto_ranges struct ranges uids;
	const struct md_fact facts[] = {
		{ .kind = MD_FACT_KEYWORD, .key = SPAN("a"), .uids = &uids },
		{ .kind = MD_FACT_KEYWORD,
		  .key = SPAN("a"),
		  .removed = true,
		  .uids = &uids },
		{ .kind = MD_FACT_MESSAGE,
		  .key = SPAN("uidl"),
		  .value = SPAN("a b%\n\x01\xff"),
		  .uids = &uids },
		{ .kind = MD_FACT_MAILBOX,
		  .key = SPAN("/private/x"),
		  .value = SPAN("") },
		{ .kind = MD_FACT_SERVER,
		  .key = SPAN("/shared/a b"),
		  .value = SPAN("sum=0") },
		{ .kind = MD_FACT_SERVER,
		  .key = SPAN("/shared/a b"),
		  .removed = true },
	};
	auto_buf struct buf out;
	struct err err;
	bool worn;

	ranges_init(&uids);
	buf_init(&out, 1000);
	ranges_add_run(&uids, 1, 3);
	ranges_add_run(&uids, 9, UINT32_MAX);
	read_all(*state, MARK, &out);
	assert_int_equal(out.len, 0);
	assert_true(
		md_facts_add(*state, SPAN(""), MARK, facts, 6, &worn, &err));
	assert_false(worn);
	read_all(*state, MARK, &out);
	assert_string_equal(buf_str(&out), "keyword 1:3,9:4294967295 a=\n"
					   "-keyword 1:3,9:4294967295 a=\n"
					   "message 1:3,9:4294967295 uidl="
					   "a b%\n\x01\xff\n"
					   "mailbox  /private/x=\n"
					   "server  /shared/a b=sum=0\n"
					   "-server  /shared/a b=\n");
}

static void test_md_facts__of_another_mailbox_only_entries_count(void **state)
{
	auto_ranges struct ranges uids;
	const struct md_fact keyword = {
		.kind = MD_FACT_KEYWORD,
		.key = SPAN("a"),
		.uids = &uids,
	};
	const struct md_fact entry = {
		.kind = MD_FACT_MAILBOX,
		.key = SPAN("/private/x"),
		.value = SPAN("y"),
	};
	auto_buf struct buf out;

	ranges_init(&uids);
	ranges_add(&uids, 1);
	buf_init(&out, 1000);
	add(*state, &keyword);
	add(*state, &entry);
	read_all(*state, MARK + 1, &out);
	assert_string_equal(buf_str(&out), "mailbox  /private/x=y\n");
}

static void cut(const char *root, size_t len)
{
	auto_free char *path = x_printf("%s/fumikura-facts", root);

	assert_int_equal(truncate(path, (off_t)len), 0);
}

static void test_md_facts__a_torn_line_harms_no_other(void **state)
{
	struct md_fact fact = { .kind = MD_FACT_MAILBOX, .key = SPAN("/a") };
	auto_buf struct buf out;
	size_t first, both;

	buf_init(&out, 1000);
	fact.value = SPAN("one");
	add(*state, &fact);
	first = md_facts_size(*state, SPAN(""));
	fact.value = SPAN("two");
	add(*state, &fact);
	both = md_facts_size(*state, SPAN(""));
	for (size_t len = first; len < both; len++) {
		cut(*state, first);
		fact.value = SPAN("two");
		add(*state, &fact);
		cut(*state, len);
		fact.value = SPAN("three");
		add(*state, &fact);
		read_all(*state, MARK, &out);
		assert_string_equal(buf_str(&out), "mailbox  /a=one\n"
						   "mailbox  /a=three\n");
	}
}

static void test_md_facts__damaged_lines_are_passed_over(void **state)
{
	static const char damaged[] =
		"keyword d0800cec 1:3,7 $Label28 sum=808e1616bb1800bf\n"
		"keyword d0800cec 1:3,7 $Label27 sum=808e1616bb1800b\n"
		"\n \nsum=\n sum=af63bd4c8601b7df\n"
		"keyword d0800cec 1:3,7 $Label27 sum=808e1616bb1800bf\n"
		"keyword d0800cec 1:3,7 $Label27 sum=808e1616bb1800bf";
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	md_facts_parse(span_of(damaged), MARK, tell, &out);
	assert_string_equal(buf_str(&out), "keyword 1:3,7 $Label27=\n");
}

static void test_md_facts__too_much_is_refused(void **state)
{
	static char long_key[MD_FACT_KEY_MAX + 1];
	const struct md_fact fact = {
		.kind = MD_FACT_MAILBOX,
		.key = span_make(long_key, sizeof(long_key)),
	};
	struct err err;
	bool worn;

	assert_false(
		md_facts_add(*state, SPAN(""), MARK, &fact, 1, &worn, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_int_equal(md_facts_size(*state, SPAN("")), 0);
}

static void test_md_facts__doubling_is_told_once(void **state)
{
	static char value[3000];
	const struct md_fact fact = {
		.kind = MD_FACT_MAILBOX,
		.key = SPAN("/a"),
		.value = span_make(memset(value, 'x', sizeof(value)),
				   sizeof(value)),
	};
	unsigned told = 0;

	for (unsigned i = 0; i < 100; i++)
		told += add(*state, &fact);
	/* Past 64 KiB, 128 KiB and 256 KiB. */
	assert_int_equal(told, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_facts__a_line_is_as_documented),
		ROOT_TEST(test_md_facts__what_was_added_is_read),
		ROOT_TEST(test_md_facts__of_another_mailbox_only_entries_count),
		ROOT_TEST(test_md_facts__a_torn_line_harms_no_other),
		cmocka_unit_test(test_md_facts__damaged_lines_are_passed_over),
		ROOT_TEST(test_md_facts__too_much_is_refused),
		ROOT_TEST(test_md_facts__doubling_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
