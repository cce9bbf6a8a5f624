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

static void assert_entry(const struct md_import *import, size_t at,
			 uint32_t uid, const char *base, const char *uidl,
			 uint32_t order)
{
	const struct md_import_entry *e = &import->list.entry[at];

	assert_true(at < import->list.count);
	assert_int_equal(e->uid, uid);
	assert_true(span_eq(e->base, span_of(base)));
	assert_true(span_eq(e->uidl, span_of(uidl)));
	assert_int_equal(e->order, order);
}

static void test_md_import__uidls_of_courier_join_its_list(void **state)
{
	auto_md_import struct md_import import;
	const char *root = *state;
	struct err err;

	md_import_init(&import);
	put(root, "courierimapuiddb", "1 3 9\n2 b\n4 a\n5 c\n", 1000);
	put(root, "courierpop3dsizelist",
	    "/3 7 8\na:2, 1 1:8:0\nb:2,S 1 2:8:0\nz:2, 1 5:8:0\n"
	    "d:2, 1 6:8:0\n",
	    1000);
	assert_true(md_import_read(root, SPAN(""), &import, &err));
	assert_int_equal(import.given, 9);
	assert_int_equal(import.list.uidnext, 11);
	assert_int_equal(import.list.count, 5);
	/* POP3 listed a before b, so the order has to be told. */
	assert_entry(&import, 0, 2, "b", "UID2-8", 2);
	assert_entry(&import, 1, 4, "a", "UID1-8", 1);
	assert_entry(&import, 2, 5, "c", "", 0);
	assert_entry(&import, 3, 9, "z", "UID5-8", 3);
	assert_entry(&import, 4, 10, "d", "UID6-8", 4);
}

static void test_md_import__uidls_alone_are_a_list(void **state)
{
	auto_md_import struct md_import import;
	const char *root = *state;
	struct err err;

	md_import_init(&import);
	put(root, "courierpop3dsizelist", "/3 7 8\nb 1 4:8:0\na 1 6:8:0\n",
	    1000);
	assert_true(md_import_read(root, SPAN(""), &import, &err));
	assert_int_equal(import.source, MD_IMPORT_POP);
	assert_int_equal(import.list.uidvalidity, 0);
	assert_int_equal(import.list.uidnext, 3);
	assert_entry(&import, 0, 1, "b", "UID4-8", 0);
	assert_entry(&import, 1, 2, "a", "UID6-8", 0);
	put(root, "courierpop3dsizelist", "nonsense\n", 1000);
	assert_int_equal(source(root), MD_IMPORT_SOURCES);
}

static bool is_beyond(const char *root, uint32_t uidvalidity, uint32_t uidnext)
{
	struct err err;
	bool beyond;

	assert_true(md_import_is_beyond(root, SPAN(""), uidvalidity, uidnext,
					&beyond, &err));
	return beyond;
}

static void test_md_import__a_list_that_goes_beyond_is_seen(void **state)
{
	auto_buf struct buf text;
	const char *root = *state;

	assert_false(is_beyond(root, 1, 1));
	put(root, "dovecot-uidlist", "3 V7 N5\n", 1000);
	assert_true(is_beyond(root, 7, 4));
	assert_false(is_beyond(root, 7, 5));
	assert_false(is_beyond(root, 8, 4));
	/* The number in the head may be old, the last line may be torn. */
	buf_init(&text, 1 << 20);
	buf_add_str(&text, "3 V7 N5\n");
	for (unsigned i = 1; i <= 9999; i++)
		buf_add_format(&text, "%u :%u.file\n", i, i);
	buf_add_str(&text, "20000 :torn");
	put(root, "dovecot-uidlist", buf_str(&text), 1000);
	assert_true(is_beyond(root, 7, 9999));
	assert_false(is_beyond(root, 7, 10000));
	put(root, "dovecot-uidlist", "nonsense", 1000);
	put(root, "courierimapuiddb", "1 7 20\n2 b\n30 c\n", 1000);
	assert_true(is_beyond(root, 7, 30));
	assert_false(is_beyond(root, 7, 31));
}

static void test_md_import__a_uidl_is_that_of_one_message(void **state)
{
	auto_md_import struct md_import import;
	const char *root = *state;
	struct err err;

	md_import_init(&import);
	put(root, "dovecot-uidlist",
	    "3 V7 N9\n1 Px :a\n2 Py :b\n3 Px :c\n4 :d\n5 Px :e\n6 Px-3 :f\n",
	    1000);
	assert_true(md_import_read(root, SPAN(""), &import, &err));
	assert_int_equal(import.list.count, 6);
	assert_entry(&import, 0, 1, "a", "x", 0);
	assert_entry(&import, 1, 2, "b", "y", 0);
	assert_entry(&import, 2, 3, "c", "", 0);
	assert_entry(&import, 3, 4, "d", "", 0);
	assert_entry(&import, 4, 5, "e", "", 0);
	assert_entry(&import, 5, 6, "f", "x-3", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_import__the_newer_valid_list_is_taken),
		ROOT_TEST(test_md_import__malformed_lists_are_told),
		ROOT_TEST(test_md_import__uidls_of_courier_join_its_list),
		ROOT_TEST(test_md_import__uidls_alone_are_a_list),
		ROOT_TEST(test_md_import__a_uidl_is_that_of_one_message),
		ROOT_TEST(test_md_import__a_list_that_goes_beyond_is_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
