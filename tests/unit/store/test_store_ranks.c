/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_orders.h"
#include "store/store_ranks.h"

enum {
	COUNT = 120,
	BYTES_MAX = 1 << 20
};

/* Each subject ten times and more, those that begin alike among them. */
static void fill(struct fixture *f)
{
	for (unsigned i = 0; i < COUNT; i++) {
		auto_free char *subject =
			x_printf("%s%s number %u", i % 4 ? "" : "Re: ",
				 i % 3 ? "Apples" : "apples", i * 7 % 11);

		fixture_append(f, "INBOX", subject, i % 2 ? INDEX_SEEN : 0);
	}
}

/* The UIDs in order, or NULL. */
static uint32_t *sorted(struct store_box *box, const struct ranges *uids,
			const struct store_sort_by *by, size_t count)
{
	struct err err = { 0 };
	uint32_t *out = NULL;
	size_t got = 0;

	assert_true(
		store_sort(box, uids, by, count, BYTES_MAX, &out, &got, &err));
	assert_int_equal(got, store_orders_count(uids));
	return out;
}

static bool are_kept(struct store_box *box, const struct ranges *uids)
{
	auto_free uint32_t *ranks =
		store_ranks_get(box, STORE_SORT_SUBJECT, uids);

	return ranks != NULL;
}

/* Nothing but the place where they are kept is asked. */
static void put_backwards(struct store_box *box)
{
	uint32_t ranks[COUNT];

	for (uint32_t i = 0; i < COUNT; i++)
		ranks[i] = COUNT - i;
	store_ranks_put(box, STORE_SORT_SUBJECT, &box->uids, ranks);
}

static void test_store_ranks__the_next_sort_reads_no_text(void **state)
{
	static const struct store_sort_by by[] = {
		{ .key = STORE_SORT_SUBJECT, .reverse = false },
		{ .key = STORE_SORT_SUBJECT, .reverse = true },
	};
	struct fixture *f = *state;
	struct store_box *box;

	fill(f);
	box = fixture_open(f, "INBOX");
	assert_false(are_kept(box, &box->uids));
	for (size_t i = 0; i < 2; i++) {
		auto_free uint32_t *first = sorted(box, &box->uids, &by[i], 1);
		auto_free uint32_t *again = NULL;

		assert_true(are_kept(box, &box->uids));
		again = sorted(box, &box->uids, &by[i], 1);
		assert_memory_equal(first, again, COUNT * sizeof(*first));
	}
	put_backwards(box);
	for (size_t i = 0; i < 2; i++) {
		auto_free uint32_t *uids = sorted(box, &box->uids, &by[i], 1);

		assert_int_equal(uids[0], i ? 1 : COUNT);
		assert_int_equal(uids[COUNT - 1], i ? COUNT : 1);
	}
	store_box_close(&box);
}

/* Ranks of a first key are told from those of equal texts, ranks of a second
 * are asked, and so are those of some messages. */
static void test_store_ranks__sorts_alike_with_and_without(void **state)
{
	static const struct store_sort_by by[] = {
		{ .key = STORE_SORT_SUBJECT, .reverse = true },
		{ .key = STORE_SORT_SIZE, .reverse = false },
		{ .key = STORE_SORT_SUBJECT, .reverse = false },
		{ .key = STORE_SORT_ARRIVAL, .reverse = true },
	};
	struct fixture *f = *state;
	struct store_box *box;
	struct ranges some;
	auto_free uint32_t *all = NULL, *all_again = NULL;
	auto_free uint32_t *few = NULL, *few_again = NULL;
	auto_free uint32_t *second = NULL, *second_again = NULL;

	fill(f);
	box = fixture_open(f, "INBOX");
	ranges_init(&some);
	ranges_add_run(&some, 3, 20);
	ranges_add_run(&some, 50, 77);
	second = sorted(box, &box->uids, &by[1], 3);
	few = sorted(box, &some, by, 2);
	/* What only some messages were sorted by is not kept. */
	assert_false(are_kept(box, &some));
	all = sorted(box, &box->uids, by, 2);
	assert_true(are_kept(box, &box->uids));
	assert_true(are_kept(box, &some));
	all_again = sorted(box, &box->uids, by, 2);
	few_again = sorted(box, &some, by, 2);
	second_again = sorted(box, &box->uids, &by[1], 3);
	assert_memory_equal(all, all_again, COUNT * sizeof(*all));
	assert_memory_equal(few, few_again, 46 * sizeof(*few));
	assert_memory_equal(second, second_again, COUNT * sizeof(*second));
	ranges_release(&some);
	store_box_close(&box);
}

static void test_store_ranks__an_arrival_has_none(void **state)
{
	static const struct store_sort_by by = { .key = STORE_SORT_SUBJECT };
	struct fixture *f = *state;
	struct store_box *box;
	auto_free uint32_t *before = NULL, *after = NULL;

	fill(f);
	box = fixture_open(f, "INBOX");
	before = sorted(box, &box->uids, &by, 1);
	store_box_close(&box);
	assert_int_equal(fixture_append(f, "INBOX", "Aa", 0), COUNT + 1);
	box = fixture_open(f, "INBOX");
	assert_false(are_kept(box, &box->uids));
	after = sorted(box, &box->uids, &by, 1);
	assert_int_equal(after[0], COUNT + 1);
	assert_memory_equal(before, after + 1, COUNT * sizeof(*before));
	assert_true(are_kept(box, &box->uids));
	store_box_close(&box);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_ranks__the_next_sort_reads_no_text),
		T(test_store_ranks__sorts_alike_with_and_without),
		T(test_store_ranks__an_arrival_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
