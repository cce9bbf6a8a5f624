/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_binary.h"

#define CTE    "Content-Transfer-Encoding: "
#define TYPE   "Content-Type: "
#define BINARY CTE "binary\r\n"
#define BASE64 CTE "base64\r\n"
#define MIXED  TYPE "multipart/mixed; boundary=\"b c\"\r\n"

static void collect(void *target, struct span bytes)
{
	buf_add(target, bytes);
}

static void convert(struct buf *out, struct span in, size_t piece)
{
	struct mime_binary *b = mime_binary_new(collect, out);

	for (; in.len; in = span_from(in, piece))
		mime_binary_add(b, span_first(in, piece));
	mime_binary_end(b);
	mime_binary_free(&b);
}

/* Whole, and in pieces of every small size. */
static void check(struct span in, struct span want)
{
	const size_t pieces[] = { in.len + 1, 1, 2, 3, 7, 64 };

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		auto_buf struct buf out;

		buf_init(&out, 1 << 20);
		convert(&out, in, pieces[i]);
		assert_int_equal(out.len, want.len);
		assert_memory_equal(buf_str(&out), want.ptr, want.len);
	}
}

static void check_same(struct span in)
{
	check(in, in);
}

static void test_mime_binary__a_binary_body_becomes_base64(void **state)
{
	(void)state;
	check(SPAN("A: b\r\ncontent-transfer-encoding : (x) Binary\r\n"
		   "C: d\r\n\r\n\0\n\r\r\n"),
	      SPAN("A: b\r\nC: d\r\n" BASE64 "\r\nAAoNDQo=\r\n"));
	check(SPAN(BINARY "\r\n"), SPAN(BASE64 "\r\n"));
	check(SPAN(BINARY "\r\n\r"), SPAN(BASE64 "\r\nDQ==\r\n"));
	check(SPAN(CTE "\r\n binary\r\n\r\nx"), SPAN(BASE64 "\r\neA==\r\n"));
}

/* RFC 2045 6.8 */
static void test_mime_binary__lines_have_76_characters(void **state)
{
#define BYTES19 "aaaaaaaaaaaaaaaaaaa"
#define CODED16 "YWFhYWFhYWFhYWFh"
#define CODED76 CODED16 CODED16 CODED16 CODED16 "YWFhYWFhYWFh"
	(void)state;
	check(SPAN(BINARY "\r\n" BYTES19 BYTES19 BYTES19),
	      SPAN(BASE64 "\r\n" CODED76 "\r\n"));
	check(SPAN(BINARY "\r\n" BYTES19 BYTES19 BYTES19 "\n"),
	      SPAN(BASE64 "\r\n" CODED76 "\r\nCg==\r\n"));
}

/* RFC 2046 5.1.1: the line end before a boundary belongs to it. */
static void test_mime_binary__parts_end_at_their_boundary(void **state)
{
	(void)state;
	check(SPAN(MIXED "\r\npre\r\n--b c\r\n" BINARY "\r\nx\r\n--b\r\n\r\n"
			 "--b c \r\n\r\n\0y\r\n--b c\r\n" BINARY "\r\n"
			 "--b c\r\n" BINARY "\r\n\r\n--b c--\r\npost\0"),
	      SPAN(MIXED "\r\npre\r\n--b c\r\n" BASE64 "\r\neA0KLS1iDQo=\r\n"
			 "--b c \r\n\r\n\0y\r\n--b c\r\n" BASE64 "\r\n"
			 "--b c\r\n" BASE64 "\r\n\r\n--b c--\r\npost\0"));
	check(SPAN(MIXED "\n\n--b c\n" BINARY "\n\0\n--b c--"),
	      SPAN(MIXED "\n\n--b c\n" BASE64 "\nAA==\n--b c--"));
}

/* RFC 2045 6.4 */
static void test_mime_binary__containers_become_8bit(void **state)
{
	(void)state;
	check(SPAN(BINARY MIXED "\r\n--b c\r\n" BINARY TYPE
				"message/rfc822\r\n\r\nA: b\r\n" BINARY
				"\r\nx\r\n--b c--"),
	      SPAN(MIXED CTE
		   "8bit\r\n\r\n--b c\r\n" TYPE "message/rfc822\r\n" CTE
		   "8bit\r\n\r\nA: b\r\n" BASE64 "\r\neA==\r\n--b c--"));
	check(SPAN(TYPE "message/partial\r\n" BINARY "\r\n" BINARY "\r\nx"),
	      SPAN(TYPE "message/partial\r\n" CTE "8bit\r\n\r\n" BINARY
			"\r\nx"));
	check(SPAN(TYPE "multipart/mixed\r\n" BINARY "\r\nx"),
	      SPAN(TYPE "multipart/mixed\r\n" CTE "8bit\r\n\r\nx"));
}

