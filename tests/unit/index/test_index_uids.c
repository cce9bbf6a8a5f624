/* SPDX-License-Identifier: MIT */
#include "index_fixture.h"

#include "index/index_priv.h"

enum {
	UIDS = 6000
};

static struct index_folder get_record(struct fixture *f, struct index_txn *txn,
				      uint32_t folder)
{
	struct index_folder record;

	fixture_must(f, index_folder_get(txn, folder, &record, &f->err));
	return record;
}

static void put(struct fixture *f, struct index_txn *txn, uint32_t folder,
		uint32_t uid)
{
	struct index_message message = { .size = uid * 3 };

	fixture_must(f, index_message_put(txn, folder, uid, &message, &f->err));
}

static void read_uids(struct fixture *f, struct index *index, uint32_t folder,
		      uint32_t first, struct ranges *out)
{
	struct index_txn *txn = fixture_begin(f, index, INDEX_READ);
	struct index_folder record = get_record(f, txn, folder);

	ranges_clear(out);
	fixture_must(
		f, index_uids_read(txn, folder, &record, first, out, &f->err));
	index_abort(&txn);
}

static void assert_uids(struct fixture *f, struct index *index, uint32_t folder,
			uint32_t first, const char *expected)
{
	auto_ranges struct ranges uids;
	auto_buf struct buf text;

	ranges_init(&uids);
	buf_init(&text, 1000);
	read_uids(f, index, folder, first, &uids);
	ranges_write(&uids, &text);
	assert_string_equal(buf_str(&text), expected);
}

/* Every change and the record in a transaction of its own. */
static void end(struct fixture *f, struct index_txn **txn, uint32_t folder,
		uint32_t uidnext)
{
	struct index_folder record = get_record(f, *txn, folder);

	record.uidnext = uidnext;
	fixture_must(f, index_folder_put(*txn, folder, &record, &f->err));
	fixture_must(f, index_commit(txn, &f->err));
}

static void test_index_uids__arrivals_need_no_gaps(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 100);
	struct index_txn *txn;
	size_t before;

	assert_uids(f, index, folder, 1, "1:100");
	assert_uids(f, index, folder, 0, "1:100");
	assert_uids(f, index, folder, 100, "100");
	assert_uids(f, index, folder, 101, "");
	assert_uids(f, index, folder, UINT32_MAX, "");
	txn = fixture_begin(f, index, INDEX_WRITE);
	before = index_value_count(txn);
	put(f, txn, folder, 101);
	put(f, txn, folder, 102);
	assert_int_equal(index_value_count(txn), before + 2);
	end(f, &txn, folder, 103);
	assert_uids(f, index, folder, 50, "50:102");
	index_close(&index);
}

static void test_index_uids__what_is_passed_over_is_a_gap(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);

	/* As a folder is built anew: uidnext first, then some of the UIDs. */
	end(f, &txn, folder, 1001);
	assert_uids(f, index, folder, 1, "");
	txn = fixture_begin(f, index, INDEX_WRITE);
	put(f, txn, folder, 900);
	put(f, txn, folder, 7);
	put(f, txn, folder, 8);
	end(f, &txn, folder, 1001);
	assert_uids(f, index, folder, 1, "7:8,900");
	txn = fixture_begin(f, index, INDEX_WRITE);
	put(f, txn, folder, 0xfffffffe);
	end(f, &txn, folder, UINT32_MAX);
	assert_uids(f, index, folder, 8, "8,900,4294967294");
	txn = fixture_begin(f, index, INDEX_WRITE);
	fixture_must(f, index_message_remove(txn, folder, 0xfffffffe, &f->err));
	end(f, &txn, folder, UINT32_MAX);
	assert_uids(f, index, folder, 8, "8,900");
	index_close(&index);
}

static void test_index_uids__the_last_change_of_one_holds(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 9);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);

	fixture_must(f, index_message_remove(txn, folder, 4, &f->err));
	fixture_must(f, index_message_remove(txn, folder, 2, &f->err));
	put(f, txn, folder, 4);
	put(f, txn, folder, 5); /* that was there */
	/* Without a put of the folder's record. */
	fixture_must(f, index_commit(&txn, &f->err));
	assert_uids(f, index, folder, 1, "1,3:9");
	txn = fixture_begin(f, index, INDEX_WRITE);
	fixture_must(f, index_message_remove(txn, folder, 4, &f->err));
	index_abort(&txn);
	assert_uids(f, index, folder, 1, "1,3:9");
	index_close(&index);
}

