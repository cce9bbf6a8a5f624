/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <string.h>

#include "base/auto.h"

static struct ranges set_of(uint32_t first, uint32_t last)
{
	struct ranges r;

	ranges_init(&r);
	ranges_add_run(&r, first, last);
	return r;
}

static void change(struct store_box *box, uint32_t first, uint32_t last,
		   enum store_flags_how how, uint32_t flags)
{
	struct store_flags_change c = {
		.how = how,
		.flags = flags,
		.unchanged_since = UINT64_MAX,
	};
	struct ranges uids = set_of(first, last);
	struct err err = { 0 };

	if (!store_flags(box, &uids, &c, NULL, NULL, &err))
		fail_msg("flags: %s", err_log_text(&err));
	ranges_release(&uids);
}

static struct store_changes refresh(struct store_box *box,
				    enum store_expunges how)
{
	struct store_changes c;
	struct err err = { 0 };

	store_changes_init(&c);
	if (!store_box_refresh(box, how, &c, NULL, &err))
		fail_msg("refresh: %s", err_log_text(&err));
	return c;
}

static void test_store_flags__second_session_sees_them(void **state)
{
	struct fixture *f = *state;
	struct store_box *a, *b;
	struct store_changes c;
	struct store_message m;

	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	a = fixture_open(f, "INBOX");
	b = fixture_open(f, "INBOX");
	change(a, 1, 4000000000u, STORE_FLAGS_ADD, INDEX_SEEN | INDEX_FLAGGED);
	change(a, 2, 2, STORE_FLAGS_REMOVE, INDEX_SEEN);
	c = refresh(b, STORE_EXPUNGES_KEEP);
	assert_string_equal(fixture_set(&c.flags), "1:2");
	store_changes_release(&c);
	assert_true(fixture_message(b, 1, &m));
	assert_int_equal(m.flags, INDEX_SEEN | INDEX_FLAGGED);
	assert_true(fixture_message(b, 2, &m));
	assert_int_equal(m.flags, INDEX_FLAGGED);
	assert_int_equal(fixture_status(f, "INBOX").unseen, 1);
	/* \Recent is the first session's. */
	assert_false(ranges_is_empty(&a->recent));
	assert_true(ranges_is_empty(&b->recent));
	store_box_close(&a);
	store_box_close(&b);
	assert_int_equal(fixture_count(f, "new"), 0);
	assert_non_null(fixture_find(f, "cur", ":2,FS"));
}

static void test_store_flags__unchanged_since_protects(void **state)
{
	struct fixture *f = *state;
	struct store_flags_change c = {
		.how = STORE_FLAGS_SET,
		.flags = INDEX_DRAFT,
	};
	struct ranges uids = set_of(1, 2);
	struct ranges changed, modified;
	struct store_box *box;
	struct err err = { 0 };

	ranges_init(&changed);
	ranges_init(&modified);
	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	box = fixture_open(f, "INBOX");
	c.unchanged_since = box->modseq;
	change(box, 2, 2, STORE_FLAGS_ADD, INDEX_SEEN);
	assert_true(store_flags(box, &uids, &c, &changed, &modified, &err));
	assert_string_equal(fixture_set(&changed), "1");
	assert_string_equal(fixture_set(&modified), "2");
	ranges_release(&uids);
	ranges_release(&changed);
	ranges_release(&modified);
	store_box_close(&box);
}

/* More keywords than letters. */
static void test_store_flags__thirty_keywords(void **state)
{
	struct fixture *f = *state;
	struct span names[30];
	char text[30][16];
	struct store_flags_change c = {
		.how = STORE_FLAGS_ADD,
		.unchanged_since = UINT64_MAX,
	};
	struct ranges uids = set_of(1, 1);
	struct store_changes changes;
	struct store_message m;
	struct store_box *box;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	for (int i = 0; i < 30; i++) {
		snprintf(text[i], sizeof(text[i]), "k%d", i);
		names[i] = span_of(text[i]);
	}
	assert_true(store_keywords_bits(box, names, 30, &c.keywords, &err));
	assert_int_equal(c.keywords, (1u << 30) - 1);
	assert_true(store_flags(box, &uids, &c, NULL, NULL, &err));
	changes = refresh(box, STORE_EXPUNGES_TAKE);
	assert_true(changes.keywords);
	store_changes_release(&changes);
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.keywords, (1u << 30) - 1);
	/* A scan does not take away what names can't carry. */
	fixture_write(f, "new/1700000001.x.other", "Subject: a\n\nx\n");
	changes = refresh(box, STORE_EXPUNGES_TAKE);
	store_changes_release(&changes);
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.keywords, (1u << 30) - 1);
	ranges_release(&uids);
	store_box_close(&box);
}

