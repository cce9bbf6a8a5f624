/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_renaming.h"
#include "root_fixture.h"

static void test_md_renaming__names_come_back(void **state)
{
	auto_fd int root = open(*state, O_RDONLY | O_DIRECTORY);
	struct md_renaming r;
	struct err err;

	md_renaming_init(&r);
	assert_false(md_renaming_is_open(root));
	assert_false(md_renaming_read(root, &r, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_true(md_renaming_begin(root, SPAN("A b.\xc3\xbc"), SPAN("c=d"),
				      &err));
	assert_true(md_renaming_is_open(root));
	assert_true(md_renaming_read(root, &r, &err));
	assert_string_equal(buf_str(&r.from), "A b.\xc3\xbc");
	assert_string_equal(buf_str(&r.to), "c=d");
	md_renaming_end(root);
	assert_false(md_renaming_is_open(root));
	md_renaming_release(&r);
}

static void test_md_renaming__damage_is_seen(void **state)
{
	auto_fd int root = open(*state, O_RDONLY | O_DIRECTORY);
	auto_buf struct buf text;
	struct md_renaming r;
	struct err err;

	md_renaming_init(&r);
	buf_init(&text, 1000);
	assert_true(md_renaming_begin(root, SPAN("a"), SPAN("b"), &err));
	assert_true(file_read(root, "fumikura-renaming", &text, &err));
	assert_true(md_renaming_parse(buf_span(&text), &r));
	for (size_t i = 0; i < text.len; i++) {
		text.ptr[i] ^= 1;
		assert_false(md_renaming_parse(buf_span(&text), &r));
		text.ptr[i] ^= 1;
		assert_false(
			md_renaming_parse(span_first(buf_span(&text), i), &r));
	}
	assert_true(file_write_atomic(root, "fumikura-renaming", SPAN("x\n"),
				      0600, &err));
	assert_false(md_renaming_read(root, &r, &err));
	assert_int_equal(err.kind, ERR_CORRUPT);
	md_renaming_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_renaming__names_come_back),
		ROOT_TEST(test_md_renaming__damage_is_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
