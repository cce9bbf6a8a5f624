/* SPDX-License-Identifier: MIT */
/* Sessions that go on where nothing happened open no index. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void refresh(struct store_box *box, struct store_changes *out)
{
	struct err err = { 0 };

	store_changes_init(out);
	if (!store_box_refresh(box, STORE_EXPUNGES_TAKE, out, NULL, &err))
		fail_msg("refresh: %s", err_log_text(&err));
}

/* What is new in it. */
static const char *arrived(struct store_box *box)
{
	struct store_changes c;
	const char *text;

	refresh(box, &c);
	text = fixture_set(&c.arrived);
	store_changes_release(&c);
	return text;
}

/* Nothing is left to tell. */
static void settle(struct store_box *box)
{
	/* The first may take a look at the files, the second one finds none. */
	(void)arrived(box);
	(void)arrived(box);
	assert_int_not_equal(box->still.point.number, 0);
}

static struct store_box *go_on(struct store_user *user,
			       const struct store_box *kept)
{
	struct err err = { 0 };
	struct store_box *box;

	assert_true(store_box_resume(user, span_of(kept->name), kept->access,
				     &box, &err));
	box->uidvalidity = kept->uidvalidity;
	memcpy(box->mailbox_id, kept->mailbox_id, sizeof(box->mailbox_id));
	ranges_copy(&box->uids, &kept->uids);
	box->uidnext = kept->uidnext;
	box->modseq = kept->modseq;
	box->expunge_modseq = kept->expunge_modseq;
	box->still = kept->still;
	return box;
}

/* INBOX with one message, of which all was told. */
static struct store_box *go_on_with_one(struct fixture *f,
					struct store_user *user)
{
	struct store_box *box;
	struct store_box *again;

	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	settle(box);
	again = go_on(user, box);
	store_box_close(&box);
	return again;
}

static void test_store_still__needs_no_index(void **state)
{
	struct fixture *f = *state;
	struct store_user *user = resume_user(f);
	struct store_box *box = go_on_with_one(f, user);
	struct store_changes c;

	refresh(box, &c);
	assert_true(ranges_is_empty(&c.arrived));
	assert_true(c.own);
	store_changes_release(&c);
	assert_false(is_open(user));
	store_box_close(&box);
	store_user_close(&user);
}

/* by: what happens before the session goes on. true: the index was opened. */
static bool opens(struct fixture *f, void (*by)(struct fixture *f),
		  const char *new_uids)
{
	struct store_user *user = resume_user(f);
	struct store_box *box = fixture_open(f, "INBOX");
	struct store_box *again;
	bool opened;

	settle(box);
	by(f);
	again = go_on(user, box);
	assert_string_equal(arrived(again), new_uids);
	opened = is_open(user);
	store_box_close(&again);
	store_box_close(&box);
	store_user_close(&user);
	return opened;
}

static void do_nothing(struct fixture *f)
{
	(void)f;
}

static void bring_file(struct fixture *f)
{
	fixture_write(f, "cur/1700000001.x.other:2,", "Subject: a\n\nx\n");
}

static void deliver(struct fixture *f)
{
	fixture_append(f, "INBOX", "2", 0);
}

static void deliver_elsewhere(struct fixture *f)
{
	fixture_append(f, "A", "3", 0);
}

static void test_store_still__ends_with_any_change(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	fixture_append(f, "INBOX", "1", 0);
	assert_false(opens(f, do_nothing, ""));
	assert_true(opens(f, bring_file, "2"));
	assert_false(opens(f, do_nothing, ""));
	assert_true(opens(f, deliver, "3"));
	assert_true(opens(f, deliver_elsewhere, ""));
	assert_true(opens(f, fixture_lose_index, ""));
	assert_false(opens(f, do_nothing, ""));
}

static void test_store_still__another_mailbox_of_that_name_is_none(void **state)
{
	struct fixture *f = *state;
	struct store_user *user = resume_user(f);
	struct store_changes c;
	struct store_box *box;
	struct store_box *again;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	box = fixture_open(f, "A");
	settle(box);
	assert_true(store_delete(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("A"), &err));
	again = go_on(user, box);
	refresh(again, &c);
	assert_true(c.gone);
	store_changes_release(&c);
	store_box_close(&again);
	store_box_close(&box);
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
	settle(box);
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

static void test_store_still__the_first_verb_opens_the_index(void **state)
{
	struct fixture *f = *state;
	const struct store_append options = { .internaldate = 1 };
	struct store_user *user = resume_user(f);
	struct store_box *box = go_on_with_one(f, user);
	struct store_appended appended;

	assert_int_equal(fixture_append_bytes(user, "INBOX",
					      SPAN("Subject: 2\r\n\r\nx\r\n"),
					      &options, &appended),
			 ERR_NONE);
	assert_int_equal(appended.uid, 2);
	assert_true(is_open(user));
	assert_string_equal(arrived(box), "2");
	store_box_close(&box);
	store_user_close(&user);
	fixture_check_usage(f);
}

static void test_store_still__a_look_waits_for_nobody(void **state)
{
	const struct fixture *f = *state;
	char path[STORE_PATH_CAP];
	uint64_t seen[2];

	snprintf(path, sizeof(path), "%s/foreign", f->account.mail);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/foreign/" INDEX_ENV_FILE,
		 f->account.mail);
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof(path), "%s/foreign/" INDEX_NOTIFY_FILE,
		 f->account.mail);
	alarm(30);
	assert_false(store_watch_look(path, IN_ACCESS, seen));
	alarm(0);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_still__needs_no_index),
		T(test_store_still__ends_with_any_change),
		T(test_store_still__not_while_expunges_wait),
		T(test_store_still__another_mailbox_of_that_name_is_none),
		T(test_store_still__the_first_verb_opens_the_index),
		T(test_store_still__a_look_waits_for_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
