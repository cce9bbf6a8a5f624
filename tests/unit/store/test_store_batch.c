/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"

/* In place of libc's. */
static struct {
	unsigned calls;
	unsigned bad; /* this one fails; 0: none */
	struct fixture *f;
	unsigned most; /* files in new/ while one was made durable */
	unsigned nameless;
} syncs;

int fdatasync(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	syncs.nameless += !st.st_nlink;
	syncs.calls++;
	if (syncs.f && fixture_count(syncs.f, "new") > syncs.most)
		syncs.most = fixture_count(syncs.f, "new");
	if (syncs.calls != syncs.bad)
		return 0;
	errno = EIO;
	return -1;
}

static void add(struct fixture *f, struct store_batch *batch, const char *text,
		const struct store_append *options)
{
	struct store_spool *spool = store_spool_new(f->user);
	struct err err = { 0 };

	assert_true(store_spool_write(spool, span_of(text), &err));
	assert_true(
		store_batch_add(batch, spool, options, STORE_SPOOL_ONCE, &err));
	store_spool_free(&spool);
}

static void test_store_batch__all_get_uids_in_order(void **state)
{
	struct fixture *f = *state;
	const struct span names[] = { SPAN("work") };
	struct store_append options = {
		.internaldate = INT64_MIN,
		.keywords = names,
		.keyword_count = 1,
	};
	struct store_batched done;
	struct store_batch *batch;
	struct store_message m;
	struct store_box *box;
	struct err err = { 0 };

	ranges_init(&done.uids);
	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	add(f, batch, "Subject: one\n\n1\n", &options);
	options.keyword_count = 0;
	options.flags = INDEX_SEEN;
	add(f, batch, "Subject: two\n\n22\n", &options);
	assert_int_equal(fixture_count(f, "tmp"), 2);
	assert_true(store_batch_commit(batch, NULL, &done, &err));
	store_batch_free(&batch);
	assert_int_equal(ranges_size(&done.uids), 2);
	assert_int_equal(fixture_count(f, "tmp"), 0);
	box = fixture_open(f, "INBOX");
	assert_true(fixture_message(box, ranges_from(&done.uids, 1), &m));
	assert_int_equal(m.size, 16);
	assert_true(m.keywords != 0);
	assert_true(fixture_message(box, ranges_last(&done.uids), &m));
	assert_int_equal(m.size, 17);
	assert_int_equal(m.flags, INDEX_SEEN);
	store_box_close(&box);
	ranges_release(&done.uids);
	fixture_check_usage(f);
}

static void test_store_batch__what_is_not_committed_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_batch *batch;
	struct err err = { 0 };

	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	add(f, batch, "Subject: one\n\n1\n", &options);
	store_batch_free(&batch);
	assert_int_equal(fixture_count(f, "tmp"), 0);
	assert_int_equal(fixture_count(f, "new"), 0);
}

/* The quota has room for one of them. */
static void test_store_batch__none_if_one_does_not_fit(void **state)
{
	struct fixture *f = *state;
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_batched done;
	struct store_batch *batch;
	struct err err = { 0 };

	ranges_init(&done.uids);
	f->account.quota_messages = 1;
	fixture_reopen(f);
	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	add(f, batch, "Subject: one\n\n1\n", &options);
	add(f, batch, "Subject: two\n\n2\n", &options);
	assert_false(store_batch_commit(batch, NULL, &done, &err));
	assert_int_equal(err.kind, ERR_QUOTA);
	store_batch_free(&batch);
	assert_int_equal(fixture_count(f, "tmp"), 0);
	assert_int_equal(fixture_count(f, "new"), 0);
	ranges_release(&done.uids);
	fixture_check_usage(f);
}

enum {
	MANY = 70 /* more than are open at once */
};

static bool store_many(struct fixture *f, struct store_batched *done,
		       struct err *err)
{
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_batch *batch;
	bool ok;

	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, err));
	for (int i = 0; i < MANY; i++)
		add(f, batch, "Subject: one\n\n1\n", &options);
	ok = store_batch_commit(batch, NULL, done, err);
	store_batch_free(&batch);
	return ok;
}

static void
test_store_batch__each_file_is_durable_before_it_is_named(void **state)
{
	struct fixture *f = *state;
	struct store_batched done;
	struct err err = { 0 };

	ranges_init(&done.uids);
	/* The first also writes what the folder needs. */
	assert_true(store_many(f, &done, &err));
	syncs.calls = syncs.most = 0;
	syncs.f = f;
	assert_true(store_many(f, &done, &err));
	syncs.f = NULL;
	assert_int_equal(syncs.calls, MANY);
	assert_int_equal(syncs.most, MANY);
	assert_int_equal(fixture_count(f, "new"), 2 * MANY);
	ranges_release(&done.uids);
}

