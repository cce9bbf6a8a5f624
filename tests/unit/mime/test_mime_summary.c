/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "mime/mime_summary.h"

#define TEXT_PLAIN "(\"text\" \"plain\" (\"charset\" \"us-ascii\") "

static struct mime_summary summary;

static void make(const char *message)
{
	mime_summary_make(&summary, span_of(message), &mime_summary_limits);
}

static void check_structure(const char *message, const char *want)
{
	make(message);
	assert_string_equal(buf_str(&summary.structure), want);
}

static int setup(void **state)
{
	(void)state;
	mime_summary_init(&summary);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mime_summary_release(&summary);
	return 0;
}

static void test_mime_summary__sizes_count_crlf(void **state)
{
	(void)state;
	make("A: b\n\nx\r\ny\n");
	assert_int_equal(summary.size, 11);
	assert_int_equal(summary.vsize, 14);
	make("");
	assert_int_equal(summary.vsize, 0);
}

static void test_mime_summary__text_is_the_default(void **state)
{
	(void)state;
	check_structure("", TEXT_PLAIN "NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)");
	check_structure("A: b\n\nx\ny",
			TEXT_PLAIN "NIL NIL \"7bit\" 4 1 NIL NIL NIL NIL)");
	check_structure("Content-Type: text\n\nx\n",
			TEXT_PLAIN "NIL NIL \"7bit\" 3 1 NIL NIL NIL NIL)");
	check_structure("no header at all",
			TEXT_PLAIN "NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)");
	make("A: b\n\nx\n");
	assert_string_equal(buf_str(&summary.body),
			    TEXT_PLAIN "NIL NIL \"7bit\" 3 1)");
}

/* The form of the example in RFC 3501 section 7.4.2. */
static void test_mime_summary__fields_of_a_single_part(void **state)
{
	(void)state;
	check_structure(
		"Content-Type: Text/HTML (c); CHARSET=\"utf-8\"; x = y\r\n"
		"Content-ID: <960723@cac>\r\n"
		"Content-Description: Compiler\r\n\tdiff\r\n"
		"Content-Transfer-Encoding: BASE64\r\n"
		"Content-MD5: Q2hlY2s=\r\n"
		"Content-Disposition: attachment; filename=\"a \\\"b\\\"\"\r\n"
		"Content-Language: en, de-CH\r\n"
		"Content-Location: http://x/y\r\n"
		"\r\neHg=\r\n",
		"(\"Text\" \"HTML\" (\"CHARSET\" \"utf-8\" \"x\" \"y\") "
		"\"<960723@cac>\" \"Compiler diff\" \"BASE64\" 6 1 "
		"\"Q2hlY2s=\" (\"attachment\" (\"filename\" \"a \\\"b\\\"\")) "
		"(\"en\" \"de-CH\") \"http://x/y\")");
	check_structure("Content-Type: a/b; n=\"x\r\n\ty\"\n"
			"Content-Language: en,de ,fr, i-x;\n\n",
			"(\"a\" \"b\" (\"n\" \"x y\") NIL NIL \"7bit\" 0 NIL "
			"NIL (\"en\" \"de\" \"fr\" \"i-x\") NIL)");
	check_structure("Content-Type: image/png\n\nxx\n",
			"(\"image\" \"png\" NIL NIL NIL \"7bit\" 4 NIL NIL NIL "
			"NIL)");
}

