/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "root_fixture.h"

static void expect_dir(struct span mailbox, const char *dir)
{
	auto_buf struct buf out;
	struct err err;

	buf_init(&out, 1024);
	if (dir) {
		assert_true(md_folder_dir(mailbox, &out, &err));
		assert_string_equal(buf_str(&out), dir);
	} else {
		assert_false(md_folder_dir(mailbox, &out, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
}

static void test_md_folder__mailbox_becomes_directory(void **state)
{
	(void)state;
	expect_dir(SPAN("INBOX"), "");
	expect_dir(SPAN("inBox"), "");
	expect_dir(SPAN("INBOX.x"), ".INBOX.x");
	expect_dir(SPAN("A.B"), ".A.B");
	expect_dir(SPAN("Caf\xc3\xa9"), ".Caf&AOk-");
	expect_dir(SPAN("R&D"), ".R&-D");
	expect_dir(SPAN("fumikura.x"), ".fumikura.x");
}

static void test_md_folder__impossible_names_are_refused(void **state)
{
	char name[250];

	(void)state;
	expect_dir(SPAN(""), NULL);
	expect_dir(SPAN("."), NULL);
	expect_dir(SPAN(".A"), NULL);
	expect_dir(SPAN("A."), NULL);
	expect_dir(SPAN("A..B"), NULL);
	expect_dir(SPAN("A/B"), NULL);
	expect_dir(SPAN("../x"), NULL);
	expect_dir(SPAN("A\nB"), NULL);
	expect_dir(SPAN("A\0B"), NULL);
	expect_dir(SPAN("A\x7f"), NULL);
	expect_dir(SPAN("A\xc2\x85"), NULL);
	expect_dir(SPAN("\xff"), NULL);
	expect_dir(SPAN("fumikura"), NULL);
	memset(name, 'n', sizeof(name));
	expect_dir(span_make(name, 250), NULL);
}

static void expect_mailbox(const char *dir, const char *mailbox)
{
	auto_buf struct buf out;

	buf_init(&out, 1024);
	assert_int_equal(md_folder_mailbox(span_of(dir), &out),
			 mailbox != NULL);
	if (mailbox)
		assert_string_equal(buf_str(&out), mailbox);
}

static void test_md_folder__directory_becomes_mailbox(void **state)
{
	(void)state;
	expect_mailbox(".A.B", "A.B");
	expect_mailbox(".Caf&AOk-", "Caf\xc3\xa9");
	expect_mailbox(".Caf\xc3\xa9", "Caf\xc3\xa9");
	expect_mailbox(".R&D", "R&D");
	expect_mailbox(".INBOX.x", "INBOX.x");
	expect_mailbox(".INBOX", NULL);
	expect_mailbox(".fumikura", NULL);
	expect_mailbox("..", NULL);
	expect_mailbox(".", NULL);
	expect_mailbox("..x", NULL);
	expect_mailbox("cur", NULL);
	expect_mailbox("", NULL);
	expect_mailbox(".\xff", NULL);
}

static bool there(const char *root, const char *path)
{
	auto_free char *full = x_printf("%s/%s", root, path);

	return access(full, F_OK) == 0;
}

static void make(const char *root, const char *dir)
{
	struct err err;

	assert_true(md_folder_make(root, span_of(dir), &err));
}

static void test_md_folder__made_folder_is_complete(void **state)
{
	const char *root = *state;
	struct err err;

	assert_true(md_folder_exists(root, SPAN("")));
	assert_false(there(root, "maildirfolder"));
	assert_false(md_folder_exists(root, SPAN(".A.B")));
	make(root, ".A.B");
	make(root, ".A.B");
	assert_true(there(root, ".A.B/maildirfolder"));
	assert_true(there(root, ".A.B/cur") && there(root, ".A.B/new") &&
		    there(root, ".A.B/tmp"));
	assert_true(md_folder_exists(root, SPAN(".A.B")));
	assert_false(md_folder_make("no/such/root", SPAN(".A"), &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
}

static void test_md_folder__removed_folder_is_gone_with_its_mail(void **state)
{
	const char *root = *state;
	auto_free char *mail = x_printf("%s/.A/cur/1.h:2,S", root);
	auto_free char *rest = x_printf("%s/..fumikura-gone-1-1", root);
	auto_buf struct buf gone;
	struct err err;

	buf_init(&gone, 100);
	make(root, ".A");
	make(root, ".A.B");
	assert_int_equal(mkdir(rest, 0700), 0);
	close(open(mail, O_CREAT | O_WRONLY, 0600));
	assert_true(md_folder_remove(root, SPAN(".A"), &gone, &err));
	assert_false(there(root, ".A"));
	assert_true(there(root, ".A.B/cur"));
	assert_true(there(root, buf_str(&gone)));
	assert_true(md_folder_remove_gone(root, buf_str(&gone), &err));
	assert_false(there(root, buf_str(&gone)));
	assert_true(there(root, "..fumikura-gone-1-1"));
	md_folder_remove_leftovers(root);
	assert_false(there(root, "..fumikura-gone-1-1"));
	assert_false(md_folder_remove(root, SPAN(".A"), &gone, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
}

static void test_md_folder__removal_follows_no_link(void **state)
{
	const char *root = *state;
	auto_free char *link = x_printf("%s/.L", root);
	auto_free char *inner = x_printf("%s/.A/link", root);
	auto_buf struct buf gone;
	struct err err;

	buf_init(&gone, 100);
	make(root, ".Keep");
	make(root, ".A");
	assert_int_equal(symlink(".Keep", link), 0);
	assert_int_equal(symlink("../.Keep", inner), 0);
	assert_true(md_folder_remove(root, SPAN(".L"), &gone, &err));
	assert_true(md_folder_remove_gone(root, buf_str(&gone), &err));
	assert_true(md_folder_remove(root, SPAN(".A"), &gone, &err));
	md_folder_remove_leftovers(root);
	assert_true(there(root, ".Keep/cur"));
	assert_false(there(root, ".L"));
}

static void test_md_folder__rename_never_replaces(void **state)
{
	const char *root = *state;
	struct err err;

	make(root, ".A");
	make(root, ".B");
	assert_false(md_folder_rename(root, SPAN(".A"), SPAN(".B"), &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	assert_false(md_folder_rename(root, SPAN(".X"), SPAN(".Y"), &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_true(md_folder_rename(root, SPAN(".A"), SPAN(".C"), &err));
	assert_true(there(root, ".C/cur"));
	assert_false(there(root, ".A"));
}

/* As a CREATE that was killed leaves it: no mailbox, and no obstacle. */
static void test_md_folder__rename_replaces_an_unfinished_one(void **state)
{
	const char *root = *state;
	auto_free char *cur = x_printf("%s/.B/cur", root);
	auto_free char *mail = x_printf("%s/.C/new/1.h", root);
	auto_free char *cur2 = x_printf("%s/.C/cur", root);
	struct err err;

	make(root, ".A");
	make(root, ".B");
	make(root, ".C");
	assert_int_equal(rmdir(cur), 0);
	assert_int_equal(rmdir(cur2), 0);
	close(open(mail, O_CREAT | O_WRONLY, 0600));
	assert_false(md_folder_rename(root, SPAN(".A"), SPAN(".C"), &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	assert_true(there(root, ".C/new/1.h"));
	assert_true(md_folder_rename(root, SPAN(".A"), SPAN(".B"), &err));
	assert_true(there(root, ".B/cur"));
}

static void test_md_folder__list_is_sorted_and_bounded(void **state)
{
	const char *root = *state;
	auto_arena struct arena arena;
	auto_free char *index = x_printf("%s/.fumikura", root);
	auto_free char *file = x_printf("%s/.file", root);
	struct span *dirs;
	size_t count;
	struct err err;

	arena_init(&arena);
	make(root, ".b");
	make(root, ".a");
	make(root, ".Caf&AOk-");
	make(root, ".Caf\xc3\xa9");
	make(root, ".Z\xc3\xa9");
	assert_int_equal(mkdir(index, 0700), 0);
	close(open(file, O_CREAT | O_WRONLY, 0600));
	assert_true(md_folder_list(root, &arena, 4, &dirs, &count, &err));
	assert_int_equal(count, 4);
	assert_string_equal(dirs[0].ptr, ".Caf&AOk-");
	assert_string_equal(dirs[1].ptr, ".Z\xc3\xa9");
	assert_string_equal(dirs[2].ptr, ".a");
	assert_string_equal(dirs[3].ptr, ".b");
	assert_false(md_folder_list(root, &arena, 3, &dirs, &count, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_md_folder__find_takes_either_spelling(void **state)
{
	const char *root = *state;
	auto_buf struct buf dir;
	struct err err;

	buf_init(&dir, 1024);
	make(root, ".Z\xc3\xa9");
	assert_true(md_folder_find(root, SPAN("Z\xc3\xa9"), &dir, &err));
	assert_string_equal(buf_str(&dir), ".Z\xc3\xa9");
	make(root, ".Z&AOk-");
	assert_true(md_folder_find(root, SPAN("Z\xc3\xa9"), &dir, &err));
	assert_string_equal(buf_str(&dir), ".Z&AOk-");
	/* A name that looks like the other's directory is not it. */
	assert_false(md_folder_find(root, SPAN("Z&AOk-"), &dir, &err));
	assert_true(md_folder_find(root, SPAN("inbox"), &dir, &err));
	assert_string_equal(buf_str(&dir), "");
	assert_false(md_folder_find(root, SPAN("none"), &dir, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_folder__mailbox_becomes_directory),
		cmocka_unit_test(test_md_folder__impossible_names_are_refused),
		cmocka_unit_test(test_md_folder__directory_becomes_mailbox),
		ROOT_TEST(test_md_folder__made_folder_is_complete),
		ROOT_TEST(test_md_folder__removed_folder_is_gone_with_its_mail),
		ROOT_TEST(test_md_folder__removal_follows_no_link),
		ROOT_TEST(test_md_folder__rename_never_replaces),
		ROOT_TEST(test_md_folder__rename_replaces_an_unfinished_one),
		ROOT_TEST(test_md_folder__list_is_sorted_and_bounded),
		ROOT_TEST(test_md_folder__find_takes_either_spelling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
