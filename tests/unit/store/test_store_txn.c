/* SPDX-License-Identifier: MIT */
/* The user's lock is held for a short write at a time: others come between the
 * pieces of a long command. */
#include "fixture.h"

#include <errno.h>

#include "base/auto.h"
#include "store/store_priv.h"

enum {
	FIRST = 50,
	DOUBLED = 4,
	MESSAGES = FIRST << DOUBLED, /* 800 */
	PIECES_LEAST = 3             /* a few hundred messages each */
};

/* How many transactions were committed so far. */
static uint64_t committed(struct store_box *box)
{
	struct store_read read;
	struct err err = { 0 };
	uint64_t number;

	assert_true(store_read_begin(box, &read, &err));
	number = index_txn_point(read.txn).number;
	store_read_end(&read);
	return number;
}

static void carry(struct store_box *box, const char *to,
		  enum store_copy_how how)
{
	struct store_copied copied;
	struct err err = { 0 };

	store_copy_init(&copied);
	assert_true(
		store_copy(box, &box->uids, span_of(to), how, &copied, &err));
	store_copy_release(&copied);
}

static struct store_box *fill(struct fixture *f)
{
	struct store_box *box;

	for (unsigned i = 0; i < FIRST; i++)
		fixture_append(f, "INBOX", "s", 0);
	for (unsigned i = 0; i < DOUBLED; i++)
		fixture_carry(f, "INBOX", "INBOX", STORE_COPY);
	box = fixture_open(f, "INBOX");
	assert_int_equal(ranges_size(&box->uids), MESSAGES);
	return box;
}

static void test_store_txn__flags_change_in_pieces(void **state)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_SEEN,
		.unchanged_since = UINT64_MAX,
	};
	struct store_box *box = fill(*state);
	uint64_t before = committed(box);
	struct err err = { 0 };

	assert_true(store_flags(box, &box->uids, &change, NULL, NULL, &err));
	assert_true(committed(box) >= before + PIECES_LEAST);
	store_box_close(&box);
}

static void test_store_txn__expunges_are_done_in_pieces(void **state)
{
	struct store_box *box = fill(*state);
	uint64_t before = committed(box);
	auto_ranges struct ranges all;
	struct err err = { 0 };

	ranges_init(&all);
	ranges_copy(&all, &box->uids);
	assert_true(store_expunge_any(box, &all, &err));
	assert_true(committed(box) >= before + PIECES_LEAST);
	store_box_close(&box);
}

static void test_store_txn__mail_is_carried_in_pieces(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = fill(f);
	uint64_t before = committed(box);
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	carry(box, "A", STORE_COPY);
	assert_true(committed(box) >= before + PIECES_LEAST);
	before = committed(box);
	carry(box, "A", STORE_MOVE);
	assert_true(committed(box) >= before + PIECES_LEAST);
	store_box_close(&box);
}

/* Tries until it is not worth it; what is told then. */
static enum err_kind give_up(struct store_user *user, int os)
{
	unsigned tries = 0;
	struct err err;

	do {
		err_set(&err, ERR_LIMIT, "Full");
		err.os = os;
	} while (store_txn_retry(user, &tries, &err));
	assert_int_equal(err.os, os);
	return err.kind;
}

/* Who sends mail is not to hear that it is too large. */
static void test_store_txn__a_full_index_is_no_limit_of_a_user(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(give_up(f->user, ENOSPC), ERR_TEMP);
	assert_int_equal(give_up(f->user, 0), ERR_LIMIT);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_txn__flags_change_in_pieces),
		T(test_store_txn__expunges_are_done_in_pieces),
		T(test_store_txn__mail_is_carried_in_pieces),
		T(test_store_txn__a_full_index_is_no_limit_of_a_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
