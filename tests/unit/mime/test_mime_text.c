/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_text.h"

static void check_decode(const char *in, enum mime_encoding encoding,
			 const char *want)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	mime_text_decode(&out, span_of(in), encoding);
	assert_string_equal(buf_str(&out), want);
}

static void test_mime_text__quoted_printable_decodes(void **state)
{
	(void)state;
	check_decode("a=3Db=\r\nc=\nd= \t\r\ne=c3=A4", MIME_ENCODING_QP,
		     "a=bcde\xc3\xa4");
	check_decode("100% =zz =4 =", MIME_ENCODING_QP, "100% =zz =4 ");
	check_decode("line\r\nnext\n", MIME_ENCODING_QP, "line\r\nnext\n");
}

static void test_mime_text__base64_decodes_leniently(void **state)
{
	(void)state;
	check_decode("aGVsbG8=", MIME_ENCODING_BASE64, "hello");
	check_decode("aGVs\r\nbG8", MIME_ENCODING_BASE64, "hello");
	check_decode("aA==aGk=!aGk", MIME_ENCODING_BASE64, "hhihi");
	check_decode("====", MIME_ENCODING_BASE64, "");
	check_decode("aGVsbG8=", MIME_ENCODING_NONE, "aGVsbG8=");
	check_decode("x", MIME_ENCODING_UNKNOWN, "x");
}

static bool convert(const char *in, const char *charset, struct buf *out)
{
	buf_reset(out);
	return mime_text_to_utf8(out, span_of(in), charset);
}

static void test_mime_text__charsets_become_utf8(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100000);
	assert_true(convert("\xe4", "ISO-8859-1", &out));
	assert_string_equal(buf_str(&out), "\xc3\xa4");
	assert_true(convert("\x80", "windows-1252", &out));
	assert_string_equal(buf_str(&out), "\xe2\x82\xac");
	assert_true(convert("\x1b$BF|K\\\x1b(B!", "iso-2022-jp", &out));
	assert_string_equal(buf_str(&out), "\xe6\x97\xa5\xe6\x9c\xac!");
	assert_true(convert("a\xc3\xa4\xff\xc3", "utf-8", &out));
	assert_string_equal(buf_str(&out), "a\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd");
	assert_true(convert("\xc3\xa4", "", &out));
	assert_string_equal(buf_str(&out), "\xc3\xa4");
	assert_false(convert("x\xe4", "none-such", &out));
	assert_string_equal(buf_str(&out), "x\xef\xbf\xbd");
}

static void test_mime_text__bad_bytes_of_a_charset_are_marked(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100000);
	assert_true(convert("a\x8f\xff\x81", "shift_jis", &out));
	assert_non_null(strstr(buf_str(&out), "a\xef\xbf\xbd"));
}

static void test_mime_text__charset_names_are_checked(void **state)
{
	(void)state;
	assert_true(mime_text_knows_charset("us-ascii"));
	assert_true(mime_text_knows_charset("KOI8-R"));
	assert_false(mime_text_knows_charset("utf-16//TRANSLIT"));
	assert_false(mime_text_knows_charset("../../etc"));
	assert_false(mime_text_knows_charset("none-such"));
}

static bool contains(const char *hay, const char *needle)
{
	auto_buf struct buf folded;

	buf_init(&folded, 1000);
	mime_text_fold(&folded, span_of(needle));
	return mime_text_contains(span_of(hay), buf_span(&folded));
}

static void test_mime_text__search_ignores_case(void **state)
{
	(void)state;
	assert_true(contains("Hello World", "LO WO"));
	assert_true(contains("\xc3\x84RGER", "\xc3\xa4rger"));
	assert_true(contains("\xd0\x9f\xd0\xa0\xd0\x98", "\xd1\x80\xd0\xb8"));
	assert_true(contains("\xce\xa3\xcf\x82", "\xcf\x83\xcf\x83"));
	assert_true(contains("x", ""));
	assert_false(contains("", "x"));
	assert_false(contains("Hello", "hellp"));
	assert_true(contains("bad \xff byte", "\xff BYTE"));
}

static void test_mime_text__search_finds_across_its_pieces(void **state)
{
	auto_buf struct buf hay;

	(void)state;
	buf_init(&hay, 1000000);
	while (hay.len < 65534)
		buf_add_char(&hay, 'x');
	buf_add_str(&hay, "\xc3\x84NEEDLE");
	assert_true(contains(buf_str(&hay), "x\xc3\xa4needle"));
	assert_false(contains(buf_str(&hay), "needlex"));
}

static void check_crlf(struct span in, struct span want)
{
	auto_buf struct buf out;

	buf_init(&out, 20000);
	mime_text_add_crlf(&out, in);
	assert_true(span_eq(buf_span(&out), want));
	assert_int_equal(mime_text_crlf_size(in), want.len);
}

/* Also where many bytes are looked at together. */
static void test_mime_text__long_texts_become_crlf(void **state)
{
	enum {
		LEN = 5000
	};
	char in[LEN], want[2 * LEN];
	uint32_t seed = 1;
	size_t len;

	(void)state;
	for (unsigned round = 0; round < 40; round++) {
		len = 0;
		for (size_t i = 0; i < LEN; i++) {
			seed = seed * 1664525 + 1013904223;
			in[i] = "\n\r\n"[seed >> 24 & 1 ? round % 3 : 1];
			if ((seed >> 8) % (1 + round * 3) > 1)
				in[i] = (char)(seed >> 16);
			if (in[i] == '\n' && (i == 0 || in[i - 1] != '\r'))
				want[len++] = '\r';
			want[len++] = in[i];
		}
		check_crlf(span_make(in, LEN), span_make(want, len));
	}
	memset(in, '\n', LEN);
	for (size_t i = 0; i < LEN; i++)
		memcpy(want + 2 * i, "\r\n", 2);
	check_crlf(span_make(in, LEN), span_make(want, 2 * LEN));
	check_crlf(span_make(want, 2 * LEN), span_make(want, 2 * LEN));
}

static void test_mime_text__line_ends_become_crlf(void **state)
{
	(void)state;
	check_crlf(SPAN("a\nb\r\nc\rd\n\n"), SPAN("a\r\nb\r\nc\rd\r\n\r\n"));
	check_crlf(SPAN("\r\n\n\r\r\n"), SPAN("\r\n\r\n\r\r\n"));
	check_crlf(SPAN("\n"), SPAN("\r\n"));
	check_crlf(SPAN("x\0\n"), SPAN("x\0\r\n"));
	check_crlf(SPAN(""), SPAN(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_text__quoted_printable_decodes),
		cmocka_unit_test(test_mime_text__base64_decodes_leniently),
		cmocka_unit_test(test_mime_text__charsets_become_utf8),
		cmocka_unit_test(
			test_mime_text__bad_bytes_of_a_charset_are_marked),
		cmocka_unit_test(test_mime_text__charset_names_are_checked),
		cmocka_unit_test(test_mime_text__search_ignores_case),
		cmocka_unit_test(
			test_mime_text__search_finds_across_its_pieces),
		cmocka_unit_test(test_mime_text__line_ends_become_crlf),
		cmocka_unit_test(test_mime_text__long_texts_become_crlf),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
