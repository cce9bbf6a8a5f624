/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_url.h"

static void check(const char *text, const char *want)
{
	auto_arena struct arena arena;
	auto_buf struct buf out;
	struct imap_url url;

	arena_init(&arena);
	buf_init(&out, 1000);
	assert_true(imap_url_parse(span_of(text), &arena, &url));
	if (url.mailbox.ptr)
		buf_add(&out, url.mailbox);
	buf_add_format(&out, "|%u|%u|", url.uidvalidity, url.uid);
	buf_add(&out, url.section);
	if (url.is_partial)
		buf_add_format(&out, "<%u.%u>", url.offset, url.length);
	assert_string_equal(buf_str(&out), want);
}

static void check_bad(const char *text)
{
	auto_arena struct arena arena;
	struct imap_url url;

	arena_init(&arena);
	if (imap_url_parse(span_of(text), &arena, &url))
		fail_msg("taken: %s", text);
}

static void test_imap_url__parts_in_their_order(void **state)
{
	(void)state;
	check("/Drafts;UIDVALIDITY=385759045/;UID=20/;section=1.MIME",
	      "Drafts|385759045|20|1.MIME");
	check("/INBOX/;uid=3", "INBOX|0|3|");
	check("/a/b/;UID=3/;SECTION=1/;PARTIAL=0.1024", "a/b|0|3|1<0.1024>");
	check("/a/;UID=3/;PARTIAL=7", "a|0|3|<7.4294967295>");
	check("/;UID=3/;SECTION=HEADER", "|0|3|HEADER");
}

static void test_imap_url__percent_signs_are_decoded(void **state)
{
	(void)state;
	check("/%E6%97%A5/;UID=1", "\xe6\x97\xa5|0|1|");
	check("/a/;UID=1/;SECTION=HEADER.FIELDS%20(From)",
	      "a|0|1|HEADER.FIELDS (From)");
	check_bad("/a%/;UID=1");
	check_bad("/a%0/;UID=1");
	check_bad("/a%zz/;UID=1");
	check_bad("/a%00/;UID=1");
}

static void test_imap_url__what_is_no_message_here(void **state)
{
	(void)state;
	check_bad("");
	check_bad("/INBOX");
	check_bad("imap://example.org/INBOX/;UID=1");
	check_bad("//example.org/INBOX/;UID=1");
	check_bad("/INBOX/;UID=0");
	check_bad("/INBOX/;UID=4294967296");
	check_bad("/INBOX/;UID=1x");
	check_bad("/INBOX;UIDVALIDITY=0/;UID=1");
	check_bad("/;UIDVALIDITY=4/;UID=1");
	check_bad("/INBOX/;UID=1/;PARTIAL=");
	check_bad("/INBOX/;UID=1/;PARTIAL=1.0");
	check_bad("/INBOX/;UID=1/;PARTIAL=1-2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_url__parts_in_their_order),
		cmocka_unit_test(test_imap_url__percent_signs_are_decoded),
		cmocka_unit_test(test_imap_url__what_is_no_message_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