/* RFC 2231 section 6; the values are those of its sections 3 and 4.1. */
static void test_mime_summary__continued_parameters_are_joined(void **state)
{
	(void)state;
	check_structure("Content-Type: message/external-body;\n"
			" URL*0=\"ftp://\";\n"
			" URL*1=\"cs.utk.edu/pub/moore.txt\"\n\n",
			"(\"message\" \"external-body\" (\"URL\" "
			"\"ftp://cs.utk.edu/pub/moore.txt\") NIL NIL \"7bit\" "
			"0 NIL NIL NIL NIL)");
	check_structure("Content-Type: application/x-stuff;\n"
			" title*0*=us-ascii'en'This%20is%20even%20more%20;\n"
			" title*1*=%2A%2A%2Afun%2A%2A%2A%20;\n"
			" title*2=\"isn't it!\"\n\n",
			"(\"application\" \"x-stuff\" (\"title*\" "
			"\"us-ascii'en'This%20is%20even%20more%20%2A%2A%2Afun"
			"%2A%2A%2A%20isn%27t%20it!\") NIL NIL \"7bit\" 0 NIL "
			"NIL NIL NIL)");
	check_structure("Content-Type: a/b; x*1=lone; y*z=1\n\n",
			"(\"a\" \"b\" (\"x*1\" \"lone\" \"y*z\" \"1\") NIL NIL "
			"\"7bit\" 0 NIL NIL NIL NIL)");
}

static const char nested[] =
	"Subject: nested\n"
	"Content-Type: multipart/mixed; boundary=\"AA\"\n"
	"\n"
	"preamble\n"
	"--AA\n"
	"\n"
	"one\n"
	"--AA\n"
	"Content-Type: multipart/alternative; boundary=AAB\n"
	"\n"
	"--AAB\n"
	"Content-Type: text/html; charset=utf-8\n"
	"Content-Transfer-Encoding: quoted-printable\n"
	"\n"
	"two=\n"
	"\n"
	"--AAB--\n"
	"epilogue\n"
	"--AA  \n"
	"Content-Type: message/rfc822\n"
	"\n"
	"Subject: inner\n"
	"Content-Type: multipart/mixed; boundary=in\n"
	"\n"
	"--in\n"
	"\n"
	"three\n"
	"--in--\n"
	"--AA--\n"
	"the end\n";

static void test_mime_summary__nested_parts(void **state)
{
	(void)state;
	check_structure(
		nested,
		"(" TEXT_PLAIN "NIL NIL \"7bit\" 3 0 NIL NIL NIL NIL)"
		"((\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL "
		"\"quoted-printable\" 6 1 NIL NIL NIL NIL) \"alternative\" "
		"(\"boundary\" \"AAB\") NIL NIL NIL)"
		"(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 83 "
		"(NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
		"(" TEXT_PLAIN "NIL NIL \"7bit\" 5 0 NIL NIL NIL NIL) "
		"\"mixed\" (\"boundary\" \"in\") NIL NIL NIL) 6 "
		"NIL NIL NIL NIL) \"mixed\" (\"boundary\" \"AA\") NIL NIL "
		"NIL)");
	assert_string_equal(
		buf_str(&summary.body),
		"(" TEXT_PLAIN "NIL NIL \"7bit\" 3 0)"
		"((\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL "
		"\"quoted-printable\" 6 1) \"alternative\")"
		"(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 83 "
		"(NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
		"(" TEXT_PLAIN "NIL NIL \"7bit\" 5 0) \"mixed\") 6) "
		"\"mixed\")");
}

static bool find(struct mime_part_at *part, unsigned depth, uint32_t a,
		 uint32_t b, uint32_t c)
{
	const uint32_t path[] = { a, b, c };

	return mime_parts_find(buf_span(&summary.parts), path, depth, part);
}

static void check_piece(uint64_t at, uint64_t len, const char *want)
{
	assert_true(span_eq(span_make(nested + at, len), span_of(want)));
}

