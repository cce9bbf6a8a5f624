/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "maildir/md_renaming.h"

/* "INBOX:e a:c" : names with e(xists) c(hildren) s(ubscribed) */
static void expect_list(struct fixture *f, const char *expected)
{
	struct store_mailbox_entry *entry;
	auto_arena struct arena arena;
	auto_buf struct buf text;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	buf_init(&text, 4096);
	assert_true(store_list(f->user, &arena, &entry, &count, &err));
	for (size_t i = 0; i < count; i++) {
		uint32_t flags = entry[i].flags;

		buf_add_format(&text, "%s%.*s:%s%s%s", i ? " " : "",
			       SPAN_ARG(entry[i].name),
			       flags & STORE_MAILBOX_EXISTS ? "e" : "",
			       flags & STORE_MAILBOX_CHILDREN ? "c" : "",
			       flags & STORE_MAILBOX_SUBSCRIBED ? "s" : "");
	}
	assert_string_equal(buf_str(&text), expected);
}

static void test_store_list__parents_and_subscriptions(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	expect_list(f, "INBOX:e");
	assert_true(store_create(f->user, SPAN("a.b.c"), &err));
	assert_true(store_create(f->user, SPAN("a"), &err));
	assert_true(store_create(f->user, SPAN("日本語"), &err));
	assert_true(store_subscribe(f->user, SPAN("inbox"), true, &err));
	assert_true(store_subscribe(f->user, SPAN("gone"), true, &err));
	expect_list(f, "INBOX:es a:ec a.b:c a.b.c:e gone:s 日本語:e");
	assert_true(store_subscribe(f->user, SPAN("gone"), false, &err));
	assert_true(store_delete(f->user, SPAN("a"), &err));
	expect_list(f, "INBOX:es a:c a.b:c a.b.c:e 日本語:e");
}

