/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "sieve/sieve_rewrite.h"

static const char two_parts[] = "Received: from a\n"
				"From: a@example.org\n"
				"Subject: old\n"
				"MIME-Version: 1.0\n"
				"Content-Type: multipart/mixed; boundary=b\n"
				"\n"
				"--b\n"
				"\n"
				"one\n"
				"--b\n"
				"Content-Type: image/png\n"
				"\n"
				"two\n"
				"--b--\n";

static void assert_replaced(const char *message, size_t part,
			    const struct sieve_replacement *by,
			    const char *expected)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf out;
	struct sieve_parts parts;

	buf_init(&out, 10000);
	sieve_parts_read(&parts, span_of(message), &arena);
	sieve_rewrite_replace(&out, span_of(message), &parts.at[part], by);
	assert_string_equal(buf_str(&out), expected);
}

static void test_sieve_rewrite__a_part_is_replaced_in_place(void **state)
{
	(void)state;
	assert_replaced(two_parts, 2,
			&(struct sieve_replacement){ .text = SPAN("gone\r\n") },
			"Received: from a\n"
			"From: a@example.org\n"
			"Subject: old\n"
			"MIME-Version: 1.0\n"
			"Content-Type: multipart/mixed; boundary=b\n"
			"\n"
			"--b\n"
			"\n"
			"one\n"
			"--b\n"
			"Content-Type: text/plain; charset=utf-8\n"
			"Content-Transfer-Encoding: 7bit\n"
			"\n"
			"gone\n"
			"\n"
			"--b--\n");
}

static void test_sieve_rewrite__an_entity_replaces_as_it_is(void **state)
{
	(void)state;
	assert_replaced(
		"A: b\r\n\r\nx\r\n", 0,
		&(struct sieve_replacement){
			.text = SPAN("Content-Type: text/html\n\n<p>\n"),
			.is_mime = true,
		},
		"A: b\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
		"<p>\r\n");
}

static void test_sieve_rewrite__replaced_subject_and_from_are_kept(void **state)
{
	(void)state;
	assert_replaced(two_parts, 0,
			&(struct sieve_replacement){
				.text = SPAN("n\xc3\xbc"),
				.subject = SPAN("\xe6\x96\x87"),
				.from = SPAN("b@example.org"),
			},
			"Received: from a\n"
			"Original-From: a@example.org\n"
			"Original-Subject: old\n"
			"From: b@example.org\n"
			"Subject: =?UTF-8?B?5paH?=\n"
			"MIME-Version: 1.0\n"
			"Content-Type: text/plain; charset=utf-8\n"
			"Content-Transfer-Encoding: 8bit\n"
			"\n"
			"n\xc3\xbc\n");
}

static void test_sieve_rewrite__long_lines_are_encoded(void **state)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf out;
	auto_buf struct buf decoded;
	char text[2000];
	struct sieve_parts parts;

	(void)state;
	memset(text, 'x', sizeof(text));
	buf_init(&out, 10000);
	buf_init(&decoded, 10000);
	sieve_parts_read(&parts, SPAN("A: b\n\n"), &arena);
	sieve_rewrite_replace(&out, SPAN("A: b\n\n"), &parts.at[0],
			      &(struct sieve_replacement){
				      .text = span_make(text, sizeof(text)) });
	sieve_parts_read(&parts, buf_span(&out), &arena);
	sieve_parts_decode(&parts.at[0], &decoded);
	assert_int_equal(decoded.len, sizeof(text));
	assert_memory_equal(decoded.ptr, text, sizeof(text));
}

static void test_sieve_rewrite__an_enclosed_message_is_whole(void **state)
{
	static const struct span names[] = { { "to", 2 }, { "Cc", 2 } };
	static const char message[] = "Received: from a\n"
				      "To: c@example.org\n"
				      "Subject: old\n"
				      "\n"
				      "--=_1\n";
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf out;
	struct sieve_parts parts;

	(void)state;
	buf_init(&out, 10000);
	sieve_rewrite_enclose(&out, span_of(message),
			      &(struct sieve_enclosure){
				      .text = SPAN("see below"),
				      .subject = SPAN("new"),
				      .headers = { names, 2 },
				      .from = SPAN("user@example.org"),
				      .now = 1172500205,
			      });
	assert_true(span_starts(buf_span(&out),
				SPAN("Received: from a\n"
				     "To: c@example.org\n"
				     "Date: Mon, 26 Feb 2007 14:30:05 +0000\n"
				     "From: user@example.org\n"
				     "Subject: new\n"
				     "MIME-Version: 1.0\n")));
	sieve_parts_read(&parts, buf_span(&out), &arena);
	assert_int_equal(parts.count, 4);
	assert_true(span_eq(parts.at[1].body, SPAN("see below\n")));
	assert_true(parts.at[2].is_message);
	assert_true(span_eq(parts.at[2].body, span_of(message)));
}

static void assert_field(struct span name, const char *value,
			 const char *expected)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	sieve_rewrite_field(&out, SPAN("A: b\r\n\r\n"), name, span_of(value));
	assert_string_equal(buf_str(&out), expected);
}

static void test_sieve_rewrite__fields_are_folded_and_encoded(void **state)
{
	(void)state;
	assert_field(SPAN("X-A"), "b", "X-A: b\r\n");
	assert_field(SPAN("X-A"), "", "X-A: \r\n");
	assert_field(SPAN("X-A"), "one\r\ntwo: three",
		     "X-A: one  two: three\r\n");
	assert_field(SPAN("Subject"),
		     "one two three four five six seven eight nine ten "
		     "eleven twelve thirteen",
		     "Subject: one two three four five six seven eight nine "
		     "ten eleven twelve\r\n thirteen\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_sieve_rewrite__a_part_is_replaced_in_place),
		cmocka_unit_test(
			test_sieve_rewrite__an_entity_replaces_as_it_is),
		cmocka_unit_test(
			test_sieve_rewrite__replaced_subject_and_from_are_kept),
		cmocka_unit_test(test_sieve_rewrite__long_lines_are_encoded),
		cmocka_unit_test(
			test_sieve_rewrite__an_enclosed_message_is_whole),
		cmocka_unit_test(
			test_sieve_rewrite__fields_are_folded_and_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
