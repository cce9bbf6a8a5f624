/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "sieve/sieve_parts.h"

/* RFC 5173 5.2 */
static const char nested[] =
	"From: Whomever\r\n"
	"Content-Type: multipart/mixed; boundary=outer\r\n"
	"\r\n"
	"This is a multi-part message in MIME format.\r\n"
	"\r\n"
	"--outer\r\n"
	"Content-Type: multipart/alternative; boundary=inner\r\n"
	"\r\n"
	"This is a nested multi-part message in MIME format.\r\n"
	"\r\n"
	"--inner\r\n"
	"Content-Type: text/plain; charset=\"us-ascii\"\r\n"
	"\r\n"
	"Hello\r\n"
	"\r\n"
	"--inner\r\n"
	"Content-Type: text/html; charset=\"us-ascii\"\r\n"
	"\r\n"
	"<html><body>Hello</body></html>\r\n"
	"\r\n"
	"--inner--\r\n"
	"\r\n"
	"This is the end of the inner MIME multipart.\r\n"
	"\r\n"
	"--outer\r\n"
	"Content-Type: message/rfc822\r\n"
	"\r\n"
	"From: Someone Else\r\n"
	"Subject: hello request\r\n"
	"\r\n"
	"Please say Hello\r\n"
	"\r\n"
	"--outer--\r\n"
	"\r\n"
	"This is the end of the outer MIME multipart.\r\n";

static void assert_span(struct span s, const char *expected)
{
	assert_int_equal(s.len, strlen(expected));
	assert_memory_equal(s.len ? s.ptr : "", expected, s.len);
}

static void test_sieve_parts__come_depth_first(void **state)
{
	static const struct {
		const char *type;
		size_t end;
	} expected[] = {
		{ "multipart/mixed", 6 }, { "multipart/alternative", 4 },
		{ "text/plain", 3 },      { "text/html", 4 },
		{ "message/rfc822", 6 },  { "text/plain", 6 }
	};
	auto_arena struct arena arena = { 0 };
	struct sieve_parts parts;

	(void)state;
	sieve_parts_read(&parts, span_of(nested), &arena);
	assert_int_equal(parts.count, 6);
	for (size_t i = 0; i < parts.count; i++) {
		assert_true(sieve_parts_is_type(&parts.at[i],
						span_of(expected[i].type)));
		assert_int_equal(parts.at[i].end, expected[i].end);
	}
}

static void test_sieve_parts__a_multipart_has_what_stands_around(void **state)
{
	auto_arena struct arena arena = { 0 };
	struct sieve_parts parts;

	(void)state;
	sieve_parts_read(&parts, span_of(nested), &arena);
	assert_span(parts.at[0].prologue,
		    "This is a multi-part message in MIME format.\r\n");
	assert_span(parts.at[0].epilogue,
		    "\r\nThis is the end of the outer MIME multipart.\r\n");
	assert_span(parts.at[1].prologue,
		    "This is a nested multi-part message in MIME format.\r\n");
	assert_span(parts.at[1].epilogue,
		    "\r\nThis is the end of the inner MIME multipart.\r\n");
	assert_span(parts.at[5].header,
		    "From: Someone Else\r\nSubject: hello request\r\n\r\n");
	assert_span(parts.at[5].body, "Please say Hello\r\n");
}

static void test_sieve_parts__a_multipart_may_have_nothing_around(void **state)
{
	auto_arena struct arena arena = { 0 };
	struct sieve_parts parts;

	(void)state;
	sieve_parts_read(&parts,
			 SPAN("Content-Type: multipart/mixed; boundary=b\n\n"
			      "--b\n\nx\n--b--"),
			 &arena);
	assert_int_equal(parts.count, 2);
	assert_span(parts.at[0].prologue, "");
	assert_span(parts.at[0].epilogue, "");
	assert_span(parts.at[1].body, "x");
	sieve_parts_read(&parts,
			 SPAN("Content-Type: multipart/mixed; boundary=b\n\n"
			      "--b\n\nx"),
			 &arena);
	assert_span(parts.at[0].epilogue, "");
	assert_span(parts.at[1].body, "x");
}

static void test_sieve_parts__types_match_as_rfc_5173_says(void **state)
{
	struct sieve_entity part = { .type = SPAN("Text"),
				     .subtype = SPAN("HTML") };

	(void)state;
	assert_true(sieve_parts_is_type(&part, SPAN("")));
	assert_true(sieve_parts_is_type(&part, SPAN("text")));
	assert_true(sieve_parts_is_type(&part, SPAN("text/html")));
	assert_false(sieve_parts_is_type(&part, SPAN("text/")));
	assert_false(sieve_parts_is_type(&part, SPAN("/html")));
	assert_false(sieve_parts_is_type(&part, SPAN("text/html/")));
	assert_false(sieve_parts_is_type(&part, SPAN("/")));
	assert_false(sieve_parts_is_type(&part, SPAN("html")));
}

static void test_sieve_parts__content_is_decoded(void **state)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf out;
	struct sieve_parts parts;

	(void)state;
	buf_init(&out, 1000);
	sieve_parts_read(&parts,
			 SPAN("Content-Type: text/html; charset=iso-8859-1\n"
			      "Content-Transfer-Encoding: quoted-printable\n\n"
			      "<p>caf=E9</p><script>x</script>"),
			 &arena);
	sieve_parts_decode(&parts.at[0], &out);
	assert_string_equal(buf_str(&out),
			    "<p>caf\xc3\xa9</p><script>x</script>");
	buf_reset(&out);
	sieve_parts_text(&parts.at[0], &out);
	assert_true(
		span_starts(span_trim(buf_span(&out)), SPAN("caf\xc3\xa9")));
	assert_int_equal(span_find(buf_span(&out), SPAN("x")), out.len);
	buf_reset(&out);
	sieve_parts_read(&parts,
			 SPAN("Content-Type: image/png\n"
			      "Content-Transfer-Encoding: base64\n\n/wA="),
			 &arena);
	sieve_parts_text(&parts.at[0], &out);
	assert_int_equal(out.len, 0);
	sieve_parts_decode(&parts.at[0], &out);
	assert_int_equal(out.len, 2);
	assert_memory_equal(out.ptr, "\xff\0", 2);
}

static void test_sieve_parts__a_broken_multipart_is_text(void **state)
{
	auto_arena struct arena arena = { 0 };
	struct sieve_parts parts;

	(void)state;
	sieve_parts_read(&parts, SPAN("Content-Type: multipart/mixed\n\nx\n"),
			 &arena);
	assert_int_equal(parts.count, 1);
	assert_true(sieve_parts_is_type(&parts.at[0], SPAN("text/plain")));
	sieve_parts_read(&parts, SPAN(""), &arena);
	assert_int_equal(parts.count, 1);
	assert_int_equal(parts.at[0].end, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_parts__come_depth_first),
		cmocka_unit_test(
			test_sieve_parts__a_multipart_has_what_stands_around),
		cmocka_unit_test(
			test_sieve_parts__a_multipart_may_have_nothing_around),
		cmocka_unit_test(
			test_sieve_parts__types_match_as_rfc_5173_says),
		cmocka_unit_test(test_sieve_parts__content_is_decoded),
		cmocka_unit_test(test_sieve_parts__a_broken_multipart_is_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
