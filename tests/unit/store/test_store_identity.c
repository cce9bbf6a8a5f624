/* SPDX-License-Identifier: MIT */
/* Which mailbox a directory is, whatever somebody did to the directories. */
#include "fixture.h"

#include <stdio.h>

#include "base/auto.h"
#include "maildir/md_uid.h"
#include "store/store_check.h"

static void fill(struct fixture *f, const char *mailbox, unsigned messages)
{
	struct err err = { 0 };

	assert_true(store_create(f->user, span_of(mailbox), &err));
	for (unsigned i = 0; i < messages; i++)
		fixture_append(f, mailbox, "s", 0);
}

static void found(void *arg, struct span mailbox, const char *what)
{
	unsigned *count = arg;

	print_error("%.*s: %s\n", SPAN_ARG(mailbox), what);
	++*count;
}

/* As another process sees it. */
static void check_whole(struct fixture *f)
{
	unsigned wrong = 0;
	const struct store_check_sink sink = { found, &wrong };
	struct err err = { 0 };

	fixture_reopen(f);
	assert_true(
		store_check(&f->account, &f->settings, SPAN(""), &sink, &err));
	assert_int_equal(wrong, 0);
}

static void assert_same(struct fixture *f, const char *mailbox,
			const struct store_status *was)
{
	struct store_status now = fixture_status(f, mailbox);

	assert_int_equal(now.uidvalidity, was->uidvalidity);
	assert_int_equal(now.messages, was->messages);
	assert_true(now.uidnext >= was->uidnext);
	assert_true(now.modseq >= was->modseq);
}

static void test_store_identity__folders_may_change_places(void **state)
{
	struct fixture *f = *state;
	struct store_status a, b;

	fill(f, "a", 2);
	fill(f, "b", 5);
	a = fixture_status(f, "a");
	b = fixture_status(f, "b");
	assert_int_not_equal(a.uidvalidity, b.uidvalidity);
	for (unsigned i = 0; i < 2; i++) {
		fixture_rename(f, ".a", "between");
		fixture_rename(f, ".b", ".a");
		fixture_rename(f, "between", ".b");
		assert_same(f, "a", i ? &a : &b);
		assert_same(f, "b", i ? &b : &a);
		check_whole(f);
	}
}

/* ... of which one is seen before the others. */
static void test_store_identity__three_may_change_places(void **state)
{
	struct fixture *f = *state;
	struct store_status a, b, c;

	fill(f, "a", 2);
	fill(f, "b", 5);
	fill(f, "c", 3);
	a = fixture_status(f, "a");
	b = fixture_status(f, "b");
	c = fixture_status(f, "c");
	fixture_rename(f, ".c", "between");
	fixture_rename(f, ".b", ".c");
	fixture_rename(f, ".a", ".b");
	fixture_rename(f, "between", ".a");
	assert_same(f, "c", &b);
	assert_same(f, "b", &a);
	assert_same(f, "a", &c);
	check_whole(f);
}

/* The same mailbox id, another UIDVALIDITY: nobody of us writes that. What was
 * kept of its messages is kept. */
static void
test_store_identity__a_new_uidvalidity_is_a_new_mailbox(void **state)
{
	struct fixture *f = *state;
	struct store_status was;
	struct md_uid uid;
	struct err err = { 0 };

	fill(f, "a", 3);
	was = fixture_status(f, "a");
	assert_true(md_uid_read(f->account.mail, SPAN(".a"), &uid, &err));
	uid.uidvalidity--;
	assert_true(md_uid_write(f->account.mail, SPAN(".a"), &uid, &err));
	/* So that it is looked at. */
	fixture_write(f, ".a/new/1.b.c", "a: b\n\n");
	was.uidvalidity--;
	was.messages++;
	assert_same(f, "a", &was);
	check_whole(f);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_identity__folders_may_change_places),
		T(test_store_identity__three_may_change_places),
		T(test_store_identity__a_new_uidvalidity_is_a_new_mailbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
