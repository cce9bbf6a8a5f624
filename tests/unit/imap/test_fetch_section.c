/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/fetch_section.h"
#include "mime/mime_summary.h"

/* Appends what "BODY[section]" gives of message; false: NIL. */
static bool get(struct span message, const char *section, struct buf *out)
{
	auto_arena struct arena arena;
	auto_buf struct buf piece;
	struct fetch_request request;
	struct fetch_section cut;
	struct mime_summary summary;
	uint64_t size;
	bool exists;

	arena_init(&arena);
	buf_init(&piece, 1 << 20);
	mime_summary_init(&summary);
	mime_summary_make(&summary, message, &mime_summary_limits);
	assert_int_equal(
		fetch_parse(span_of(arena_printf(&arena, "BODY%s", section)),
			    false, &arena, &request),
		FETCH_PARSED);
	fetch_section_init(&cut);
	fetch_section_cut(&cut, request.items, message,
			  buf_span(&summary.parts));
	exists = cut.exists;
	size = fetch_section_size(&cut, request.items);
	while (exists && fetch_section_next(&cut, &piece))
		buf_add(out, buf_span(&piece));
	if (exists)
		assert_int_equal(out->len, size);
	fetch_section_release(&cut);
	mime_summary_release(&summary);
	return exists;
}

static void check_bytes(struct span message, const char *section,
			struct span want)
{
	auto_buf struct buf out;

	buf_init(&out, 1 << 20);
	assert_true(get(message, section, &out));
	if (!span_eq(buf_span(&out), want))
		fail_msg("%s: <%s>, not <%s>", section, buf_str(&out),
			 want.ptr);
}

static void check(const char *message, const char *section, const char *want)
{
	check_bytes(span_of(message), section, span_of(want));
}

static void check_nil(const char *message, const char *section)
{
	auto_buf struct buf out;

	buf_init(&out, 1 << 20);
	assert_false(get(span_of(message), section, &out));
}

static void test_fetch_section__line_ends_become_crlf(void **state)
{
	(void)state;
	check("A: b\n\nx\ny\n", "[]", "A: b\r\n\r\nx\r\ny\r\n");
	check("A: b\r\n\r\nx\r\n", "[]", "A: b\r\n\r\nx\r\n");
	check("A: b\n\r\nx\r\ny\nz", "[]", "A: b\r\n\r\nx\r\ny\r\nz");
	check("A: b\n\r\nx\r\ny\nz\r", "[TEXT]", "x\r\ny\r\nz\r");
	check("A: b\n\nx", "[HEADER]", "A: b\r\n\r\n");
}

static void test_fetch_section__nul_goes_out_as_0x80(void **state)
{
	(void)state;
	check_bytes(SPAN("A: \0\n\n\0x\0\0"), "[]",
		    SPAN("A: \x80\r\n\r\n\x80x\x80\x80"));
}

static void test_fetch_section__header_or_body_may_be_missing(void **state)
{
	(void)state;
	check("", "[]", "");
	check("", "[HEADER]", "");
	check("", "[TEXT]", "");
	check("A: b\n", "[HEADER]", "A: b\r\n");
	check("A: b\n", "[TEXT]", "");
	check("A: b", "[1]", "");
	check("\nbody", "[HEADER]", "\r\n");
	check("\nbody", "[TEXT]", "body");
	check("A: b\n\n", "[1]", "");
}

static void test_fetch_section__fields_are_picked_in_any_case(void **state)
{
	static const char message[] = "From: a\nSUBJECT: b\n c\nTo: d\r\n"
				      "bad line\nsubject: e\n\nSubject: body";

	(void)state;
	check(message, "[HEADER.FIELDS (Subject)]",
	      "SUBJECT: b\r\n c\r\nsubject: e\r\n\r\n");
	check(message, "[HEADER.FIELDS.NOT (subject to)]", "From: a\r\n\r\n");
	check(message, "[HEADER.FIELDS (None)]", "\r\n");
	/* RFC 3501 6.4.5: no blank line that the message has not. */
	check("To: unended", "[HEADER.FIELDS (to)]", "To: unended\r\n");
	check("", "[HEADER.FIELDS (to)]", "");
}

/* The message of the table in RFC 3501 6.4.5: a text, an octet-stream, a
 * message with two parts, and a multipart with a message inside. */
static const char nested[] =
	"Subject: outer\nContent-Type: multipart/mixed; boundary=a\n\n"
	"--a\n\n"
	"part 1\n"
	"--a\nContent-Type: application/octet-stream\n\n"
	"part 2\n"
	"--a\nContent-Type: message/rfc822\nX: mime of 3\n\n"
	"Subject: inner\nContent-Type: multipart/mixed; boundary=b\n\n"
	"--b\n\npart 3.1\n--b\nContent-Type: x/y\n\npart 3.2\n--b--\n"
	"--a\nContent-Type: multipart/mixed; boundary=c\n\n"
	"--c\nContent-Type: image/gif\n\npart 4.1\n"
	"--c\nContent-Type: message/rfc822\n\nSubject: deep\n\npart 4.2.1\n"
	"--c--\n"
	"--a--\n";