static void test_mime_summary__parts_are_found_by_number(void **state)
{
	struct mime_part_at p;

	(void)state;
	make(nested);
	assert_true(find(&p, 0, 0, 0, 0));
	assert_int_equal(p.header_at, 0);
	assert_int_equal(p.body_at + p.body_len, sizeof(nested) - 1);
	assert_true(p.is_multipart);
	assert_true(find(&p, 1, 1, 0, 0));
	check_piece(p.body_at, p.body_len, "one");
	check_piece(p.header_at, p.header_len, "\n");
	assert_true(p.is_text);
	assert_true(find(&p, 2, 2, 1, 0));
	check_piece(p.body_at, p.body_len, "two=\n");
	assert_int_equal(p.body_vlen, 6);
	assert_int_equal(p.encoding, MIME_ENCODING_QP);
	assert_string_equal(p.charset, "utf-8");
	assert_true(find(&p, 1, 3, 0, 0));
	assert_true(p.is_message);
	check_piece(p.inner_header_at, p.inner_header_len,
		    "Subject: inner\n"
		    "Content-Type: multipart/mixed; boundary=in\n\n");
	check_piece(p.inner_body_at, p.inner_body_len, "--in\n\nthree\n--in--");
	assert_true(find(&p, 2, 3, 1, 0));
	check_piece(p.body_at, p.body_len, "three");
	assert_false(find(&p, 1, 4, 0, 0));
	assert_false(find(&p, 1, 0, 0, 0));
	assert_false(find(&p, 2, 1, 1, 0));
	assert_false(find(&p, 3, 3, 1, 1));
}

static void test_mime_summary__a_single_part_is_part_1(void **state)
{
	struct mime_part_at p;

	(void)state;
	make("A: b\n\nbody\n");
	assert_true(find(&p, 1, 1, 0, 0));
	assert_int_equal(p.body_at, 6);
	assert_int_equal(p.body_vlen, 6);
	assert_false(find(&p, 1, 2, 0, 0));
	assert_false(find(&p, 2, 1, 1, 0));
	make("Content-Type: message/rfc822\n\nA: b\n\nbody\n");
	assert_true(find(&p, 1, 1, 0, 0));
	assert_true(p.is_message);
	assert_int_equal(p.body_at, 30);
	assert_true(find(&p, 2, 1, 1, 0));
	assert_int_equal(p.body_at, 36);
	assert_false(find(&p, 3, 1, 1, 1));
}

static void test_mime_summary__all_parts_come_in_order(void **state)
{
	static const char *const kinds[] = { "multi", "text",    "multi",
					     "text",  "message", "multi",
					     "text" };
	struct mime_part_at p;
	size_t cursor = 0;
	size_t n = 0;

	(void)state;
	make(nested);
	while (mime_parts_next(buf_span(&summary.parts), &cursor, &p)) {
		assert_true(n < ARRAY_LEN(kinds));
		assert_string_equal(p.is_multipart ? "multi"
				    : p.is_message ? "message"
						   : "text",
				    kinds[n]);
		n++;
	}
	assert_int_equal(n, ARRAY_LEN(kinds));
}

static void test_mime_summary__a_damaged_table_is_refused(void **state)
{
	struct mime_part_at p;
	const uint32_t path[] = { 3, 1 };

	(void)state;
	make(nested);
	for (size_t len = 0; len < summary.parts.len; len++) {
		struct span cut = span_first(buf_span(&summary.parts), len);

		assert_false(mime_parts_find(cut, path, 2, &p));
	}
}

static void test_mime_summary__broken_multiparts_are_text(void **state)
{
	const char *text_of_7 =
		TEXT_PLAIN "NIL NIL \"7bit\" 7 1 NIL NIL NIL NIL)";

	(void)state;
	check_structure("Content-Type: multipart/mixed\n\n--b\n\n",
			TEXT_PLAIN "NIL NIL \"7bit\" 7 2 NIL NIL NIL NIL)");
	check_structure("Content-Type: multipart/mixed; boundary=\"\"\n\n"
			"--\nx",
			TEXT_PLAIN "NIL NIL \"7bit\" 5 1 NIL NIL NIL NIL)");
	check_structure("Content-Type: multipart/mixed; boundary=x\n\n--y12\n",
			text_of_7);
}

