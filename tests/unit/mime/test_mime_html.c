/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_html.h"

static void check(const char *html, const char *want)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	mime_html_text(&out, span_of(html));
	assert_string_equal(buf_str(&out), want);
}

static void test_mime_html__tags_are_left_out(void **state)
{
	(void)state;
	check("<b>bold</b>face", "boldface");
	check("<p class=\"a>b\">one</p><p>two", " one  two");
	check("a<br/>b<BR>c", "a b c");
	check("<!doctype html><?xml ?>x", "  x");
	check("a < b <3 <", "a < b <3 <");
	check("no end <a href='", "no end ");
}

static void test_mime_html__what_nobody_sees_is_left_out(void **state)
{
	(void)state;
	check("<head><title>t</title></head>x", "x");
	check("<script>if (a</b) x</script>y<STYLE>p {}</style >z", "yz");
	check("a<!-- <b> -- > -->b<!-- no end", "ab");
	check("<style>no end", "");
}

static void test_mime_html__references_are_decoded(void **state)
{
	(void)state;
	check("&lt;&amp;&gt;&quot;&apos;", "<&>\"'");
	check("&#65;&#x42;&#X43;&eacute;&nbsp;!", "ABC\xc3\xa9 !");
	check("&#0;&#xd800;&#x110000;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	check("a & b &nothing; &amp &", "a & b &nothing; &amp &");
}

static void test_mime_html__it_stops_where_out_is_full(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 4);
	mime_html_text(&out, SPAN("ab<br>c<br>d<br>e"));
	assert_true(out.full);
	assert_int_equal(out.len, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_html__tags_are_left_out),
		cmocka_unit_test(test_mime_html__what_nobody_sees_is_left_out),
		cmocka_unit_test(test_mime_html__references_are_decoded),
		cmocka_unit_test(test_mime_html__it_stops_where_out_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