static void test_store_folder__errors(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_false(store_create(f->user, SPAN("A"), &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	assert_false(store_create(f->user, SPAN("Inbox"), &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	assert_false(store_create(f->user, SPAN("a/b"), &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(store_create(f->user, SPAN("fumikura"), &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(store_delete(f->user, SPAN("INBOX"), &err));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_false(store_delete(f->user, SPAN("B"), &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(store_rename(f->user, SPAN("B"), SPAN("C"), &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(store_rename(f->user, SPAN("A"), SPAN("INBOX"), &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	f->settings.mailbox_max = 2;
	fixture_reopen(f);
	assert_false(store_create(f->user, SPAN("C"), &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_store_folder__made_anew_is_another(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;
	struct store_changes c;
	struct store_box *box;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	fixture_append(f, "A", "1", 0);
	before = fixture_status(f, "A");
	box = fixture_open(f, "A");
	assert_true(store_delete(f->user, SPAN("A"), &err));
	fixture_check_usage(f);
	assert_true(store_create(f->user, SPAN("A"), &err));
	after = fixture_status(f, "A");
	assert_true(after.uidvalidity > before.uidvalidity);
	assert_int_equal(after.messages, 0);
	assert_int_equal(after.uidnext, 1);
	store_changes_init(&c);
	assert_true(
		store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err));
	assert_true(c.gone);
	store_changes_release(&c);
	store_box_close(&box);
}

static void test_store_rename__identity_travels_with_children(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("A.x"), &err));
	assert_true(store_create(f->user, SPAN("Ab"), &err));
	fixture_append(f, "A", "1", 0);
	fixture_append(f, "A.x", "2", 0);
	before = fixture_status(f, "A.x");
	assert_true(store_rename(f->user, SPAN("A"), SPAN("B.C"), &err));
	expect_list(f, "INBOX:e Ab:e B:c B.C:ec B.C.x:e");
	after = fixture_status(f, "B.C.x");
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_int_equal(after.messages, 1);
	assert_int_equal(after.uidnext, 2);
	fixture_check_usage(f);
	fixture_lose_index(f);
	assert_int_equal(fixture_status(f, "B.C").messages, 1);
}

static void test_store_rename__inbox_stays(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	assert_true(store_rename(f->user, SPAN("INBOX"), SPAN("old"), &err));
	assert_int_equal(fixture_status(f, "INBOX").messages, 0);
	assert_int_equal(fixture_status(f, "old").messages, 1);
	assert_int_equal(fixture_append(f, "INBOX", "2", 0), 2);
	fixture_check_usage(f);
}

static void shell(struct fixture *f, const char *command)
{
	auto_free char *line =
		x_printf("cd %s && %s", f->account.mail, command);

	assert_int_equal(system(line), 0);
}

/* As a process that died in the middle leaves it. */
static void test_store_rename__half_done_is_finished(void **state)
{
	struct fixture *f = *state;
	struct store_status child;
	struct err err = { 0 };
	int root;

	assert_true(store_create(f->user, SPAN("a"), &err));
	assert_true(store_create(f->user, SPAN("a.b"), &err));
	assert_true(store_create(f->user, SPAN("a.b.c"), &err));
	fixture_append(f, "a.b", "1", 0);
	fixture_append(f, "a.b", "2", 0);
	child = fixture_status(f, "a.b");
	root = open(f->account.mail, O_RDONLY | O_DIRECTORY);
	assert_true(root >= 0);
	assert_true(md_renaming_begin(root, SPAN("a"), SPAN("x y"), &err));
	fixture_rename(f, ".a", ".x y");
	fixture_rename(f, ".a.b.c", ".x y.b.c");
	expect_list(f, "INBOX:e x y:ec x y.b:ec x y.b.c:e");
	assert_false(md_renaming_is_open(root));
	close(root);
	assert_int_equal(fixture_status(f, "x y.b").uidvalidity,
			 child.uidvalidity);
	assert_int_equal(fixture_status(f, "x y.b").messages, 2);
	fixture_check_usage(f);
}

/* A file that came back after a power cut must not rename what was made
 * since. */
static void test_store_rename__damaged_note_is_dropped(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("a"), &err));
	fixture_write(f, "fumikura-renaming", "fumikura-renaming v=1 from=61");
	fixture_reopen(f);
	assert_false(fixture_exists(f, "fumikura-renaming"));
	expect_list(f, "INBOX:e a:e");
}

static void test_store_rename__either_spelling(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("K\xc3\xa4se"), &err));
	assert_true(store_create(f->user, SPAN("K\xc3\xa4se.a"), &err));
	fixture_rename(f, ".K&AOQ-se", ".K\xc3\xa4se");
	assert_true(store_rename(f->user, SPAN("K\xc3\xa4se"),
				 SPAN("Br\xc3\xbc"), &err));
	expect_list(f, "INBOX:e Br\xc3\xbc:ec Br\xc3\xbc.a:e");
	assert_true(fixture_exists(f, ".Br&APw-/cur"));
	assert_true(fixture_exists(f, ".Br&APw-.a/cur"));
}

static void test_store_identity__link_is_no_second_mailbox(void **state)
{
	struct fixture *f = *state;
	struct store_status inbox = fixture_status(f, "INBOX");
	struct store_status a, s;
	struct err err = { 0 };
	char path[600];

	assert_true(store_create(f->user, SPAN("b"), &err));
	fixture_append(f, "b", "1", 0);
	a = fixture_status(f, "b");
	snprintf(path, sizeof(path), "%s/.a", f->account.mail);
	assert_int_equal(symlink(".b", path), 0);
	snprintf(path, sizeof(path), "%s/.c", f->account.mail);
	assert_int_equal(symlink(".", path), 0);
	fixture_lose_index(f);
	expect_list(f, "INBOX:e b:e");
	assert_false(store_status(f->user, SPAN("a"), &s, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(store_status(f->user, SPAN("c"), &s, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_int_equal(fixture_status(f, "b").uidvalidity, a.uidvalidity);
	assert_int_equal(fixture_status(f, "INBOX").uidvalidity,
			 inbox.uidvalidity);
	/* Deleting the link is not deleting what it names. */
	snprintf(path, sizeof(path), "%s/.a", f->account.mail);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(fixture_status(f, "b").messages, 1);
}

static void test_store_folder__empty_directories_are_made_again(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	char path[600];

	assert_true(store_create(f->user, SPAN("a"), &err));
	fixture_append(f, "a", "1", INDEX_SEEN);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/.a/%s", f->account.mail,
			 i ? "new" : "tmp");
		assert_int_equal(rmdir(path), 0);
	}
	fixture_append(f, "a", "2", 0);
	assert_int_equal(fixture_status(f, "a").messages, 2);
}

static void test_store_identity__renamed_by_hand_is_the_same(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	fixture_append(f, "A", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	before = fixture_status(f, "A");
	shell(f, "mv .A .B");
	after = fixture_status(f, "B");
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_int_equal(after.messages, 1);
	assert_int_equal(after.modseq, before.modseq);
	fixture_check_usage(f);
}

static void test_store_identity__copied_folder_is_another(void **state)
{
	struct fixture *f = *state;
	struct store_status a, b;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	fixture_append(f, "A", "1", 0);
	shell(f, "cp -a .A .B");
	a = fixture_status(f, "A");
	b = fixture_status(f, "B");
	assert_int_equal(b.messages, 1);
	assert_true(a.uidvalidity != b.uidvalidity);
	assert_memory_not_equal(a.mailbox_id, b.mailbox_id, 16);
	fixture_check_usage(f);
	fixture_lose_index(f);
	assert_int_equal(fixture_status(f, "B").uidvalidity, b.uidvalidity);
}

static void test_store_identity__removed_by_hand_counts_no_more(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	fixture_append(f, "A", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	shell(f, "rm -r .A");
	{
		struct store_usage usage;

		assert_true(store_usage(f->user, &usage, &err));
		assert_int_equal(usage.messages, 1);
	}
	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_int_equal(fixture_status(f, "A").messages, 0);
	fixture_check_usage(f);
}

/* Clients list; few ask for the quota. */
static void test_store_list__follows_folders_removed_by_hand(void **state)
{
	struct fixture *f = *state;
	struct store_mailbox_entry *entries;
	auto_arena struct arena arena;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("B"), &err));
	fixture_append(f, "A", "1", 0);
	fixture_append(f, "B", "2", 0);
	fixture_append(f, "INBOX", "3", 0);
	shell(f, "rm -r .A; mv .B .C");
	assert_true(store_list(f->user, &arena, &entries, &count, &err));
	assert_int_equal(count, 2);
	fixture_check_usage(f);
	assert_int_equal(fixture_status(f, "C").messages, 1);
}

static bool is_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 1000) == 1;
}

static void test_store_watch__tells_of_commits_and_files(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = fixture_open(f, "INBOX");
	struct err err = { 0 };
	struct pollfd p;
	int fd;

	assert_true(store_watch_open(box, &fd, &err));
	p = (struct pollfd){ .fd = fd, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 0), 0);
	fixture_append(f, "INBOX", "1", 0);
	assert_true(is_readable(fd));
	store_watch_clear(fd);
	assert_int_equal(poll(&p, 1, 0), 0);
	fixture_write(f, "new/1700000001.x.other", "Subject: a\n\nx\n");
	assert_true(is_readable(fd));
	close(fd);
	store_box_close(&box);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_list__parents_and_subscriptions),
		T(test_store_folder__errors),
		T(test_store_folder__made_anew_is_another),
		T(test_store_rename__identity_travels_with_children),
		T(test_store_rename__inbox_stays),
		T(test_store_rename__half_done_is_finished),
		T(test_store_rename__damaged_note_is_dropped),
		T(test_store_rename__either_spelling),
		T(test_store_identity__link_is_no_second_mailbox),
		T(test_store_folder__empty_directories_are_made_again),
		T(test_store_identity__renamed_by_hand_is_the_same),
		T(test_store_identity__copied_folder_is_another),
		T(test_store_identity__removed_by_hand_counts_no_more),
		T(test_store_list__follows_folders_removed_by_hand),
		T(test_store_watch__tells_of_commits_and_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