static void test_mime_summary__missing_ends_close_at_the_end(void **state)
{
	(void)state;
	check_structure("Content-Type: multipart/mixed; boundary=b\n\n"
			"--b\n\nx\n",
			"(" TEXT_PLAIN "NIL NIL \"7bit\" 3 1 NIL NIL NIL NIL) "
			"\"mixed\" (\"boundary\" \"b\") NIL NIL NIL)");
	check_structure(
		"Content-Type: multipart/mixed; boundary=b\n\n"
		"--b\nContent-Type: multipart/mixed; boundary=c\n\n"
		"--c\n\nx\n--b\n\ny\n--b--",
		"((" TEXT_PLAIN "NIL NIL \"7bit\" 1 0 NIL NIL NIL NIL)"
		" \"mixed\" (\"boundary\" \"c\") NIL NIL NIL)" TEXT_PLAIN
		"NIL NIL \"7bit\" 1 0 NIL NIL NIL NIL) "
		"\"mixed\" (\"boundary\" \"b\") NIL NIL NIL)");
}

static void test_mime_summary__a_part_may_be_header_or_nothing(void **state)
{
	(void)state;
	check_structure("Content-Type: multipart/mixed; boundary=b\n\n"
			"--b\n--b\nContent-Type: text/x\n--b\n\n--b--",
			"(" TEXT_PLAIN "NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)"
			"(\"text\" \"x\" (\"charset\" \"us-ascii\") NIL NIL "
			"\"7bit\" 0 0 NIL NIL NIL NIL)" TEXT_PLAIN
			"NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL) "
			"\"mixed\" (\"boundary\" \"b\") NIL NIL NIL)");
}

/* RFC 2046 5.1.5 */
static void test_mime_summary__digest_parts_are_messages(void **state)
{
	(void)state;
	check_structure(
		"Content-Type: multipart/digest; boundary=b\n\n"
		"--b\n\nSubject: x\n\nhi\n--b--\n",
		"((\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 16 "
		"(NIL \"x\" NIL NIL NIL NIL NIL NIL NIL NIL) " TEXT_PLAIN
		"NIL NIL \"7bit\" 2 0 NIL NIL NIL NIL) 2 "
		"NIL NIL NIL NIL) \"digest\" (\"boundary\" \"b\") NIL "
		"NIL NIL)");
}

/* RFC 9051 7.5.2, RFC 6532 3.7 */
static void test_mime_summary__message_global_is_a_message(void **state)
{
	struct mime_part_at p;

	(void)state;
	check_structure(
		"Content-Type: message/global\n\nMessage-ID: <m>\n\nhi\n",
		"(\"message\" \"global\" NIL NIL NIL \"7bit\" 23 "
		"(NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<m>\") " TEXT_PLAIN
		"NIL NIL \"7bit\" 4 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL)");
	assert_true(find(&p, 1, 1, 0, 0));
	assert_true(p.is_message);
	assert_true(find(&p, 2, 1, 1, 0));
	assert_false(p.is_message);
	check_structure("Content-Type: message/global\n"
			"Content-Transfer-Encoding: base64\n\n"
			"QTogYgoKYwo=\n",
			"(\"message\" \"global\" NIL NIL NIL \"base64\" 14 "
			"NIL NIL NIL NIL)");
	assert_true(find(&p, 1, 1, 0, 0));
	assert_false(p.is_message);
	assert_true(p.is_text);
	/* RFC 2046 5.2.1 knows of no encoded message/rfc822. */
	make("Content-Type: message/rfc822\n"
	     "Content-Transfer-Encoding: base64\n\nA: b\n\nc\n");
	assert_true(find(&p, 1, 1, 0, 0));
	assert_true(p.is_message);
}

static void test_mime_summary__limits_leave_text(void **state)
{
	const struct mime_limits two = { .parts = 2,
					 .depth = 9,
					 .header_bytes = 1000 };
	const struct mime_limits flat = { .parts = 9,
					  .depth = 0,
					  .header_bytes = 1000 };

	(void)state;
	mime_summary_make(&summary,
			  SPAN("Content-Type: multipart/mixed; boundary=b\n\n"
			       "--b\n\nx\n--b\n\ny\n--b--\n"),
			  &two);
	assert_string_equal(buf_str(&summary.body),
			    "(" TEXT_PLAIN "NIL NIL \"7bit\" 20 5) \"mixed\")");
	mime_summary_make(&summary, span_of(nested), &flat);
	assert_memory_equal(buf_str(&summary.body), TEXT_PLAIN,
			    sizeof(TEXT_PLAIN) - 1);
	mime_summary_make(&summary,
			  SPAN("Content-Type: message/rfc822\n\nA: b\n\n"),
			  &flat);
	assert_string_equal(buf_str(&summary.body),
			    TEXT_PLAIN "NIL NIL \"7bit\" 8 2)");
}

