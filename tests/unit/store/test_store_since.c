/* SPDX-License-Identifier: MIT */
/* What has happened since a modseq: from the log, and where that is gone. */
#include "fixture.h"

#include "base/auto.h"
#include "store/store_priv.h"

enum {
	LOG_ENTRIES = 10001 /* one more than are kept */
};

struct since {
	struct ranges changed;
	struct ranges vanished;
	bool exact;
};

static void ask(struct store_box *box, uint64_t modseq, struct since *out)
{
	struct err err = { 0 };

	if (!store_box_since(box, modseq, &out->changed, &out->vanished,
			     &out->exact, &err))
		fail_msg("since: %s", err_log_text(&err));
}

static void check(struct store_box *box, uint64_t modseq, const char *changed,
		  const char *vanished, bool exact)
{
	struct since s = { .exact = !exact };

	ranges_init(&s.changed);
	ranges_init(&s.vanished);
	/* Both are replaced. */
	ranges_add(&s.changed, 77);
	ranges_add(&s.vanished, 78);
	ask(box, modseq, &s);
	assert_string_equal(fixture_set(&s.changed), changed);
	assert_string_equal(fixture_set(&s.vanished), vanished);
	assert_int_equal(s.exact, exact);
	ranges_release(&s.changed);
	ranges_release(&s.vanished);
}

static void flag(struct store_box *box, uint32_t uid, uint32_t flags)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = flags,
		.unchanged_since = UINT64_MAX,
	};
	auto_ranges struct ranges uids;
	struct err err = { 0 };

	ranges_init(&uids);
	ranges_add(&uids, uid);
	assert_true(store_flags(box, &uids, &change, NULL, NULL, &err));
}

static void refresh(struct store_box *box)
{
	struct store_changes changes;
	struct err err = { 0 };

	store_changes_init(&changes);
	assert_true(store_box_refresh(box, STORE_EXPUNGES_TAKE, &changes, NULL,
				      &err));
	store_changes_release(&changes);
}

/* Five messages, the modseq then, and what happens after it: UID 2 flagged, 4
 * gone, 6 new. */
static struct store_box *make(struct fixture *f, uint64_t *out_modseq)
{
	struct store_box *box;

	for (int i = 0; i < 5; i++)
		fixture_append(f, "INBOX", "x", INDEX_SEEN);
	box = fixture_open(f, "INBOX");
	*out_modseq = box->modseq;
	flag(box, 2, INDEX_FLAGGED);
	fixture_unlink(f, fixture_find(f, "cur", ",U=4."));
	refresh(box);
	fixture_append(f, "INBOX", "y", 0);
	refresh(box);
	return box;
}

static void test_store_since__the_log_tells_exactly(void **state)
{
	struct fixture *f = *state;
	uint64_t modseq;
	struct store_box *box = make(f, &modseq);

	check(box, modseq, "2,6", "4", true);
	check(box, box->modseq, "", "", true);
	check(box, box->modseq + 5, "", "", true);
	store_box_close(&box);
}

/* They are in no log: each follows from its record. */
static void test_store_since__arrivals_only(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	uint64_t modseq[6] = { 0 };

	for (int i = 1; i <= 5; i++) {
		fixture_append(f, "INBOX", "x", 0);
		modseq[i] = fixture_status(f, "INBOX").modseq;
	}
	box = fixture_open(f, "INBOX");
	check(box, modseq[1], "2:5", "", true);
	check(box, modseq[3], "4:5", "", true);
	check(box, modseq[4], "5", "", true);
	check(box, modseq[5], "", "", true);
	store_box_close(&box);
}

static void test_store_since__an_empty_mailbox(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = fixture_open(f, "INBOX");

	check(box, box->modseq, "", "", true);
	store_box_close(&box);
}

static void fill_log(struct fixture *f, struct store_box *box)
{
	auto_ranges struct ranges uids;
	struct index_folder folder;
	struct index_txn *txn;
	struct err err = { 0 };

	ranges_init(&uids);
	ranges_add(&uids, 5);
	assert_true(index_begin(f->user->index, INDEX_WRITE, &txn, &err));
	assert_true(index_folder_get(txn, box->folder, &folder, &err));
	for (int i = 0; i < LOG_ENTRIES; i++) {
		const struct index_change change = {
			.kind = INDEX_CHANGED_FLAGS,
			.modseq = ++folder.modseq,
			.uids = &uids,
		};

		assert_true(index_log_add(txn, box->folder, &folder, &change,
					  &err));
	}
	assert_true(index_folder_put(txn, box->folder, &folder, &err));
	assert_true(index_commit(&txn, &err));
}

/* From before the cut: records say what changed, and all that is not there may
 * have vanished. */
static void test_store_since__a_trimmed_log_is_not_exact(void **state)
{
	struct fixture *f = *state;
	uint64_t modseq;
	struct store_box *box = make(f, &modseq);
	uint64_t before = box->modseq;

	fill_log(f, box);
	refresh(box);
	check(box, modseq, "2,6", "4", false);
	/* What follows the cut is exact again. */
	check(box, before + LOG_ENTRIES / 2, "5", "", true);
	store_box_close(&box);
}

/* No modseq from before means anything then: nothing is missed. */
static void test_store_since__a_rebuilt_index_misses_nothing(void **state)
{
	struct fixture *f = *state;
	uint64_t modseq;
	struct store_box *box = make(f, &modseq);
	uint64_t after = box->modseq;
	auto_free char *vanished = NULL;

	store_box_close(&box);
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_true(box->modseq > after);
	/* UIDs that the lost index may have given are passed over. */
	vanished = x_printf("4,7:%u", box->uidnext - 1);
	check(box, modseq, "1:3,5:6", vanished, false);
	check(box, after, "1:3,5:6", vanished, false);
	check(box, box->modseq, "", "", true);
	store_box_close(&box);
}

/* A message that left the mailbox and is still in the view has not vanished
 * for this session. */
static void test_store_since__the_view_holds(void **state)
{
	struct fixture *f = *state;
	uint64_t modseq;
	struct store_box *box = make(f, &modseq);
	struct store_changes changes;
	struct err err = { 0 };

	fixture_unlink(f, fixture_find(f, "cur", ",U=1."));
	store_changes_init(&changes);
	assert_true(store_box_refresh(box, STORE_EXPUNGES_KEEP, &changes, NULL,
				      &err));
	store_changes_release(&changes);
	check(box, modseq, "2,6", "4", true);
	refresh(box);
	check(box, modseq, "2,6", "1,4", true);
	store_box_close(&box);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_since__the_log_tells_exactly),
		T(test_store_since__arrivals_only),
		T(test_store_since__an_empty_mailbox),
		T(test_store_since__a_trimmed_log_is_not_exact),
		T(test_store_since__a_rebuilt_index_misses_nothing),
		T(test_store_since__the_view_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