static void test_store_expunge__keeps_view_until_taken(void **state)
{
	struct fixture *f = *state;
	struct store_box *a, *b;
	struct store_changes c;
	struct store_message m;
	struct ranges before;
	struct ranges only = set_of(2, 2);
	struct err err = { 0 };

	for (int i = 0; i < 4; i++)
		fixture_append(f, "INBOX", "x", 0);
	a = fixture_open(f, "INBOX");
	b = fixture_open(f, "INBOX");
	change(a, 2, 3, STORE_FLAGS_ADD, INDEX_DELETED);
	assert_true(store_expunge(a, &only, &err));
	c = refresh(b, STORE_EXPUNGES_KEEP);
	assert_true(ranges_is_empty(&c.expunged));
	assert_string_equal(fixture_set(&b->uids), "1:4");
	assert_false(fixture_message(b, 2, &m));
	store_changes_release(&c);
	assert_true(store_expunge(a, NULL, &err));
	ranges_init(&before);
	store_changes_init(&c);
	assert_true(
		store_box_refresh(b, STORE_EXPUNGES_TAKE, &c, &before, &err));
	assert_string_equal(fixture_set(&c.expunged), "2:3");
	assert_string_equal(fixture_set(&before), "1:4");
	assert_string_equal(fixture_set(&b->uids), "1,4");
	store_changes_release(&c);
	ranges_release(&before);
	ranges_release(&only);
	store_box_close(&a);
	store_box_close(&b);
	assert_int_equal(fixture_status(f, "INBOX").messages, 2);
	fixture_check_usage(f);
}

/* Somebody renamed it since the last sync: it is found all the same. */
static void test_store_expunge__finds_renamed_file(void **state)
{
	struct fixture *f = *state;
	auto_free char *from = NULL;
	auto_free char *to = NULL;
	struct store_box *box;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", INDEX_DELETED);
	box = fixture_open(f, "INBOX");
	from = x_strdup(fixture_find(f, "cur", ",U=1."));
	to = x_printf("%.*sST", (int)(strlen(from) - 1), from);
	fixture_rename(f, from, to);
	assert_true(store_expunge(box, NULL, &err));
	assert_int_equal(fixture_count(f, "cur"), 0);
	store_box_close(&box);
	fixture_check_usage(f);
}

static void append_many(struct fixture *f, unsigned count)
{
	struct store_batched out = { .uidvalidity = 0 };
	struct store_spool *spool = store_spool_new(f->user);
	const struct store_append options = { .internaldate = INT64_MIN };
	struct store_batch *batch;
	struct err err = { 0 };

	ranges_init(&out.uids);
	assert_true(store_spool_write(spool, SPAN("Subject: x\r\n\r\nhello"),
				      &err));
	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	for (unsigned i = 0; i < count; i++)
		assert_true(store_batch_add(batch, spool, &options,
					    STORE_SPOOL_AGAIN, &err));
	assert_true(store_batch_commit(batch, NULL, &out, &err));
	ranges_release(&out.uids);
	store_batch_free(&batch);
	store_spool_free(&spool);
}

static void mark_deleted(struct store_box *box, uint32_t uid)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_DELETED,
		.unchanged_since = UINT64_MAX,
	};
	struct ranges uids;
	struct err err = { 0 };

	ranges_init(&uids);
	ranges_add(&uids, uid);
	assert_true(store_flags(box, &uids, &change, NULL, NULL, &err));
	ranges_release(&uids);
}

/* Marked one by one, by a delivery, and before the index was lost, which the
 * change log does not know of. */
static void test_store_expunge__finds_all_of_many(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct err err = { 0 };

	append_many(f, 300);
	box = fixture_open(f, "INBOX");
	mark_deleted(box, 7);
	mark_deleted(box, 299);
	assert_true(store_expunge(box, NULL, &err));
	store_box_close(&box);
	assert_int_equal(fixture_status(f, "INBOX").messages, 298);

	box = fixture_open(f, "INBOX");
	mark_deleted(box, 20);
	assert_int_equal(fixture_append(f, "INBOX", "late", INDEX_DELETED),
			 301);
	assert_true(store_expunge(box, NULL, &err));
	mark_deleted(box, 30);
	store_box_close(&box);
	assert_int_equal(fixture_status(f, "INBOX").messages, 297);

	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	mark_deleted(box, 40);
	assert_true(store_expunge(box, NULL, &err));
	store_box_close(&box);
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids),
			    "1:6,8:19,21:29,31:39,41:298,300");
	store_box_close(&box);
}