static void test_mime_summary__kept_fields_are_raw_with_crlf(void **state)
{
	(void)state;
	make("Received: x\nfrom: a@b\nX-Other: y\nSubject: one\n two\n"
	     "SUBJECT: again\r\n\nTo: body\n");
	assert_string_equal(buf_str(&summary.headers),
			    "from: a@b\r\nSubject: one\r\n two\r\n"
			    "SUBJECT: again\r\n");
	assert_true(mime_summary_is_whole(buf_span(&summary.headers)));
	/* FETCH gives fields without an empty line here; the file tells. */
	make("To: unended");
	assert_false(mime_summary_is_whole(buf_span(&summary.headers)));
}

static uint64_t bit(const char *name)
{
	unsigned number;

	assert_true(mime_summary_number(span_of(name), &number));
	return UINT64_C(1) << number;
}

static void check_picked(uint64_t wanted, const char *want)
{
	struct buf out;

	buf_init(&out, 1000);
	assert_true(mime_summary_pick(&out, buf_span(&summary.headers),
				      buf_span(&summary.table), wanted));
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

static void test_mime_summary__kept_fields_are_picked_by_number(void **state)
{
	unsigned number;

	(void)state;
	make("Received: x\nfrom: a@b\nX-Other: y\nSubject: one\n two\n"
	     "To: c@d\nSUBJECT: again\r\n\nCc: body\n");
	check_picked(bit("Subject"),
		     "Subject: one\r\n two\r\nSUBJECT: again\r\n");
	check_picked(bit("From") | bit("SUBJECT") | bit("cc"),
		     "from: a@b\r\nSubject: one\r\n two\r\n"
		     "SUBJECT: again\r\n");
	check_picked(bit("To"), "To: c@d\r\n");
	check_picked(UINT64_MAX, buf_str(&summary.headers));
	check_picked(0, "");
	check_picked(bit("Date"), "");
	assert_false(mime_summary_number(SPAN("X-Other"), &number));
}

static void test_mime_summary__a_table_of_other_fields_is_refused(void **state)
{
	struct span table;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	make("From: a@b\nTo: c@d\n\n");
	table = buf_span(&summary.table);
	assert_false(mime_summary_pick(&out, SPAN("From: a@b\r\n"), table, 1));
	assert_false(mime_summary_pick(&out, buf_span(&summary.headers),
				       span_first(table, 3), 1));
	assert_false(mime_summary_pick(&out, buf_span(&summary.headers),
				       span_first(table, 5), 1));
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

static void check_header(const char *message)
{
	struct span front = span_of(message);
	struct mime_summary s;

	front = span_first(front, span_find(front, SPAN("body")));
	make(message);
	mime_summary_init(&s);
	assert_true(mime_summary_make_header(&s, front, &mime_summary_limits));
	assert_string_equal(buf_str(&s.envelope), buf_str(&summary.envelope));
	assert_string_equal(buf_str(&s.headers), buf_str(&summary.headers));
	assert_true(span_eq(buf_span(&s.table), buf_span(&summary.table)));
	assert_true(span_eq(buf_span(&s.order), buf_span(&summary.order)));
	assert_int_equal(s.date, summary.date);
	assert_int_equal(s.structure.len, 0);
	mime_summary_release(&s);
}

static void test_mime_summary__a_header_alone_tells_the_same(void **state)
{
	const struct mime_limits small = { .parts = 9,
					   .depth = 9,
					   .header_bytes = 10 };

	(void)state;
	check_header("From: A <a@b>\nSubject: x\n y\nDate: Fri, 21 Nov 1997 "
		     "09:55:06 -0600\nMessage-ID: <1@b>\nContent-Type: "
		     "multipart/mixed; boundary=b\n\n--b\n\nbody\n--b--\n");
	check_header("To: c@d\r\n\r\nbody\r\n");
	check_header("\nbody\n");
	/* Only the whole tells more. */
	assert_false(mime_summary_make_header(
		&summary, SPAN("To: c@d\nFrom: a"), &mime_summary_limits));
	assert_false(mime_summary_make_header(&summary, SPAN("To: c@d\n"),
					      &mime_summary_limits));
	assert_false(mime_summary_make_header(&summary, SPAN(""),
					      &mime_summary_limits));
	assert_false(mime_summary_make_header(
		&summary, SPAN("To: c@d, e@f\n\nx\n"), &small));
}

static void test_mime_summary__a_header_over_the_limit_keeps_none(void **state)
{
	const struct mime_limits small = { .parts = 9,
					   .depth = 9,
					   .header_bytes = 10 };

	(void)state;
	mime_summary_make(&summary, SPAN("To: a@b\nSubject: x\n\ny\n"), &small);
	assert_false(mime_summary_is_whole(buf_span(&summary.headers)));
	assert_int_equal(summary.vsize, 26);
}

static void test_mime_summary__knows_what_it_keeps(void **state)
{
	static const char *const names[] = {
		"Date",
		"Subject",
		"From",
		"Sender",
		"Reply-To",
		"To",
		"Cc",
		"Bcc",
		"In-Reply-To",
		"Message-ID",
		"References",
		"MIME-Version",
		"Content-Type",
		"Content-Transfer-Encoding",
		"Content-Description",
		"Content-Disposition",
		"List-Id",
		"List-Post",
		"List-Unsubscribe",
		"Precedence",
		"Auto-Submitted",
		"X-Priority",
		"Priority",
		"Importance",
		"X-Label",
		"Lines",
		"X-TUID",
		"Newsgroups",
		"Resent-Date",
		"Resent-From",
		"X-Mailer",
		"User-Agent",
		"Delivered-To",
		"Return-Path",
		"X-Spam-Status",
		"X-Spam-Flag",
		"X-Keywords",
		"X-Status",
		"Status",
		"Disposition-Notification-To",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_true(mime_summary_keeps(span_of(names[i])));
	assert_true(mime_summary_keeps(SPAN("sUBJECT")));
	assert_false(mime_summary_keeps(SPAN("Received")));
	assert_false(mime_summary_keeps(SPAN("Subjec")));
	assert_false(mime_summary_keeps(SPAN("")));
}

static void test_mime_summary__the_date_is_in_utc(void **state)
{
	(void)state;
	make("Date: Fri, 21 Nov 1997 09:55:06 -0600\n\n");
	assert_int_equal(summary.date, 880127706);
	assert_int_equal(summary.date_zone, -360);
	make("Date: whenever\n\n");
	assert_true(summary.date == INT64_MIN);
	make("\n");
	assert_true(summary.date == INT64_MIN);
}

#define TEST(name) cmocka_unit_test(test_mime_summary__##name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sizes_count_crlf),
		TEST(text_is_the_default),
		TEST(fields_of_a_single_part),
		TEST(continued_parameters_are_joined),
		TEST(nested_parts),
		TEST(parts_are_found_by_number),
		TEST(a_single_part_is_part_1),
		TEST(all_parts_come_in_order),
		TEST(a_damaged_table_is_refused),
		TEST(broken_multiparts_are_text),
		TEST(missing_ends_close_at_the_end),
		TEST(a_part_may_be_header_or_nothing),
		TEST(digest_parts_are_messages),
		TEST(message_global_is_a_message),
		TEST(limits_leave_text),
		TEST(kept_fields_are_raw_with_crlf),
		TEST(kept_fields_are_picked_by_number),
		TEST(a_table_of_other_fields_is_refused),
		TEST(a_header_alone_tells_the_same),
		TEST(a_header_over_the_limit_keeps_none),
		TEST(knows_what_it_keeps),
		TEST(the_date_is_in_utc),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