static void test_store_batch__none_if_one_is_not_durable(void **state)
{
	struct fixture *f = *state;
	struct store_batched done;
	struct err err = { 0 };

	ranges_init(&done.uids);
	assert_true(store_many(f, &done, &err));
	syncs.calls = 0;
	syncs.bad = MANY;
	assert_false(store_many(f, &done, &err));
	syncs.bad = 0;
	assert_int_equal(err.kind, ERR_TEMP);
	assert_int_equal(fixture_count(f, "tmp"), 0);
	assert_int_equal(fixture_count(f, "new"), MANY);
	ranges_release(&done.uids);
	fixture_check_usage(f);
}

static void refresh(struct store_box *box)
{
	struct store_changes c;
	struct err err = { 0 };

	store_changes_init(&c);
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	store_changes_release(&c);
}

/* ... and so are those that came before and that nobody has seen. */
enum {
	LARGE = 512 * 1024 /* past what a spool has in memory */
};

static struct store_spool *make_large(struct fixture *f)
{
	struct store_spool *spool = store_spool_new(f->user);
	auto_free char *bytes = x_calloc(1, LARGE);
	struct err err = { 0 };

	memset(bytes, '\n', LARGE);
	assert_true(store_spool_write(spool, span_make(bytes, LARGE), &err));
	return spool;
}

static bool append_large(struct fixture *f, struct store_spool *spool)
{
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_appended out;
	struct err err = { 0 };

	return store_append(f->user, SPAN("INBOX"), spool, &options, &out,
			    &err);
}

/* A file system may write nothing of one without a name. */
static void test_store_batch__a_large_one_is_durable_by_its_name(void **state)
{
	struct fixture *f = *state;
	struct store_spool *spool = make_large(f);

	/* The first also writes what the folder needs. */
	fixture_append(f, "INBOX", "Subject: one\n\n1\n", 0);
	syncs.calls = syncs.nameless = 0;
	assert_true(append_large(f, spool));
	assert_int_equal(syncs.calls, 1);
	assert_true(append_large(f, spool));
	assert_int_equal(syncs.calls, 1);
	assert_int_equal(syncs.nameless, 0);
	store_spool_free(&spool);
}

/* Its bytes may be gone, though the next attempt would say nothing of it. */
static void test_store_batch__a_large_one_stays_undurable(void **state)
{
	struct fixture *f = *state;
	struct store_spool *spool = make_large(f);

	fixture_append(f, "INBOX", "Subject: one\n\n1\n", 0);
	syncs.calls = 0;
	syncs.bad = 1;
	assert_false(append_large(f, spool));
	syncs.bad = 0;
	assert_false(append_large(f, spool));
	assert_int_equal(fixture_count(f, "tmp"), 0);
	assert_int_equal(fixture_count(f, "new"), 1);
	store_spool_free(&spool);
}

static void
test_store_batch__messages_are_recent_to_who_stored_them(void **state)
{
	struct fixture *f = *state;
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_box *viewer = fixture_open(f, "INBOX");
	struct store_box *other = fixture_open(f, "INBOX");
	struct store_batched done;
	struct store_batch *batch;
	struct err err = { 0 };

	ranges_init(&done.uids);
	fixture_append(f, "INBOX", "Subject: one\n\n1\n", 0);
	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	add(f, batch, "Subject: two\n\n2\n", &options);
	assert_true(store_batch_commit(batch, viewer, &done, &err));
	store_batch_free(&batch);
	refresh(other);
	assert_string_equal(fixture_set(&other->uids), "1:2");
	assert_true(ranges_is_empty(&other->recent));
	refresh(viewer);
	assert_string_equal(fixture_set(&viewer->recent), "1:2");
	/* The next is of who sees it first. */
	fixture_append(f, "INBOX", "Subject: three\n\n3\n", 0);
	refresh(other);
	assert_string_equal(fixture_set(&other->recent), "3");
	refresh(viewer);
	assert_string_equal(fixture_set(&viewer->recent), "1:2");
	store_box_close(&viewer);
	store_box_close(&other);
	ranges_release(&done.uids);
}

static void test_store_batch__recent_is_of_the_mailbox_only(void **state)
{
	struct fixture *f = *state;
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_box *other;
	struct store_box *box;
	struct store_batched done;
	struct store_batch *batch;
	struct err err = { 0 };

	ranges_init(&done.uids);
	assert_true(store_create(f->user, SPAN("Other"), &err));
	other = fixture_open(f, "Other");
	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	add(f, batch, "Subject: one\n\n1\n", &options);
	assert_true(store_batch_commit(batch, other, &done, &err));
	store_batch_free(&batch);
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->recent), "1");
	store_box_close(&box);
	store_box_close(&other);
	ranges_release(&done.uids);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_batch__all_get_uids_in_order),
		T(test_store_batch__what_is_not_committed_leaves_nothing),
		T(test_store_batch__none_if_one_does_not_fit),
		T(test_store_batch__each_file_is_durable_before_it_is_named),
		T(test_store_batch__none_if_one_is_not_durable),
		T(test_store_batch__a_large_one_is_durable_by_its_name),
		T(test_store_batch__a_large_one_stays_undurable),
		T(test_store_batch__messages_are_recent_to_who_stored_them),
		T(test_store_batch__recent_is_of_the_mailbox_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
