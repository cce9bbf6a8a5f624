/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_import.h"
#include "root_fixture.h"

#define DOVECOT "3 V1 N2\n1 :a\n"
#define COURIER "1 2 3\n2 b\n"

static void put(const char *root, const char *name, const char *text,
		time_t mtime)
{
	auto_free char *path = x_printf("%s/%s", root, name);
	struct timespec times[2] = { { .tv_sec = mtime }, { .tv_sec = mtime } };
	struct err err;

	assert_true(
		file_write_atomic(AT_FDCWD, path, span_of(text), 0600, &err));
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static enum md_import_source source(const char *root)
{
	auto_md_import struct md_import import;
	struct err err;

	md_import_init(&import);
	assert_true(md_import_read(root, SPAN(""), &import, &err));
	if (import.source == MD_IMPORT_SOURCES)
		assert_int_equal(import.list.count, 0);
	else
		assert_int_equal(import.list.uidvalidity, import.source + 1);
	return import.source;
}

static void test_md_import__the_newer_valid_list_is_taken(void **state)
{
	const char *root = *state;

	assert_int_equal(source(root), MD_IMPORT_SOURCES);
	put(root, "courierimapuiddb", COURIER, 1000);
	assert_int_equal(source(root), MD_IMPORT_COURIER);
	put(root, "dovecot-uidlist", DOVECOT, 1000);
	assert_int_equal(source(root), MD_IMPORT_DOVECOT);
	put(root, "courierimapuiddb", COURIER, 1001);
	assert_int_equal(source(root), MD_IMPORT_COURIER);
	put(root, "courierimapuiddb", "nonsense\n", 1002);
	assert_int_equal(source(root), MD_IMPORT_DOVECOT);
}

static void test_md_import__malformed_lists_are_told(void **state)
{
	auto_md_import struct md_import import;
	const char *root = *state;
	struct err err;

	md_import_init(&import);
	put(root, "dovecot-uidlist", "3 N1\n", 1000);
	put(root, "courierimapuiddb", COURIER, 999);
	assert_true(md_import_read(root, SPAN(""), &import, &err));
	assert_int_equal(import.source, MD_IMPORT_COURIER);
	assert_true(import.malformed[MD_IMPORT_DOVECOT]);
	assert_false(import.malformed[MD_IMPORT_COURIER]);
	put(root, "courierimapuiddb", "", 999);
	assert_int_equal(source(root), MD_IMPORT_SOURCES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_import__the_newer_valid_list_is_taken),
		ROOT_TEST(test_md_import__malformed_lists_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
