/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_facts.h"
#include "maildir/md_facts_mend.h"
#include "maildir/md_line.h"
#include "root_fixture.h"

static void add_line(struct buf *out, const char *text)
{
	auto_buf struct buf line;

	buf_init(&line, 1000);
	buf_add_str(&line, text);
	md_line_end(&line);
	buf_add(out, buf_span(&line));
}

static void write_file(const char *root, struct span text)
{
	struct err err;

	assert_true(md_facts_replace(root, SPAN(""), text, &err));
}

static void read_file(const char *root, struct buf *out)
{
	auto_free char *path = x_printf("%s/" MD_FACTS_FILE, root);
	struct err err;

	buf_reset(out);
	assert_true(file_read(AT_FDCWD, path, out, &err));
}

static void test_md_facts_mend__no_file_has_no_damage(void **state)
{
	struct md_facts_mend found = { 1, 1 };
	struct err err = { 0 };

	assert_true(md_facts_mend_look(*state, SPAN(""), &found, &err));
	assert_int_equal(found.damaged, 0);
	assert_true(md_facts_mend_write(*state, SPAN(""), &found, &err));
	assert_int_equal(found.damaged, 0);
	assert_int_equal(md_facts_size(*state, SPAN("")), 0);
}

/* Also one of a kind that nobody knows. */
static void test_md_facts_mend__whole_lines_stay_as_they_are(void **state)
{
	struct md_facts_mend found;
	struct err err = { 0 };
	auto_buf struct buf good;
	auto_buf struct buf text;

	buf_init(&good, 1000);
	buf_init(&text, 2000);
	add_line(&good, "mailbox /a one");
	add_line(&good, "later what it says");
	write_file(*state, buf_span(&good));
	assert_true(md_facts_mend_look(*state, SPAN(""), &found, &err));
	assert_int_equal(found.damaged, 0);
	add_line(&text, "mailbox /a one");
	buf_add_str(&text, "mailbox /b two sum=0000000000000000\n");
	add_line(&text, "later what it says");
	buf_add_str(&text, "nonsense\nmailbox /c thr");
	write_file(*state, buf_span(&text));
	assert_true(md_facts_mend_look(*state, SPAN(""), &found, &err));
	assert_int_equal(found.damaged, 3);
	assert_int_equal(found.first, 2);
	assert_true(md_facts_mend_write(*state, SPAN(""), &found, &err));
	assert_int_equal(found.damaged, 3);
	read_file(*state, &text);
	assert_string_equal(buf_str(&text), buf_str(&good));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_facts_mend__no_file_has_no_damage),
		ROOT_TEST(test_md_facts_mend__whole_lines_stay_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
