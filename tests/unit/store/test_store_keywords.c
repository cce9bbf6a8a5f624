/* SPDX-License-Identifier: MIT */
/* Keywords, most of all those that no file name carries: k26 and above. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"

enum {
	ALL = 64,
	LETTERS = 26
};

/* "k0" to "k63" */
static struct span name_of(unsigned i)
{
	static char room[ALL][8];

	snprintf(room[i], sizeof(room[i]), "k%u", i);
	return span_of(room[i]);
}

static void change(struct store_box *box, uint32_t uid,
		   enum store_flags_how how, unsigned first, unsigned last)
{
	struct span names[ALL];
	struct store_flags_change c = {
		.how = how,
		.unchanged_since = UINT64_MAX,
	};
	auto_ranges struct ranges uids;
	struct err err = { 0 };

	ranges_init(&uids);
	ranges_add(&uids, uid);
	for (unsigned i = first; i <= last; i++)
		names[i] = name_of(i);
	if (!store_keywords_bits(box, names + first, last - first + 1,
				 &c.keywords, &err) ||
	    !store_flags(box, &uids, &c, NULL, NULL, &err))
		fail_msg("flags: %s", err_log_text(&err));
}

/* Which of k0 to k63 the message has, as "0:25,27". */
static const char *keywords_of(struct store_box *box, uint32_t uid)
{
	auto_ranges struct ranges set;
	auto_arena struct arena arena;
	struct store_keywords list;
	struct store_message m;
	struct err err = { 0 };

	ranges_init(&set);
	arena_init(&arena);
	assert_true(fixture_message(box, uid, &m));
	assert_true(store_keywords(box, &arena, &list, &err));
	for (unsigned bit = 0; bit < list.count; bit++)
		for (unsigned i = 0; i < ALL; i++)
			if ((m.keywords >> bit & 1) &&
			    span_eq(list.name[bit], name_of(i)))
				ranges_add(&set, i + 1);
	return fixture_set(&set);
}

/* Numbers are one more, so that 0 is in the set. */
static void check(struct fixture *f, const char *mailbox, uint32_t uid,
		  const char *wanted)
{
	struct store_box *box = fixture_open(f, mailbox);

	assert_string_equal(keywords_of(box, uid), wanted);
	store_box_close(&box);
}

static void test_store_keywords__all_64_outlive_the_index(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	fixture_append(f, "INBOX", "3", 0);
	box = fixture_open(f, "INBOX");
	change(box, 1, STORE_FLAGS_ADD, 0, 63);
	change(box, 2, STORE_FLAGS_ADD, 60, 63);
	change(box, 1, STORE_FLAGS_REMOVE, 3, 3);
	change(box, 1, STORE_FLAGS_REMOVE, 30, 31);
	change(box, 1, STORE_FLAGS_ADD, 31, 31);
	change(box, 3, STORE_FLAGS_ADD, 40, 42);
	change(box, 3, STORE_FLAGS_SET, 42, 43);
	store_box_close(&box);
	for (unsigned i = 0; i < 2; i++) {
		check(f, "INBOX", 1, "1:3,5:30,32:64");
		check(f, "INBOX", 2, "61:64");
		check(f, "INBOX", 3, "43:44");
		fixture_lose_index(f);
	}
}

static void test_store_keywords__come_with_an_appended_message(void **state)
{
	struct fixture *f = *state;
	struct span names[ALL];
	struct store_append options = {
		.keywords = names,
		.keyword_count = ALL,
		.internaldate = INT64_MIN,
	};
	struct store_appended out;

	for (unsigned i = 0; i < ALL; i++)
		names[i] = name_of(i);
	assert_int_equal(fixture_append_bytes(f->user, "INBOX", SPAN("a: b\n"),
					      &options, &out),
			 ERR_NONE);
	fixture_lose_index(f);
	check(f, "INBOX", out.uid, "1:64");
}

static void test_store_keywords__travel_with_copy_move_and_rename(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("B"), &err));
	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	change(box, 1, STORE_FLAGS_ADD, 0, 49);
	store_box_close(&box);
	fixture_append(f, "B", "1", 0);
	box = fixture_open(f, "B");
	/* Other numbers there. */
	change(box, 1, STORE_FLAGS_ADD, 20, 59);
	store_box_close(&box);
	fixture_carry(f, "INBOX", "A", STORE_COPY);
	fixture_carry(f, "INBOX", "B", STORE_MOVE);
	assert_true(store_rename(f->user, SPAN("A"), SPAN("C"), &err));
	for (unsigned i = 0; i < 2; i++) {
		check(f, "C", 1, "1:50");
		check(f, "B", 1, "21:60");
		check(f, "B", 2, "1:50");
		fixture_lose_index(f);
	}
}

static void test_store_keywords__a_new_folder_knows_none(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct err err = { 0 };

	for (unsigned i = 0; i < 2; i++) {
		assert_true(store_create(f->user, SPAN("A"), &err));
		fixture_append(f, "A", "1", 0);
		fixture_lose_index(f);
		check(f, "A", 1, "");
		box = fixture_open(f, "A");
		change(box, 1, STORE_FLAGS_ADD, 0, 63);
		store_box_close(&box);
		assert_true(store_delete(f->user, SPAN("A"), &err));
	}
}

static void test_store_keywords__the_facts_stay_small(void **state)
{
	struct fixture *f = *state;
	auto_free char *path = x_printf("%s/fumikura-facts", f->account.mail);
	struct store_box *box;
	struct stat st;

	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	change(box, 1, STORE_FLAGS_SET, 0, 63);
	for (unsigned i = 0; i < 40; i++) {
		change(box, 1, STORE_FLAGS_REMOVE, 26, 63);
		change(box, 1, STORE_FLAGS_ADD, 26, 63);
	}
	store_box_close(&box);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size < 128 * 1024);
	fixture_lose_index(f);
	check(f, "INBOX", 1, "1:64");
}