static void test_store_copy__flags_keywords_and_date_travel(void **state)
{
	struct fixture *f = *state;
	const struct span names[] = { SPAN("work") };
	struct store_append options = {
		.flags = INDEX_SEEN,
		.keywords = names,
		.keyword_count = 1,
		.internaldate = 1000000000,
	};
	struct ranges uids = set_of(1, 9);
	struct store_appended appended;
	struct store_copied copied;
	struct store_message m;
	struct store_read read;
	struct store_box *box;
	struct span field;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_int_equal(fixture_append_bytes(f->user, "INBOX",
					      SPAN("Subject: s\n\nx\n"),
					      &options, &appended),
			 ERR_NONE);
	fixture_append(f, "INBOX", "2", 0);
	fixture_append(f, "A", "3", 0);
	box = fixture_open(f, "INBOX");
	store_copy_init(&copied);
	assert_true(
		store_copy(box, &uids, SPAN("A"), STORE_COPY, &copied, &err));
	assert_string_equal(fixture_set(&copied.from), "1:2");
	assert_string_equal(fixture_set(&copied.to), "2:3");
	assert_int_equal(copied.uidvalidity,
			 fixture_status(f, "A").uidvalidity);
	store_box_close(&box);
	box = fixture_open(f, "A");
	assert_true(store_read_begin(box, &read, &err));
	assert_true(store_message_get(&read, 2, &m, &err));
	assert_int_equal(m.flags, INDEX_SEEN);
	assert_int_equal(m.keywords, 1);
	assert_int_equal(m.internaldate, 1000000000);
	assert_true(
		store_message_field(&read, &m, STORE_ENVELOPE, &field, &err));
	store_read_end(&read);
	store_box_close(&box);
	fixture_check_usage(f);
	fixture_lose_index(f);
	box = fixture_open(f, "A");
	assert_string_equal(fixture_set(&box->uids), "1:3");
	assert_true(fixture_message(box, 2, &m));
	assert_int_equal(m.internaldate, 1000000000);
	store_box_close(&box);
	store_copy_release(&copied);
	ranges_release(&uids);
}

static void test_store_copy__move_takes_them_away(void **state)
{
	struct fixture *f = *state;
	struct ranges uids = set_of(2, 3);
	struct store_copied copied;
	struct store_changes c;
	struct store_box *box;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	for (int i = 0; i < 3; i++)
		fixture_append(f, "INBOX", "x", 0);
	box = fixture_open(f, "INBOX");
	store_copy_init(&copied);
	assert_true(
		store_copy(box, &uids, SPAN("A"), STORE_MOVE, &copied, &err));
	assert_string_equal(fixture_set(&copied.to), "1:2");
	c = refresh(box, STORE_EXPUNGES_TAKE);
	assert_string_equal(fixture_set(&c.expunged), "2:3");
	store_changes_release(&c);
	assert_int_equal(fixture_status(f, "A").messages, 2);
	/* Into itself: a new UID. */
	ranges_clear(&uids);
	ranges_add(&uids, 1);
	assert_true(store_copy(box, &uids, SPAN("INBOX"), STORE_MOVE, &copied,
			       &err));
	assert_string_equal(fixture_set(&copied.to), "4");
	c = refresh(box, STORE_EXPUNGES_TAKE);
	assert_string_equal(fixture_set(&box->uids), "4");
	store_changes_release(&c);
	store_copy_release(&copied);
	ranges_release(&uids);
	store_box_close(&box);
	fixture_check_usage(f);
}

/* More messages than one transaction takes; the last one's keyword does not fit
 * into the destination. */
