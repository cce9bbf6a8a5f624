/* SPDX-License-Identifier: MIT */
/* Which mailbox a directory is, whatever somebody did to the directories. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/clock.h"
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

static void run(struct fixture *f, const char *format)
{
	auto_free char *command =
		x_printf("cd '%s' && %s", f->account.mail, format);

	assert_int_equal(system(command), 0);
}

/* Far more UIDs than the rest of a block. */
static void use_up(struct fixture *f, const char *mailbox)
{
	struct store_status s = fixture_status(f, mailbox);

	for (uint32_t end = s.uidnext + 3000; s.uidnext < end;
	     s = fixture_status(f, mailbox))
		fixture_carry(f, mailbox, mailbox, STORE_COPY);
}

/* A backup of the whole user, of an hour ago, after which UIDs were given. */
static void
test_store_identity__after_a_restore_no_uid_is_given_again(void **state)
{
	struct fixture *f = *state;
	struct store_status was, used, now;

	clock_fix_us((clock_now() - 3600) * 1000000);
	fill(f, "a", 3);
	clock_fix_us(-1);
	was = fixture_status(f, "a");
	run(f, "cp -a .a ../backup");
	use_up(f, "a");
	used = fixture_status(f, "a");
	run(f, "rm -r .a && cp -a ../backup .a");
	fixture_lose_index(f);
	assert_same(f, "a", &was);
	now = fixture_status(f, "a");
	assert_true(now.uidnext > used.uidnext + 50000);
	assert_true(now.modseq > used.modseq);
	assert_true(fixture_append(f, "a", "s", 0) >= now.uidnext);
	check_whole(f);
	/* Once. */
	fixture_lose_index(f);
	assert_in_range(fixture_status(f, "a").uidnext, now.uidnext,
			now.uidnext + 3000);
}

static void
test_store_identity__a_lost_index_skips_a_block_at_most(void **state)
{
	struct fixture *f = *state;
	struct store_status was;

	fill(f, "a", 3);
	was = fixture_status(f, "a");
	fixture_lose_index(f);
	assert_same(f, "a", &was);
	assert_in_range(fixture_status(f, "a").uidnext, was.uidnext,
			was.uidnext + 1000);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_identity__folders_may_change_places),
		T(test_store_identity__three_may_change_places),
		T(test_store_identity__a_new_uidvalidity_is_a_new_mailbox),
		T(test_store_identity__after_a_restore_no_uid_is_given_again),
		T(test_store_identity__a_lost_index_skips_a_block_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
