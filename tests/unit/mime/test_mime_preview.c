/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_summary.h"

static void check(const char *message, const char *want)
{
	struct mime_summary s;

	mime_summary_init(&s);
	mime_summary_make(&s, span_of(message), &mime_summary_limits);
	assert_string_equal(buf_str(&s.preview), want);
	mime_summary_release(&s);
}

static void test_mime_preview__is_one_line(void **state)
{
	(void)state;
	check("Subject: x\n\n  one\r\n\ttwo \n\nthree  \n",
	      "\"one two three\"");
	check("Subject: x\n\n", "\"\"");
	check("Subject: x\n\nsoft\xc2\xadhyphen\xe2\x80\x8b \xc2\xa0 x\n",
	      "\"softhyphen x\"");
}

static void test_mime_preview__quotes_come_only_if_all_is_quoted(void **state)
{
	(void)state;
	check("A: b\n\n> no\nyes\n>> no\n", "\"yes\"");
	check("A: b\n\n> only\n> that\n", "\"> only > that\"");
}

static void test_mime_preview__charsets_become_utf8(void **state)
{
	(void)state;
	check("Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9\n",
	      "{5}\r\ncaf\xc3\xa9");
	check("Content-Type: text/html; charset=utf-8\n"
	      "Content-Transfer-Encoding: base64\n\nPHA+w6k8L3A+\n",
	      "{2}\r\n\xc3\xa9");
	check("A: b\n\n\xff\n", "{3}\r\n\xef\xbf\xbd");
}

static void test_mime_preview__the_first_text_that_is_not_empty(void **state)
{
	(void)state;
	check("Content-Type: multipart/mixed; boundary=b\n\n"
	      "--b\nContent-Disposition: attachment\n\nno\n"
	      "--b\nContent-Type: image/png\n\nno\n"
	      "--b\n\n \n"
	      "--b\nContent-Type: message/rfc822\n\nA: b\n\nno\n"
	      "--b\n\nyes\n--b--\n",
	      "\"yes\"");
	check("Content-Type: message/rfc822\n\nA: b\n\ninner\n", "\"\"");
}

static void test_mime_preview__has_at_most_200_characters(void **state)
{
	char message[2000] = "A: b\n\n";
	char want[1000] = "{600}\r\n";
	size_t at = strlen(message);
	size_t to = strlen(want);

	(void)state;
	for (unsigned i = 0; i < 300; i++, at += 3)
		memcpy(message + at, "\xe3\x81\x82", 3);
	for (unsigned i = 0; i < 200; i++, to += 3)
		memcpy(want + to, "\xe3\x81\x82", 3);
	check(message, want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_preview__is_one_line),
		cmocka_unit_test(
			test_mime_preview__quotes_come_only_if_all_is_quoted),
		cmocka_unit_test(test_mime_preview__charsets_become_utf8),
		cmocka_unit_test(
			test_mime_preview__the_first_text_that_is_not_empty),
		cmocka_unit_test(test_mime_preview__has_at_most_200_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