/* RFC 2046 5.1.5 */
static void test_mime_binary__a_digest_has_messages(void **state)
{
	(void)state;
	check(SPAN(TYPE "multipart/digest; boundary=b\r\n\r\n--b\r\n" BINARY
			"\r\n" BINARY "\r\nx\r\n--b\r\n" TYPE
			"text/plain\r\n" BINARY "\r\nx\r\n--b--\r\n"),
	      SPAN(TYPE "multipart/digest; boundary=b\r\n\r\n--b\r\n" CTE
			"8bit\r\n\r\n" BASE64 "\r\neA==\r\n--b\r\n" TYPE
			"text/plain\r\n" BASE64 "\r\neA==\r\n--b--\r\n"));
}

static void
test_mime_binary__of_open_boundaries_the_longest_counts(void **state)
{
	(void)state;
	check(SPAN(TYPE "multipart/a; boundary=b\r\n\r\n--b\r\n" TYPE
			"multipart/a; boundary=bb\r\n\r\n--bb\r\n" BINARY
			"\r\nx\r\n--bb\r\n" BINARY
			"\r\ny\r\n--b--\r\n--bb\r\n" BINARY "\r\n"),
	      SPAN(TYPE "multipart/a; boundary=b\r\n\r\n--b\r\n" TYPE
			"multipart/a; boundary=bb\r\n\r\n--bb\r\n" BASE64
			"\r\neA==\r\n--bb\r\n" BASE64
			"\r\neQ==\r\n--b--\r\n--bb\r\n" BINARY "\r\n"));
}

static void test_mime_binary__what_is_not_binary_stays(void **state)
{
	(void)state;
	check_same(SPAN(""));
	check_same(SPAN("\r\n"));
	check_same(SPAN("no header at all"));
	check_same(SPAN("A: b\r\n c\r\n\r\n\0\n\r\r\nlast\r"));
	check_same(SPAN(CTE "8bit\r\n" BINARY "\r\nx\r\n"));
	check_same(SPAN(MIXED "\r\n--b c\r\n" CTE "base64\r\n\r\neA==\r\n"
			      "--b c--\r\n"));
	check_same(SPAN("A: b\r\n\r\n" BINARY "\r\nx\r\n"));
	check_same(SPAN(MIXED "\r\n\r\n-\r\n--\r\n--b\r\n\r\n"));
}

static void test_mime_binary__an_open_header_gets_its_label(void **state)
{
	(void)state;
	check(SPAN(BINARY), SPAN(BASE64));
	check(SPAN(BINARY "A: b"), SPAN("A: b\r\n" BASE64));
	check(SPAN(MIXED "\r\n--b c\r\n" BINARY "--b c--\r\n"),
	      SPAN(MIXED "\r\n--b c\r\n" BASE64 "--b c--\r\n"));
}

/* A second field would be read where the first is gone. */
static void test_mime_binary__every_label_goes(void **state)
{
	(void)state;
	check(SPAN(BINARY CTE "8bit\r\n\r\nx"), SPAN(BASE64 "\r\neA==\r\n"));
}

static void test_mime_binary__long_fields_pass(void **state)
{
	static const char label[] = CTE "binary (";
	auto_buf struct buf in;
	auto_buf struct buf want;

	(void)state;
	buf_init(&in, 100000);
	buf_init(&want, 100000);
	buf_add_str(&in, "A: ");
	for (unsigned i = 0; i < 5000; i++)
		buf_add_str(&in, "word\r\n ");
	buf_add_str(&in, "\r\n");
	buf_add(&want, buf_span(&in));
	buf_add_str(&in, label);
	for (unsigned i = 0; i < 5000; i++)
		buf_add_str(&in, "word\r\n ");
	buf_add_str(&in, ")\r\n\r\nx");
	buf_add_str(&want, BASE64 "\r\neA==\r\n");
	check(buf_span(&in), buf_span(&want));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_mime_binary__a_binary_body_becomes_base64),
		cmocka_unit_test(test_mime_binary__lines_have_76_characters),
		cmocka_unit_test(test_mime_binary__parts_end_at_their_boundary),
		cmocka_unit_test(test_mime_binary__containers_become_8bit),
		cmocka_unit_test(test_mime_binary__a_digest_has_messages),
		cmocka_unit_test(
			test_mime_binary__of_open_boundaries_the_longest_counts),
		cmocka_unit_test(test_mime_binary__what_is_not_binary_stays),
		cmocka_unit_test(
			test_mime_binary__an_open_header_gets_its_label),
		cmocka_unit_test(test_mime_binary__every_label_goes),
		cmocka_unit_test(test_mime_binary__long_fields_pass),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
