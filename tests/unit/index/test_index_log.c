/* SPDX-License-Identifier: MIT */
#include "index_fixture.h"

struct log_case {
	struct fixture *f;
	struct index *index;
	struct index_txn *txn;
	struct index_folder record;
	uint32_t folder;
};

static void start(struct log_case *c, void **state)
{
	c->f = *state;
	c->index = fixture_open(c->f, INDEX_FRESH);
	c->folder = fixture_fill(c->f, c->index, "", 0);
	c->txn = fixture_begin(c->f, c->index, INDEX_WRITE);
	fixture_must(c->f, index_folder_get(c->txn, c->folder, &c->record,
					    &c->f->err));
}

static void add_ranges(struct log_case *c, uint64_t modseq,
		       enum index_change_kind kind, const struct ranges *uids)
{
	const struct index_change change = {
		.kind = kind,
		.modseq = modseq,
		.uids = uids,
	};

	fixture_must(c->f, index_log_add(c->txn, c->folder, &c->record, &change,
					 &c->f->err));
}

static void add(struct log_case *c, uint64_t modseq,
		enum index_change_kind kind, uint32_t first, uint32_t last)
{
	struct ranges uids;

	ranges_init(&uids);
	ranges_add_run(&uids, first, last);
	add_ranges(c, modseq, kind, &uids);
	ranges_release(&uids);
}

static void keep(struct log_case *c)
{
	fixture_must(c->f, index_folder_put(c->txn, c->folder, &c->record,
					    &c->f->err));
}

static void assert_changes(struct log_case *c, uint64_t after,
			   const char *flags, const char *expunged)
{
	struct ranges changed;
	struct ranges gone;
	auto_buf struct buf text;

	ranges_init(&changed);
	ranges_init(&gone);
	buf_init(&text, 1 << 20);
	fixture_must(c->f, index_log_read(c->txn, c->folder, after, &changed,
					  &gone, &c->f->err));
	ranges_write(&changed, &text);
	assert_string_equal(buf_str(&text), flags);
	buf_reset(&text);
	ranges_write(&gone, &text);
	assert_string_equal(buf_str(&text), expunged);
	ranges_release(&changed);
	ranges_release(&gone);
}

static void end(struct log_case *c)
{
	index_abort(&c->txn);
	index_close(&c->index);
}

static void test_index_log__gives_what_came_after(void **state)
{
	struct log_case c;

	start(&c, state);
	add(&c, 10, INDEX_CHANGED_FLAGS, 1, 5);
	add(&c, 11, INDEX_EXPUNGED, 3, 3);
	add(&c, 11, INDEX_CHANGED_FLAGS, 9, 9);
	add(&c, 11, INDEX_EXPUNGED, 7, 8);
	add(&c, UINT64_C(1) << 40, INDEX_CHANGED_FLAGS, 2, 2);
	keep(&c);
	assert_changes(&c, 0, "1:5,9", "3,7:8");
	assert_changes(&c, 10, "2,9", "3,7:8");
	assert_changes(&c, 11, "2", "");
	assert_changes(&c, UINT64_C(1) << 40, "", "");
	fixture_must(c.f,
		     index_log_read(c.txn, c.folder, 0, NULL, NULL, &c.f->err));
	end(&c);
}

static void test_index_log__folders_do_not_mix(void **state)
{
	struct log_case c;
	uint32_t other;

	start(&c, state);
	add(&c, 10, INDEX_CHANGED_FLAGS, 1, 5);
	keep(&c);
	fixture_must(c.f,
		     index_folder_add(c.txn, SPAN(".x"), &other, &c.f->err));
	add(&c, 12, INDEX_CHANGED_FLAGS, 7, 7);
	c.folder = other;
	assert_changes(&c, 0, "", "");
	add(&c, 5, INDEX_EXPUNGED, 2, 2);
	add(&c, 5, INDEX_EXPUNGED, 4, 4);
	assert_changes(&c, 4, "", "2,4");
	end(&c);
}

static void test_index_log__large_sets_are_whole(void **state)
{
	struct log_case c;
	struct ranges in;
	struct ranges out;

	start(&c, state);
	ranges_init(&in);
	ranges_init(&out);
	for (uint32_t i = 0; i < 5000; i++)
		ranges_add(&in, 1 + i * 800000);
	add_ranges(&c, 3, INDEX_EXPUNGED, &in);
	assert_int_equal(c.record.log_entries, 50);
	fixture_must(c.f,
		     index_log_read(c.txn, c.folder, 2, NULL, &out, &c.f->err));
	assert_int_equal(ranges_size(&out), 5000);
	ranges_remove_all(&out, &in);
	assert_true(ranges_is_empty(&out));
	ranges_release(&in);
	ranges_release(&out);
	end(&c);
}

static void test_index_log__is_cut_at_the_old_end(void **state)
{
	struct log_case c;

	start(&c, state);
	for (uint32_t i = 1; i <= 10003; i++)
		add(&c, i + i % 2, INDEX_CHANGED_FLAGS, i, i);
	keep(&c);
	assert_int_equal(c.record.log_entries, 10000);
	/* modseq 2 had uids 1 and 2, modseq 4 has lost 3 and kept 4 */
	assert_int_equal(c.record.log_cut, 4);
	assert_changes(&c, 4, "5:10003", "");
	assert_false(index_log_read(c.txn, c.folder, 3, NULL, NULL, &c.f->err));
	assert_int_equal(c.f->err.kind, ERR_GONE);
	end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_log__gives_what_came_after),
		fixture_test(test_index_log__folders_do_not_mix),
		fixture_test(test_index_log__large_sets_are_whole),
		fixture_test(test_index_log__is_cut_at_the_old_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