static void fill_for_late_failure(struct fixture *f)
{
	const struct span names[] = { SPAN("work"), SPAN("other") };
	struct store_append options = {
		.keywords = names,
		.keyword_count = 1,
		.internaldate = INT64_MIN,
	};
	struct store_copied copied;
	struct store_appended appended;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	store_copy_init(&copied);
	for (int i = 0; i < 9; i++) {
		struct store_box *box = fixture_open(f, "INBOX");

		assert_true(store_copy(box, &box->uids, SPAN("INBOX"),
				       STORE_COPY, &copied, &err));
		store_box_close(&box);
	}
	store_copy_release(&copied);
	assert_int_equal(fixture_append_bytes(f->user, "INBOX",
					      SPAN("Subject: s\n\nx\n"),
					      &options, &appended),
			 ERR_NONE);
	assert_true(store_create(f->user, SPAN("B"), &err));
	options.keywords = &names[1];
	assert_int_equal(fixture_append_bytes(f->user, "B",
					      SPAN("Subject: s\n\nx\n"),
					      &options, &appended),
			 ERR_NONE);
	f->settings.keywords_max = 1;
	fixture_reopen(f);
}

static void test_store_copy__late_failure_leaves_no_copy(void **state)
{
	struct fixture *f = *state;
	struct store_copied copied;
	struct store_box *box;
	struct err err = { 0 };

	fill_for_late_failure(f);
	box = fixture_open(f, "INBOX");
	assert_int_equal(ranges_size(&box->uids), 513);
	store_copy_init(&copied);
	assert_false(store_copy(box, &box->uids, SPAN("B"), STORE_COPY, &copied,
				&err));
	assert_true(ranges_is_empty(&copied.to));
	assert_int_equal(fixture_status(f, "B").messages, 1);
	assert_int_equal(fixture_count(f, ".B/new"), 0);
	assert_int_equal(fixture_count(f, ".B/cur"), 1);
	assert_int_equal(fixture_status(f, "INBOX").messages, 513);
	fixture_check_usage(f);
	/* What has been moved stays moved, and is told. */
	assert_false(store_copy(box, &box->uids, SPAN("B"), STORE_MOVE, &copied,
				&err));
	assert_int_equal(ranges_size(&copied.to), 512);
	assert_int_equal(fixture_status(f, "B").messages, 513);
	assert_int_equal(fixture_status(f, "INBOX").messages, 1);
	fixture_check_usage(f);
	store_copy_release(&copied);
	store_box_close(&box);
}

static void test_store_copy__over_quota_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct ranges uids = set_of(1, 3);
	struct store_copied copied;
	struct store_box *box;
	struct err err = { 0 };

	f->account.quota_messages = 5;
	fixture_reopen(f);
	assert_true(store_create(f->user, SPAN("A"), &err));
	for (int i = 0; i < 3; i++)
		fixture_append(f, "INBOX", "x", 0);
	box = fixture_open(f, "INBOX");
	store_copy_init(&copied);
	assert_false(
		store_copy(box, &uids, SPAN("A"), STORE_COPY, &copied, &err));
	assert_int_equal(err.kind, ERR_QUOTA);
	err_clear(&err);
	assert_false(
		store_copy(box, &uids, SPAN("No"), STORE_COPY, &copied, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_int_equal(fixture_count(f, ".A/new"), 0);
	assert_true(
		store_copy(box, &uids, SPAN("A"), STORE_MOVE, &copied, &err));
	store_copy_release(&copied);
	ranges_release(&uids);
	store_box_close(&box);
	fixture_check_usage(f);
}

/* One of several files vanished without our knowledge. */
static void test_store_copy__passes_over_missing_file(void **state)
{
	struct fixture *f = *state;
	struct ranges uids = set_of(1, 3);
	struct store_copied copied;
	struct store_box *box;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	for (int i = 0; i < 3; i++)
		fixture_append(f, "INBOX", "x", 0);
	box = fixture_open(f, "INBOX");
	fixture_unlink(f, fixture_find(f, "new", ",U=2."));
	store_copy_init(&copied);
	assert_true(
		store_copy(box, &uids, SPAN("A"), STORE_COPY, &copied, &err));
	assert_string_equal(fixture_set(&copied.from), "1,3");
	assert_int_equal(fixture_count(f, ".A/new"), 2);
	store_copy_release(&copied);
	ranges_release(&uids);
	store_box_close(&box);
	fixture_check_usage(f);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_flags__second_session_sees_them),
		T(test_store_flags__unchanged_since_protects),
		T(test_store_flags__thirty_keywords),
		T(test_store_expunge__keeps_view_until_taken),
		T(test_store_expunge__finds_renamed_file),
		T(test_store_expunge__finds_all_of_many),
		T(test_store_copy__flags_keywords_and_date_travel),
		T(test_store_copy__move_takes_them_away),
		T(test_store_copy__late_failure_leaves_no_copy),
		T(test_store_copy__over_quota_leaves_nothing),
		T(test_store_copy__passes_over_missing_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