static void test_fetch_section__parts_of_rfc_3501(void **state)
{
	(void)state;
	check(nested, "[1]", "part 1");
	check(nested, "[1.MIME]", "\r\n");
	check(nested, "[2]", "part 2");
	check(nested, "[2.MIME]",
	      "Content-Type: application/octet-stream\r\n\r\n");
	check(nested, "[3.HEADER]",
	      "Subject: inner\r\nContent-Type: multipart/mixed; boundary=b"
	      "\r\n\r\n");
	check(nested, "[3.HEADER.FIELDS (SUBJECT)]", "Subject: inner\r\n\r\n");
	check(nested, "[3.TEXT]",
	      "--b\r\n\r\npart 3.1\r\n--b\r\nContent-Type: x/y\r\n\r\n"
	      "part 3.2\r\n--b--");
	check(nested, "[3.MIME]",
	      "Content-Type: message/rfc822\r\nX: mime of 3\r\n\r\n");
	check(nested, "[3.1]", "part 3.1");
	check(nested, "[3.2]", "part 3.2");
	check(nested, "[4.1]", "part 4.1");
	check(nested, "[4.1.MIME]", "Content-Type: image/gif\r\n\r\n");
	check(nested, "[4.2]", "Subject: deep\r\n\r\npart 4.2.1");
	check(nested, "[4.2.HEADER]", "Subject: deep\r\n\r\n");
	check(nested, "[4.2.TEXT]", "part 4.2.1");
	check(nested, "[4.2.1]", "part 4.2.1");
}

static void test_fetch_section__what_is_not_there_is_nil(void **state)
{
	(void)state;
	check_nil(nested, "[5]");
	check_nil(nested, "[1.1]");
	check_nil(nested, "[1.HEADER]");
	check_nil(nested, "[4.TEXT]");
	check_nil(nested, "[4.2.2]");
	check_nil("A: b\n\nx", "[2]");
	check_nil("", "[2.MIME]");
}

static void check_partials(struct span message)
{
	auto_buf struct buf whole;

	buf_init(&whole, 1 << 20);
	assert_true(get(message, "[]", &whole));
	for (size_t at = 0; at <= whole.len + 1; at++) {
		for (size_t len = 1; len <= 4; len++) {
			char section[64];
			struct span want = span_from(buf_span(&whole), at);

			snprintf(section, sizeof(section), "[]<%zu.%zu>", at,
				 len);
			check_bytes(message, section, span_first(want, len));
		}
	}
}

static void test_fetch_section__partials_cut_the_converted_text(void **state)
{
	(void)state;
	check_partials(SPAN("A: b\n\nx\r\n\n\ry\r\r\n\n"));
	check_partials(SPAN("\n"));
	check_partials(SPAN(""));
	check(nested, "[2]<5.100>", "2");
	check(nested, "[2]<6.100>", "");
	check("S: a\n\n", "[HEADER.FIELDS (S)]<1.3>", ": a");
}

/* CRLF and LF at every place around the end of a piece. */
static void test_fetch_section__pieces_join_without_a_seam(void **state)
{
	(void)state;
	for (size_t before = 65530; before < 65540; before++) {
		auto_buf struct buf message;
		auto_buf struct buf want;
		char section[64];

		buf_init(&message, 1 << 20);
		buf_init(&want, 1 << 20);
		while (message.len < before)
			buf_add_char(&message, 'x');
		buf_add(&want, buf_span(&message));
		buf_add_str(&message, "\r\n\n\ry");
		buf_add_str(&want, "\r\n\r\n\ry");
		check_bytes(buf_span(&message), "[]", buf_span(&want));
		snprintf(section, sizeof(section), "[]<%zu.3>", before + 1);
		check_bytes(buf_span(&message), section, SPAN("\n\r\n"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetch_section__line_ends_become_crlf),
		cmocka_unit_test(test_fetch_section__nul_goes_out_as_0x80),
		cmocka_unit_test(
			test_fetch_section__header_or_body_may_be_missing),
		cmocka_unit_test(
			test_fetch_section__fields_are_picked_in_any_case),
		cmocka_unit_test(test_fetch_section__parts_of_rfc_3501),
		cmocka_unit_test(test_fetch_section__what_is_not_there_is_nil),
		cmocka_unit_test(
			test_fetch_section__partials_cut_the_converted_text),
		cmocka_unit_test(
			test_fetch_section__pieces_join_without_a_seam),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
