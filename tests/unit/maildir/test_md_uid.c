/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/clock.h"
#include "io/file.h"
#include "maildir/md_uid.h"
#include "root_fixture.h"

static const struct md_uid example = {
	.uidvalidity = 1700000000,
	.mailbox_id = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	.uid_ceiling = 1001,
	.modseq_ceiling = 5001,
};
enum {
	WRITTEN = 1700000060
};
/* As doc/format/maildir.md has it. */
#define EXAMPLE_TEXT                                                           \
	"fumikura-uid v=1 uidvalidity=1700000000 "                             \
	"mailbox=000102030405060708090a0b0c0d0e0f uid=1001 modseq=5001 "       \
	"at=1700000060 sum=fb1a59d772cf8197\n"

static void put(const char *root, const char *name, struct span content)
{
	auto_free char *path = x_printf("%s/%s", root, name);
	struct err err;

	assert_true(file_write_atomic(AT_FDCWD, path, content, 0600, &err));
}

static void test_md_uid__written_identity_reads_back(void **state)
{
	const char *root = *state;
	auto_free char *path = x_printf("%s/fumikura-uid", root);
	auto_buf struct buf text;
	struct md_uid got;
	struct err err;

	buf_init(&text, 1000);
	assert_false(md_uid_read(root, SPAN(""), &got, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	clock_fix_us(WRITTEN * 1000000ll);
	assert_true(md_uid_write(root, SPAN(""), &example, &err));
	clock_fix_us(-1);
	assert_true(md_uid_read(root, SPAN(""), &got, &err));
	assert_int_equal(got.written, WRITTEN);
	assert_memory_equal(&got.mailbox_id, &example.mailbox_id, 16);
	assert_int_equal(got.uidvalidity, example.uidvalidity);
	assert_int_equal(got.uid_ceiling, example.uid_ceiling);
	assert_int_equal(got.modseq_ceiling, example.modseq_ceiling);
	assert_true(file_read(AT_FDCWD, path, &text, &err));
	assert_string_equal(buf_str(&text), EXAMPLE_TEXT);
}

/* A ctime can't be set back. */
static void test_md_uid__a_file_that_came_later_is_known(void **state)
{
	const char *root = *state;
	struct md_uid got;
	struct err err;

	assert_true(md_uid_write(root, SPAN(""), &example, &err));
	assert_true(md_uid_read(root, SPAN(""), &got, &err));
	assert_false(got.came_later);
	clock_fix_us((clock_now() - 3600) * 1000000);
	assert_true(md_uid_write(root, SPAN(""), &example, &err));
	clock_fix_us(-1);
	assert_true(md_uid_read(root, SPAN(""), &got, &err));
	assert_true(got.came_later);
	/* The clock was wrong: what came since can't be told. */
	clock_fix_us((clock_now() + 3600) * 1000000);
	assert_true(md_uid_write(root, SPAN(""), &example, &err));
	clock_fix_us(-1);
	assert_true(md_uid_read(root, SPAN(""), &got, &err));
	assert_true(got.came_later);
	/* One that doesn't say when it was written. */
	put(root, "fumikura-uid",
	    SPAN("fumikura-uid v=1 uidvalidity=1700000000 "
		 "mailbox=000102030405060708090a0b0c0d0e0f uid=1001 "
		 "modseq=5001 sum=c6cdc3cdf9ce3bd9\n"));
	assert_true(md_uid_read(root, SPAN(""), &got, &err));
	assert_false(got.came_later);
	assert_int_equal(got.uid_ceiling, 1001);
}

static void test_md_uid__any_changed_byte_is_noticed(void **state)
{
	char text[] = EXAMPLE_TEXT;
	struct md_uid got;

	(void)state;
	assert_true(md_uid_parse(SPAN(EXAMPLE_TEXT), &got));
	for (size_t at = 0; at < sizeof(text) - 1; at++) {
		text[at] ^= 1;
		assert_false(
			md_uid_parse(span_make(text, sizeof(text) - 1), &got));
		text[at] ^= 1;
		assert_false(md_uid_parse(span_make(text, at), &got));
	}
}

static void test_md_uid__damage_is_told_from_absence(void **state)
{
	const char *root = *state;
	struct md_uid got;
	struct err err;
	char big[5000];

	put(root, "fumikura-uid", SPAN("rubbish\n"));
	assert_false(md_uid_read(root, SPAN(""), &got, &err));
	assert_int_equal(err.kind, ERR_CORRUPT);
	memset(big, 'x', sizeof(big));
	put(root, "fumikura-uid", span_make(big, sizeof(big)));
	assert_false(md_uid_read(root, SPAN(""), &got, &err));
	assert_int_equal(err.kind, ERR_CORRUPT);
}

static uint32_t next(const char *root)
{
	struct md_uid uid;
	struct err err;

	assert_true(md_uid_new(root, &uid, &err));
	assert_int_equal(uid.uid_ceiling, 1);
	assert_int_equal(uid.modseq_ceiling, 1);
	return uid.uidvalidity;
}

static void test_md_uid__uidvalidity_only_rises(void **state)
{
	const char *root = *state;

	clock_fix_us(1000 * INT64_C(1000000));
	assert_int_equal(next(root), 1000);
	assert_int_equal(next(root), 1001);
	clock_fix_us(500 * INT64_C(1000000));
	assert_int_equal(next(root), 1002);
	clock_fix_us(2000 * INT64_C(1000000));
	assert_int_equal(next(root), 2000);
	clock_fix_us(-1);
}

static void test_md_uid__imported_uidvalidity_counts(void **state)
{
	const char *root = *state;
	struct md_uid uid = example;
	auto_buf struct buf gone;
	struct err err;

	buf_init(&gone, 100);
	clock_fix_us(1000 * INT64_C(1000000));
	uid.uidvalidity = 4000000000;
	assert_true(md_folder_make(root, SPAN(".A"), &err));
	assert_true(md_uid_write(root, SPAN(".A"), &uid, &err));
	assert_true(md_folder_remove(root, SPAN(".A"), &gone, &err));
	assert_int_equal(next(root), 4000000001);
	uid.uidvalidity = UINT32_MAX;
	assert_true(md_uid_write(root, SPAN(""), &uid, &err));
	assert_false(md_uid_new(root, &uid, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	clock_fix_us(-1);
}

static void test_md_uid__lost_record_is_made_up_from_folders(void **state)
{
	const char *root = *state;
	auto_free char *record = x_printf("%s/fumikura-uidvalidity", root);
	struct md_uid uid = example;
	struct err err;

	clock_fix_us(1000 * INT64_C(1000000));
	uid.uidvalidity = 3000;
	assert_true(md_folder_make(root, SPAN(".A"), &err));
	assert_true(md_uid_write(root, SPAN(".A"), &uid, &err));
	assert_int_equal(unlink(record), 0);
	assert_int_equal(next(root), 3001);
	put(root, "fumikura-uidvalidity", SPAN("\0\0\0\0"));
	uid.uidvalidity = 500;
	assert_true(md_uid_write(root, SPAN(""), &uid, &err));
	assert_int_equal(next(root), 3001);
	clock_fix_us(-1);
}

static void take_some(const char *root, int to)
{
	for (int i = 0; i < 20; i++) {
		uint32_t got = next(root);

		if (write(to, &got, sizeof(got)) != sizeof(got))
			_exit(1);
	}
	_exit(0);
}

/* No two processes are given the same one. */
static void test_md_uid__processes_take_turns(void **state)
{
	const char *root = *state;
	uint32_t seen[60];
	int status;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			take_some(root, ends[1]);
	for (int i = 0; i < 3; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(read(ends[0], seen, sizeof(seen)), sizeof(seen));
	for (int i = 0; i < 60; i++)
		for (int k = 0; k < i; k++)
			assert_int_not_equal(seen[i], seen[k]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_uid__written_identity_reads_back),
		ROOT_TEST(test_md_uid__a_file_that_came_later_is_known),
		cmocka_unit_test(test_md_uid__any_changed_byte_is_noticed),
		ROOT_TEST(test_md_uid__damage_is_told_from_absence),
		ROOT_TEST(test_md_uid__uidvalidity_only_rises),
		ROOT_TEST(test_md_uid__imported_uidvalidity_counts),
		ROOT_TEST(test_md_uid__lost_record_is_made_up_from_folders),
		ROOT_TEST(test_md_uid__processes_take_turns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
