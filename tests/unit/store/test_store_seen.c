/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/store_seen.h"

/* The fixture's user is the owner; another opens the owner's INBOX. */
struct reader {
	struct fixture *f;
	struct account account;
	struct store_user *user;
};

static void reader_open(struct reader *r, struct fixture *f)
{
	struct err err = { 0 };

	*r = (struct reader){ .f = f, .account = f->account };
	snprintf(r->account.user, sizeof(r->account.user), "mio@example.org");
	snprintf(r->account.home, sizeof(r->account.home), "%s/mio", f->top);
	snprintf(r->account.mail, sizeof(r->account.mail), "%s/mio/Maildir",
		 f->top);
	assert_true(store_user_open(&r->account, &f->settings, &r->user, &err));
}

static struct store_box *open_inbox(struct reader *r, enum store_access access)
{
	struct store_box *box = NULL;
	struct err err = { 0 };

	if (!store_seen_open(r->f->user, SPAN("INBOX"), access, r->user, &box,
			     &err))
		fail_msg("open: %s", err_log_text(&err));
	return box;
}

static void change(struct store_box *box, enum store_flags_how how,
		   uint32_t flags)
{
	const struct store_flags_change change = {
		.how = how,
		.flags = flags,
		.unchanged_since = UINT64_MAX,
	};
	struct err err = { 0 };

	assert_true(store_flags(box, &box->uids, &change, NULL, NULL, &err));
}

static uint32_t flags_of(struct store_box *box, uint32_t uid)
{
	const uint32_t known = INDEX_SEEN | INDEX_FLAGGED;
	struct store_message message;

	assert_true(fixture_message(box, uid, &message));
	return message.flags & known;
}

static struct store_status status_of(struct reader *r)
{
	struct store_status status = { 0 };
	struct err err = { 0 };

	assert_true(store_seen_status(r->f->user, SPAN("INBOX"), r->user,
				      &status, &err));
	return status;
}

static void test_store_seen__each_has_their_own(void **state)
{
	struct fixture *f = *state;
	struct store_box *own;
	struct store_box *box;
	struct reader r;

	reader_open(&r, f);
	fixture_append(f, "INBOX", "one", INDEX_SEEN);
	fixture_append(f, "INBOX", "two", 0);
	box = open_inbox(&r, STORE_READ_WRITE);
	assert_int_equal(flags_of(box, 1), 0);
	assert_int_equal(status_of(&r).unseen, 2);
	change(box, STORE_FLAGS_ADD, INDEX_SEEN | INDEX_FLAGGED);
	store_box_close(&box);
	assert_int_equal(status_of(&r).unseen, 0);

	/* The owner has what is common, and what was the owner's. */
	own = fixture_open(f, "INBOX");
	assert_int_equal(flags_of(own, 1), INDEX_SEEN | INDEX_FLAGGED);
	assert_int_equal(flags_of(own, 2), INDEX_FLAGGED);
	change(own, STORE_FLAGS_REMOVE, INDEX_SEEN);
	store_box_close(&own);
	assert_int_equal(fixture_status(f, "INBOX").unseen, 2);

	box = open_inbox(&r, STORE_READ_ONLY);
	assert_int_equal(flags_of(box, 1), INDEX_SEEN | INDEX_FLAGGED);
	assert_int_equal(flags_of(box, 2), INDEX_SEEN | INDEX_FLAGGED);
	store_box_close(&box);
	store_user_close(&r.user);
}

static void test_store_seen__two_sessions_lose_nothing(void **state)
{
	const struct store_flags_change seen = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_SEEN,
		.unchanged_since = UINT64_MAX,
	};
	struct fixture *f = *state;
	struct store_box *box[2];
	struct ranges uid;
	struct err err = { 0 };
	struct reader r;

	reader_open(&r, f);
	fixture_append(f, "INBOX", "one", 0);
	fixture_append(f, "INBOX", "two", 0);
	for (uint32_t i = 0; i < 2; i++)
		box[i] = open_inbox(&r, STORE_READ_WRITE);
	for (uint32_t i = 0; i < 2; i++) {
		ranges_init(&uid);
		ranges_add(&uid, i + 1);
		assert_true(store_flags(box[i], &uid, &seen, NULL, NULL, &err));
		ranges_release(&uid);
	}
	for (uint32_t i = 0; i < 2; i++)
		store_box_close(&box[i]);
	assert_int_equal(status_of(&r).unseen, 0);
	store_user_close(&r.user);
}

static void test_store_seen__recent_is_told_once_to_each(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct reader r;

	reader_open(&r, f);
	fixture_append(f, "INBOX", "one", 0);
	box = open_inbox(&r, STORE_READ_ONLY);
	assert_string_equal(fixture_set(&box->recent), "1");
	store_box_close(&box);
	/* Who only looks leaves it to the next. */
	assert_int_equal(status_of(&r).recent, 1);
	box = open_inbox(&r, STORE_READ_WRITE);
	assert_string_equal(fixture_set(&box->recent), "1");
	store_box_close(&box);
	assert_int_equal(status_of(&r).recent, 0);
	fixture_append(f, "INBOX", "two", 0);
	box = open_inbox(&r, STORE_READ_WRITE);
	assert_string_equal(fixture_set(&box->recent), "2");
	store_box_close(&box);
	assert_int_equal(fixture_status(f, "INBOX").recent, 2);
	store_user_close(&r.user);
}

static void test_store_seen__a_file_that_is_damaged_says_nothing(void **state)
{
	struct fixture *f = *state;
	struct fixture theirs = { .top = "" };
	struct store_box *box;
	const char *path;
	struct reader r;

	reader_open(&r, f);
	theirs.account = r.account;
	fixture_append(f, "INBOX", "one", 0);
	box = open_inbox(&r, STORE_READ_WRITE);
	change(box, STORE_FLAGS_ADD, INDEX_SEEN);
	store_box_close(&box);
	assert_int_equal(status_of(&r).unseen, 0);
	path = fixture_find(&theirs, "fumikura-seen", "");
	assert_non_null(path);
	fixture_write(&theirs, path, "1 9");
	assert_int_equal(status_of(&r).unseen, 1);
	box = open_inbox(&r, STORE_READ_WRITE);
	change(box, STORE_FLAGS_ADD, INDEX_SEEN);
	store_box_close(&box);
	assert_int_equal(status_of(&r).unseen, 0);
	store_user_close(&r.user);
}

#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_store_seen__##name, fixture_make, \
					fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_has_their_own),
		T(two_sessions_lose_nothing),
		T(recent_is_told_once_to_each),
		T(a_file_that_is_damaged_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