/* Somebody else has taken the name for a letter meanwhile. */
static void test_store_keywords__a_name_may_become_a_letter(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	change(box, 1, STORE_FLAGS_ADD, 0, 25);
	change(box, 1, STORE_FLAGS_ADD, 26, 27);
	change(box, 1, STORE_FLAGS_REMOVE, 0, 25);
	store_box_close(&box);
	fixture_write(f, "dovecot-keywords", "0 K27\n");
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_non_null(fixture_find(f, "cur", ":2,a"));
	change(box, 1, STORE_FLAGS_REMOVE, 27, 27);
	assert_string_equal(keywords_of(box, 1), "27");
	store_box_close(&box);
}

static void strip_letter(struct fixture *f, const char *name)
{
	auto_free char *from = x_strdup(name);
	auto_free char *to =
		x_span_dup(span_first(span_of(from), span_of(from).len - 1));

	fixture_rename(f, from, to);
}

/* Who made it a letter takes it away. */
static void test_store_keywords__a_letter_leaves_no_fact(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	change(box, 1, STORE_FLAGS_ADD, 0, 25);
	change(box, 1, STORE_FLAGS_ADD, 26, 27);
	change(box, 1, STORE_FLAGS_REMOVE, 0, 25);
	store_box_close(&box);
	fixture_write(f, "dovecot-keywords", "0 K27\n");
	fixture_lose_index(f);
	fixture_status(f, "INBOX");
	strip_letter(f, fixture_find(f, "cur", ":2,a"));
	fixture_lose_index(f);
	check(f, "INBOX", 1, "27");
	assert_null(fixture_find(f, "cur", ":2,a"));
}

/* A session has read the list, and then the index is lost. */
static void test_store_keywords__numbers_outlive_the_index(void **state)
{
	struct fixture *f = *state;
	struct store_keywords before, after;
	auto_arena struct arena arena;
	struct store_box *box;
	struct err err = { 0 };

	arena_init(&arena);
	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	box = fixture_open(f, "INBOX");
	change(box, 1, STORE_FLAGS_ADD, 0, 25);
	change(box, 1, STORE_FLAGS_ADD, 30, 31);
	change(box, 2, STORE_FLAGS_ADD, 40, 41);
	change(box, 1, STORE_FLAGS_REMOVE, 30, 30);
	assert_true(store_keywords(box, &arena, &before, &err));
	store_box_close(&box);
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_true(store_keywords(box, &arena, &after, &err));
	assert_int_equal(after.count, before.count);
	for (unsigned i = 0; i < before.count; i++)
		assert_true(span_eq(before.name[i], after.name[i]));
	assert_string_equal(keywords_of(box, 1), "1:26,32");
	store_box_close(&box);
}

static void flag(struct store_box *box, enum store_flags_how how)
{
	const struct store_flags_change c = {
		.how = how,
		.flags = INDEX_FORWARDED,
		.unchanged_since = UINT64_MAX,
	};
	struct err err = { 0 };

	assert_true(store_flags(box, &box->uids, &c, NULL, NULL, &err));
}

/* Dovecot has a letter for $Forwarded, others the flag P. */
static void test_store_keywords__forwarded_is_one_flag(void **state)
{
	struct fixture *f = *state;
	auto_arena struct arena arena;
	struct store_keywords list;
	struct store_box *box;
	struct store_message m;
	struct err err = { 0 };

	arena_init(&arena);
	fixture_write(f, "dovecot-keywords", "0 $Later\n1 $forwarded\n");
	fixture_write(f, "cur/1.a.b:2,Sab", "a: b\n");
	fixture_write(f, "cur/2.a.b:2,S", "a: b\n");
	box = fixture_open(f, "INBOX");
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.flags, INDEX_SEEN | INDEX_FORWARDED);
	assert_true(fixture_exists(f, "cur/1.a.b:2,PSab"));
	assert_true(store_keywords(box, &arena, &list, &err));
	assert_true(span_eq(list.name[0], SPAN("$Later")));
	assert_int_equal(list.name[1].len, 0);
	flag(box, STORE_FLAGS_REMOVE);
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.flags, INDEX_SEEN);
	assert_int_equal(m.keywords, 1);
	assert_non_null(fixture_find(f, "cur", ":2,Sa"));
	flag(box, STORE_FLAGS_ADD);
	assert_true(fixture_message(box, 2, &m));
	assert_int_equal(m.flags, INDEX_SEEN | INDEX_FORWARDED);
	assert_non_null(fixture_find(f, "cur", ":2,PSab"));
	assert_non_null(fixture_find(f, "cur", ":2,PSb"));
	store_box_close(&box);
}

#define FIXTURE_TEST(test)                                                     \
	cmocka_unit_test_setup_teardown(test, fixture_make, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_store_keywords__all_64_outlive_the_index),
		FIXTURE_TEST(
			test_store_keywords__come_with_an_appended_message),
		FIXTURE_TEST(
			test_store_keywords__travel_with_copy_move_and_rename),
		FIXTURE_TEST(test_store_keywords__a_letter_leaves_no_fact),
		FIXTURE_TEST(test_store_keywords__a_new_folder_knows_none),
		FIXTURE_TEST(test_store_keywords__the_facts_stay_small),
		FIXTURE_TEST(test_store_keywords__numbers_outlive_the_index),
		FIXTURE_TEST(test_store_keywords__a_name_may_become_a_letter),
		FIXTURE_TEST(test_store_keywords__forwarded_is_one_flag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
