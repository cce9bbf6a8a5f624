/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_acl.h"
#include "root_fixture.h"

static void assert_ours(const char *courier, const char *ours, unsigned lost)
{
	auto_buf struct buf out;

	buf_init(&out, 4096);
	assert_int_equal(md_acl_from_courier(span_of(courier), &out), lost);
	assert_string_equal(buf_str(&out), ours);
}

static void assert_couriers(const char *ours, const char *courier,
			    unsigned lost)
{
	auto_buf struct buf out;

	buf_init(&out, 4096);
	assert_int_equal(md_acl_to_courier(span_of(ours), &out), lost);
	assert_string_equal(buf_str(&out), courier);
}

static void test_md_acl__couriers_lines_become_ours(void **state)
{
	(void)state;
	/* RFC 4314 2.1: k, which is c in Courier's files. */
	assert_ours("owner aceilrstwx\n", "owner lrwstiekxa\n", 0);
	assert_ours("user=bob lrs\n-user=eve wx\nanyone lr\ngroup=staff p\n",
		    "user=bob lrs\n-user=eve wx\nanyone lr\ngroup=staff p\n",
		    0);
	assert_ours("administrators acl\n-administrators t\n",
		    "group=administrators lka\n-group=administrators t\n", 0);
	assert_ours("user=q=x  lr \nanyone\n", "user=q=x lr\nanyone \n", 0);
}

static void test_md_acl__what_cannot_be_said_is_counted(void **state)
{
	(void)state;
	assert_ours("bob lrs\nuser= l\nuser=a\"b l\nowners l\n", "", 4);
	assert_couriers(
		"authenticated lr\ngroup-override=x l\n\"user=a b\" lr\n"
		"-anyone w\n",
		"-anyone w\n", 3);
}

static void test_md_acl__both_ways_end_where_they_began(void **state)
{
	static const char ours[] = "owner lrwstiekxa\nuser=bob lrsk\n"
				   "-group=bad w\ngroup=administrators la\n";
	auto_buf struct buf couriers;

	(void)state;
	buf_init(&couriers, 4096);
	assert_int_equal(md_acl_to_courier(span_of(ours), &couriers), 0);
	assert_ours(buf_str(&couriers), ours, 0);
	assert_couriers("# a comment\n\nowner lk :named\n", "owner lc\n", 0);
}

static void put(const char *root, const char *name, const char *text)
{
	auto_free char *path = x_printf("%s/%s", root, name);
	struct err err;

	assert_true(
		file_write_atomic(AT_FDCWD, path, span_of(text), 0600, &err));
}

static void assert_file(const char *root, const char *name, const char *text)
{
	auto_free char *path = x_printf("%s/%s", root, name);
	auto_buf struct buf is;
	struct err err;

	buf_init(&is, 4096);
	assert_true(file_read(AT_FDCWD, path, &is, &err));
	assert_string_equal(buf_str(&is), text);
}

static void test_md_acl__ours_is_made_once(void **state)
{
	const char *root = *state;
	struct md_acl_found found;
	struct err err;
	unsigned lost;

	assert_true(md_acl_import(root, SPAN(""), &found, &err));
	assert_false(found.ours || found.courier);
	put(root, "courierimapacl", "anyone lr\nodd l\n");
	assert_true(md_acl_look(root, SPAN(""), &found, &err));
	assert_true(found.courier && !found.ours && found.lost == 1);
	assert_true(md_acl_import(root, SPAN(""), &found, &err));
	assert_file(root, "dovecot-acl", "anyone lr\n");
	put(root, "dovecot-acl", "anyone k\n");
	assert_true(md_acl_import(root, SPAN(""), &found, &err));
	assert_true(found.ours);
	assert_file(root, "dovecot-acl", "anyone k\n");
	assert_true(md_acl_export(root, SPAN(""), &lost, &err));
	assert_file(root, "courierimapacl", "anyone c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_acl__couriers_lines_become_ours),
		cmocka_unit_test(test_md_acl__what_cannot_be_said_is_counted),
		cmocka_unit_test(test_md_acl__both_ways_end_where_they_began),
		ROOT_TEST(test_md_acl__ours_is_made_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