static void test_index_uids__go_with_their_folder(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t other = fixture_fill(f, index, "", 3);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	size_t before = index_value_count(txn);
	uint32_t folder;

	index_abort(&txn);
	folder = fixture_fill(f, index, ".A", 9);
	txn = fixture_begin(f, index, INDEX_WRITE);
	fixture_must(f, index_message_remove(txn, folder, 4, &f->err));
	end(f, &txn, folder, 10);
	txn = fixture_begin(f, index, INDEX_WRITE);
	fixture_must(f, index_message_remove(txn, folder, 5, &f->err));
	fixture_must(f, index_folder_remove(txn, SPAN(".A"), &f->err));
	assert_int_equal(index_value_count(txn), before);
	fixture_must(f, index_commit(&txn, &f->err));
	assert_uids(f, index, other, 1, "1:3");
	index_close(&index);
}

/* ---- against a plain model ---- */

struct model {
	bool has[UIDS];
	uint32_t uidnext;
};

static void step(struct fixture *f, struct index_txn *txn, uint32_t folder,
		 struct model *m)
{
	uint32_t uid = 1 + (uint32_t)random() % (m->uidnext - 1);
	uint32_t len = 1 + (uint32_t)random() % 9;

	for (; len && uid < m->uidnext; uid++, len--) {
		if (random() % 2 == 0) {
			put(f, txn, folder, uid);
			m->has[uid] = true;
		} else if (m->has[uid]) {
			fixture_must(f, index_message_remove(txn, folder, uid,
							     &f->err));
			m->has[uid] = false;
		}
	}
}

static void compare(struct fixture *f, struct index *index, uint32_t folder,
		    const struct model *m)
{
	uint32_t first = (uint32_t)random() % m->uidnext;
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	read_uids(f, index, folder, first, &uids);
	for (uint32_t uid = 1; uid < UIDS; uid++)
		assert_int_equal(ranges_has(&uids, uid),
				 uid >= first && m->has[uid]);
}

static void test_index_uids__are_what_the_messages_are(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);
	struct model *m = x_calloc(1, sizeof(*m));

	/* Neighbours in the tree on both sides. */
	fixture_fill(f, index, ".Other", 3);
	srandom(7);
	m->uidnext = 1000;
	for (int round = 0; round < 300; round++) {
		struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);

		for (int i = 0; i < 20; i++)
			step(f, txn, folder, m);
		if (m->uidnext + 100 < UIDS && round > 100)
			m->uidnext += (uint32_t)random() % 100;
		end(f, &txn, folder, m->uidnext);
		compare(f, index, folder, m);
	}
	free(m);
	index_close(&index);
}

static void test_index_uids__many_gaps_are_cut_into_pieces(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 2 * UIDS);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	size_t before = index_value_count(txn);
	auto_ranges struct ranges uids;

	for (uint32_t uid = 1; uid <= 2 * UIDS; uid += 2)
		fixture_must(f,
			     index_message_remove(txn, folder, uid, &f->err));
	end(f, &txn, folder, 2 * UIDS + 1);
	ranges_init(&uids);
	read_uids(f, index, folder, 1, &uids);
	assert_int_equal(ranges_size(&uids), UIDS);
	assert_int_equal(uids.count, UIDS);
	txn = fixture_begin(f, index, INDEX_WRITE);
	assert_in_range(before - UIDS + UIDS / 128, 1, index_value_count(txn));
	for (uint32_t uid = 1; uid <= 2 * UIDS; uid += 2)
		put(f, txn, folder, uid);
	end(f, &txn, folder, 2 * UIDS + 1);
	txn = fixture_begin(f, index, INDEX_WRITE);
	assert_int_equal(index_value_count(txn), before);
	index_abort(&txn);
	assert_uids(f, index, folder, 1, "1:12000");
	index_close(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_uids__arrivals_need_no_gaps),
		fixture_test(test_index_uids__what_is_passed_over_is_a_gap),
		fixture_test(test_index_uids__the_last_change_of_one_holds),
		fixture_test(test_index_uids__go_with_their_folder),
		fixture_test(test_index_uids__are_what_the_messages_are),
		fixture_test(test_index_uids__many_gaps_are_cut_into_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
