/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"

static int enter_folder(void **state)
{
	static char folder[] = "test_file.XXXXXX";

	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	char here[4096];

	(void)state;
	rmdir("a/b/c");
	rmdir("a/b");
	rmdir("a");
	unlink("x");
	unlink("fifo");
	return getcwd(here, sizeof(here)) && chdir("..") == 0 ? rmdir(here)
							      : -1;
}

static bool read_x(size_t cap, struct buf *out, struct err *err)
{
	buf_init(out, cap);
	return file_read(AT_FDCWD, "x", out, err);
}

static void test_file__what_was_written_is_read(void **state)
{
	auto_buf struct buf got;
	struct err err;

	(void)state;
	assert_false(read_x(10, &got, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_true(file_write_atomic(AT_FDCWD, "x", SPAN("old"), 0600, &err));
	assert_true(
		file_write_atomic(AT_FDCWD, "x", SPAN("ab\0cd"), 0600, &err));
	assert_true(read_x(5, &got, &err));
	assert_int_equal(got.len, 5);
	assert_memory_equal(got.ptr, "ab\0cd", 5);
	buf_release(&got);
	assert_false(read_x(4, &got, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_file__failed_write_leaves_nothing(void **state)
{
	struct dirent *entry;
	unsigned files = 0;
	struct err err;
	DIR *dir;

	(void)state;
	assert_int_equal(mkdir("a", 0700), 0);
	/* A file can't replace a folder. */
	assert_false(file_write_atomic(AT_FDCWD, "a", SPAN("z"), 0600, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	dir = opendir(".");
	while ((entry = readdir(dir)))
		files += strstr(entry->d_name, ".tmp") != NULL;
	closedir(dir);
	assert_int_equal(files, 0);
}

static void test_file__fifo_does_not_hang(void **state)
{
	auto_buf struct buf got;
	struct err err;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	buf_init(&got, 10);
	assert_true(file_read(AT_FDCWD, "fifo", &got, &err));
	assert_int_equal(got.len, 0);
}

static void test_file__folders_are_made_with_parents(void **state)
{
	struct stat st;
	struct err err;

	(void)state;
	assert_true(file_make_dirs("a/b//c/", 0700, &err));
	assert_int_equal(stat("a/b/c", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_true(file_make_dirs("a/b", 0700, &err));
	assert_true(file_write_atomic(AT_FDCWD, "x", SPAN(""), 0600, &err));
	assert_false(file_make_dirs("x/y", 0700, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file__what_was_written_is_read),
		cmocka_unit_test(test_file__failed_write_leaves_nothing),
		cmocka_unit_test(test_file__fifo_does_not_hang),
		cmocka_unit_test(test_file__folders_are_made_with_parents),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
