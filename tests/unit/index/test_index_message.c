/* SPDX-License-Identifier: MIT */
#include "index_fixture.h"

static void test_index_message__a_record_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_message in;
	struct index_message out;

	memset(&in, 0xa5, sizeof(in));
	fixture_must(f,
		     index_message_put(txn, folder, UINT32_MAX, &in, &f->err));
	fixture_must(f,
		     index_message_get(txn, folder, UINT32_MAX, &out, &f->err));
	assert_memory_equal(&in, &out, sizeof(in));
	assert_false(index_message_get(txn, folder, 1, &out, &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	fixture_must(f, index_message_remove(txn, folder, UINT32_MAX, &f->err));
	assert_false(index_message_remove(txn, folder, UINT32_MAX, &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	fixture_must(f, index_commit(&txn, &f->err));
	index_close(&index);
}

static void test_index_message__a_scan_stays_in_its_folder(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t first = fixture_fill(f, index, "", 3);
	uint32_t second = fixture_fill(f, index, ".Sent", 1000);
	uint32_t third = fixture_fill(f, index, ".Empty", 0);

	assert_int_equal(fixture_count(f, index, first), 3);
	assert_int_equal(fixture_count(f, index, second), 1000);
	assert_int_equal(fixture_count(f, index, third), 0);
	index_close(&index);
	index = fixture_open(f, INDEX_AS_FOUND);
	assert_int_equal(fixture_count(f, index, second), 1000);
	index_close(&index);
}

static void test_index_message__a_scan_begins_where_it_is_told(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 10);
	struct index_txn *txn = fixture_begin(f, index, INDEX_READ);
	struct index_message message;
	struct index_scan scan;
	uint32_t uid = 0;

	index_scan_init(&scan, txn, folder, 9);
	assert_int_equal(index_scan_next(&scan, &uid, &message, &f->err),
			 INDEX_STEP_ONE);
	assert_int_equal(uid, 9);
	assert_int_equal(index_scan_next(&scan, &uid, &message, &f->err),
			 INDEX_STEP_ONE);
	assert_int_equal(index_scan_next(&scan, &uid, &message, &f->err),
			 INDEX_STEP_END);
	index_scan_release(&scan);
	index_abort(&txn);
	index_close(&index);
}

/* Removes every second message and changes the others, while scanning. */
static void test_index_message__a_writer_may_change_what_it_scans(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 2000);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_message message;
	struct index_scan scan;
	uint32_t seen = 0;
	uint32_t uid = 0;

	index_scan_init(&scan, txn, folder, 1);
	while (index_scan_next(&scan, &uid, &message, &f->err) ==
	       INDEX_STEP_ONE) {
		assert_int_equal(uid, ++seen);
		message.flags = INDEX_SEEN;
		if (uid % 2)
			fixture_must(f, index_message_remove(txn, folder, uid,
							     &f->err));
		else
			fixture_must(f, index_message_put(txn, folder, uid,
							  &message, &f->err));
	}
	index_scan_release(&scan);
	fixture_must(f, index_commit(&txn, &f->err));
	assert_int_equal(seen, 2000);
	assert_int_equal(fixture_count(f, index, folder), 1000);
	index_close(&index);
}

static void assert_found(struct fixture *f, struct index_scan *scan,
			 uint32_t uid, bool expected)
{
	struct index_message message = { .size = 0 };
	bool found = index_scan_find(scan, uid, &message, &f->err);

	assert_int_equal(found, expected);
	if (found)
		assert_int_equal(message.size, uid * 3);
	else
		assert_int_equal(f->err.kind, ERR_NOTFOUND);
	err_clear(&f->err);
}

static void test_index_message__finds_in_any_order(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t other = fixture_fill(f, index, "", 3);
	uint32_t folder = fixture_fill(f, index, ".Sent", 500);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_scan scan;

	for (uint32_t uid = 10; uid < 20; uid++)
		fixture_must(f,
			     index_message_remove(txn, folder, uid, &f->err));
	fixture_must(f, index_commit(&txn, &f->err));
	txn = fixture_begin(f, index, INDEX_READ);
	index_scan_init(&scan, txn, folder, 1);
	for (uint32_t uid = 1; uid <= 510; uid++)
		assert_found(f, &scan, uid, uid <= 500 && uid / 10 != 1);
	for (uint32_t uid = 510; uid >= 1; uid--)
		assert_found(f, &scan, uid, uid <= 500 && uid / 10 != 1);
	assert_found(f, &scan, 9, true);
	assert_found(f, &scan, 20, true);
	assert_found(f, &scan, 20, true);
	assert_found(f, &scan, 500, true);
	assert_found(f, &scan, UINT32_MAX, false);
	assert_found(f, &scan, 0, false);
	assert_found(f, &scan, 1, true);
	index_scan_release(&scan);
	index_scan_init(&scan, txn, other, 1);
	for (uint32_t uid = 1; uid <= 6; uid++)
		assert_found(f, &scan, uid, uid <= 3);
	index_scan_release(&scan);
	index_abort(&txn);
	index_close(&index);
}

static void test_index_message__aborted_changes_are_gone(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 5);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);

	fixture_must(f, index_message_remove(txn, folder, 3, &f->err));
	index_abort(&txn);
	index_abort(&txn);
	assert_int_equal(fixture_count(f, index, folder), 5);
	index_close(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_message__a_record_comes_back_as_it_was),
		fixture_test(test_index_message__a_scan_stays_in_its_folder),
		fixture_test(
			test_index_message__a_scan_begins_where_it_is_told),
		fixture_test(
			test_index_message__a_writer_may_change_what_it_scans),
		fixture_test(test_index_message__finds_in_any_order),
		fixture_test(test_index_message__aborted_changes_are_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
