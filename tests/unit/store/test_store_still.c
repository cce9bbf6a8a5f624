/* SPDX-License-Identifier: MIT */
/* Sessions that go on where nothing happened open no index. */
#include "fixture.h"

#include <string.h>

#include "index/index_priv.h"
#include "store/store_priv.h"

/* Another process, which has the user opened as for a session that goes on. */
static struct store_user *resume_user(struct fixture *f)
{
	struct store_user *user;
	struct err err = { 0 };

	if (!store_user_resume(&f->account, &f->settings, &user, &err))
		fail_msg("resume: %s", err_log_text(&err));
	return user;
}

static bool is_open(const struct store_user *user)
{
	return user->index->env;
}

/* What a session would keep of the mailbox once nothing is left to tell. */
static struct store_still settle(struct store_box *box)
{
	struct store_changes c;
	struct err err = { 0 };
	struct store_still still;

	store_changes_init(&c);
	/* The first may take a look at the files, the second one finds none. */
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	store_changes_release(&c);
	still = box->still;
	assert_int_not_equal(still.point.number, 0);
	return still;
}

static struct store_still still_of(struct fixture *f, const char *mailbox)
{
	struct store_box *box = fixture_open(f, mailbox);
	struct store_still still = settle(box);

	store_box_close(&box);
	return still;
}

static bool goes_on(struct store_user *user, const char *mailbox,
		    const struct store_still *still)
{
	struct store_box *box;
	bool done = store_box_resume(user, span_of(mailbox), STORE_READ_WRITE,
				     still, &box);

	store_box_close(&box);
	return done;
}

static void test_store_still__needs_no_index(void **state)
{
	struct fixture *f = *state;
	struct store_still still;
	struct store_changes c;
	struct store_user *user;
	struct store_box *box;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	still = still_of(f, "INBOX");
	user = resume_user(f);
	assert_true(store_box_resume(user, SPAN("INBOX"), STORE_READ_WRITE,
				     &still, &box));
	store_changes_init(&c);
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	assert_true(ranges_is_empty(&c.arrived));
	assert_true(c.own);
	store_changes_release(&c);
	assert_false(is_open(user));
	store_box_close(&box);
	store_user_close(&user);
}

static void test_store_still__ends_with_any_change(void **state)
{
	struct fixture *f = *state;
	struct store_still still;
	struct store_user *user;

	assert_int_equal(store_create(f->user, SPAN("A"), &(struct err){ 0 }),
			 true);
	fixture_append(f, "INBOX", "1", 0);
	still = still_of(f, "INBOX");
	user = resume_user(f);
	assert_true(goes_on(user, "INBOX", &still));
	fixture_write(f, "cur/1700000001.x.other:2,", "Subject: a\n\nx\n");
	assert_false(goes_on(user, "INBOX", &still));

	still = still_of(f, "INBOX");
	assert_true(goes_on(user, "INBOX", &still));
	fixture_append(f, "A", "2", 0);
	assert_false(goes_on(user, "INBOX", &still));

	still = still_of(f, "INBOX");
	assert_true(goes_on(user, "INBOX", &still));
	fixture_append(f, "INBOX", "3", 0);
	assert_false(goes_on(user, "INBOX", &still));
	assert_false(is_open(user));
	store_user_close(&user);
}

static void test_store_still__not_while_expunges_wait(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_box *other;
	struct store_changes c;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", INDEX_DELETED);
	box = fixture_open(f, "INBOX");
	(void)settle(box);
	other = fixture_open(f, "INBOX");
	assert_true(store_expunge(other, NULL, &err));
	store_box_close(&other);
	store_changes_init(&c);
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_KEEP, &c, NULL, &err));
	assert_int_equal(box->still.point.number, 0);
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	assert_string_equal(fixture_set(&c.expunged), "1");
	assert_int_not_equal(box->still.point.number, 0);
	store_changes_release(&c);
	store_box_close(&box);
}

static void test_store_still__no_index_no_going_on(void **state)
{
	struct fixture *f = *state;
	struct store_still still;
	struct store_user *user;
	struct store_box *box;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	still = still_of(f, "INBOX");
	user = resume_user(f);
	fixture_lose_index(f);
	assert_false(goes_on(user, "INBOX", &still));
	assert_true(store_box_open(user, SPAN("INBOX"), STORE_READ_WRITE, &box,
				   &err));
	assert_true(is_open(user));
	assert_string_equal(fixture_set(&box->uids), "1");
	store_box_close(&box);
	store_user_close(&user);
}

static void test_store_still__the_first_verb_opens_the_index(void **state)
{
	struct fixture *f = *state;
	struct store_appended appended;
	const struct store_append options = { .internaldate = 1 };
	struct store_still still;
	struct store_user *user;
	struct store_box *box;
	struct store_changes c;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	still = still_of(f, "INBOX");
	user = resume_user(f);
	assert_true(store_box_resume(user, SPAN("INBOX"), STORE_READ_WRITE,
				     &still, &box));
	assert_int_equal(fixture_append_bytes(user, "INBOX",
					      SPAN("Subject: 2\r\n\r\nx\r\n"),
					      &options, &appended),
			 ERR_NONE);
	assert_int_equal(appended.uid, 2);
	assert_true(is_open(user));
	/* The view is the caller's to fill in. */
	box->uidvalidity = fixture_status(f, "INBOX").uidvalidity;
	memcpy(box->mailbox_id, fixture_status(f, "INBOX").mailbox_id,
	       sizeof(box->mailbox_id));
	ranges_add(&box->uids, 1);
	box->uidnext = 2;
	store_changes_init(&c);
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	assert_string_equal(fixture_set(&c.arrived), "2");
	store_changes_release(&c);
	store_box_close(&box);
	store_user_close(&user);
	fixture_check_usage(f);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_still__needs_no_index),
		T(test_store_still__ends_with_any_change),
		T(test_store_still__not_while_expunges_wait),
		T(test_store_still__no_index_no_going_on),
		T(test_store_still__the_first_verb_opens_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
