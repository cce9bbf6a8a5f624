/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <string.h>

#include "base/auto.h"
#include "store/store_kept.h"
#include "store/store_search.h"

enum {
	COUNT = 150,
	MIDDLE = 200, /* half of them are larger */
};

static void fill(struct fixture *f, unsigned from, unsigned count)
{
	for (unsigned i = from; i < from + count; i++) {
		char subject[400];

		/* Runs of some, of 0 to 350 bytes. */
		memset(subject, 'x', sizeof(subject));
		subject[i / 3 * 2654435761U % 350] = '\0';
		fixture_append(f, "INBOX", subject, 0);
	}
}

static bool is_kept(struct store_box *box)
{
	struct store_read read;
	struct span value;
	struct err err = { 0 };
	bool found;

	assert_true(store_read_begin(box, &read, &err));
	found = store_kept_get(&read, STORE_KEPT_SIZES, &value) && value.len;
	store_read_end(&read);
	return found;
}

/* By the messages one after the other. */
static void expected(struct store_box *box, bool larger, uint64_t than,
		     struct ranges *out)
{
	struct store_message m;

	for (uint32_t u = ranges_from(&box->uids, 1); u;
	     u = ranges_next(&box->uids, u))
		if (fixture_message(box, u, &m) &&
		    (larger ? m.vsize > than : m.vsize < than))
			ranges_add(out, u);
}

static void check(struct store_box *box, enum store_key key, uint64_t than)
{
	struct store_criterion c = { .key = key, .number = than };
	struct ranges found;
	struct ranges wanted;
	struct err err = { 0 };

	ranges_init(&found);
	ranges_init(&wanted);
	expected(box, key == STORE_KEY_LARGER, than, &wanted);
	assert_true(store_search(box, &c, &found, &err));
	assert_int_equal(ranges_size(&found), ranges_size(&wanted));
	ranges_remove_all(&found, &wanted);
	assert_true(ranges_is_empty(&found));
	store_search_release(&c);
	ranges_release(&found);
	ranges_release(&wanted);
}

static void check_all(struct store_box *box)
{
	static const uint64_t sizes[] = {
		0, 1, 150, MIDDLE, 333, 1 << 20, UINT32_MAX, UINT64_MAX
	};

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		check(box, STORE_KEY_LARGER, sizes[i]);
		check(box, STORE_KEY_SMALLER, sizes[i]);
	}
}

static struct store_box *filled(struct fixture *f)
{
	struct store_box *box;

	fill(f, 0, COUNT);
	box = fixture_open(f, "INBOX");
	assert_false(is_kept(box));
	check_all(box);
	assert_true(is_kept(box));
	return box;
}

static void expunge(struct store_box *box, uint32_t first, uint32_t last)
{
	struct err err = { 0 };
	struct ranges some;

	ranges_init(&some);
	ranges_add_run(&some, first, last);
	assert_true(store_expunge_any(box, &some, &err));
	ranges_release(&some);
}

static void refresh(struct fixture *f, struct store_box **box)
{
	store_box_close(box);
	*box = fixture_open(f, "INBOX");
}

static void test_store_sizes__arrivals_and_expunges_count(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);

	fill(f, COUNT, 2);
	refresh(f, &box);
	check_all(box);
	expunge(box, 1, 1);
	expunge(box, 20, 30);
	refresh(f, &box);
	check_all(box);
	/* More are gone than are left. */
	fill(f, COUNT, 2 * COUNT);
	refresh(f, &box);
	check_all(box);
	expunge(box, 1, 2 * COUNT);
	refresh(f, &box);
	check_all(box);
	store_box_close(&box);
}

static void test_store_sizes__without_index_they_come_back(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);

	store_box_close(&box);
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_false(is_kept(box));
	check_all(box);
	store_box_close(&box);
}

/* A search that is followed has its program for long. */
static void test_store_sizes__a_program_serves_twice(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);
	struct store_criterion small = { .key = STORE_KEY_SMALLER,
					 .number = MIDDLE };
	struct store_criterion not = { .key = STORE_KEY_NOT, .child = &small };
	struct store_criterion c = { .key = STORE_KEY_AND, .child = &not };
	struct ranges found;
	struct ranges wanted;
	struct err err = { 0 };

	ranges_init(&found);
	ranges_init(&wanted);
	for (unsigned i = 0; i < 2; i++) {
		ranges_clear(&found);
		ranges_clear(&wanted);
		assert_true(store_search(box, &c, &found, &err));
		expected(box, true, MIDDLE - 1, &wanted);
		assert_int_equal(ranges_size(&found), ranges_size(&wanted));
		ranges_remove_all(&found, &wanted);
		assert_true(ranges_is_empty(&found));
		/* Fewer than are worth a column, then: the records decide. */
		expunge(box, 1, COUNT - 20);
		fill(f, 7, 3);
		refresh(f, &box);
	}
	store_search_release(&c);
	ranges_release(&found);
	ranges_release(&wanted);
	store_box_close(&box);
}

/* A name that told a wrong size was believed until the file was read. */
static void test_store_sizes__a_size_that_was_wrong_is_put_right(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_message m;
	struct err err = { 0 };

	fill(f, 0, COUNT);
	fixture_write(f, "cur/1700000000.M1P1.h,S=20000,W=20000:2,",
		      "Subject: short\n\nhello\n");
	box = fixture_open(f, "INBOX");
	check_all(box);
	assert_true(is_kept(box));
	assert_true(store_message_cache(box, ranges_last(&box->uids), &err));
	assert_true(fixture_message(box, ranges_last(&box->uids), &m));
	assert_true(m.vsize < 100);
	check_all(box);
	store_box_close(&box);
}

/* Whatever is there: what can't be is not taken. */
static void test_store_sizes__broken_ones_are_made_anew(void **state)
{
	static const char *const broken[] = { "", "x", "xxxx", "xxxxyyyyzzzz" };
	struct store_box *box = filled(*state);

	for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
		store_kept_put(box, STORE_KEPT_SIZES, span_of(broken[i]));
		check_all(box);
	}
	store_box_close(&box);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_sizes__arrivals_and_expunges_count),
		T(test_store_sizes__without_index_they_come_back),
		T(test_store_sizes__a_program_serves_twice),
		T(test_store_sizes__a_size_that_was_wrong_is_put_right),
		T(test_store_sizes__broken_ones_are_made_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
