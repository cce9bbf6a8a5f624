/* SPDX-License-Identifier: MIT */
/* Whom a mailto URI names, and the notification (RFC 5436, 6068). */
#include "deliver/deliver_notify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_header.h"

static bool parse(const char *uri, struct arena *arena,
		  struct deliver_notify_uri *out, enum err_kind *kind)
{
	struct err err = { 0 };
	bool good = deliver_notify_parse(span_of(uri), arena, 4, out, &err);

	*kind = err.kind;
	return good;
}

static void test_deliver_notify__a_uri_names_whom_and_what(void **s)
{
	auto_arena struct arena arena = { 0 };
	struct deliver_notify_uri uri;
	enum err_kind kind;

	(void)s;
	assert_true(parse("mailto:a%2Bx@y,b@y?to=c@y&subject=Hi%20there"
			  "&body=one%0D%0Atwo&X-Tag=1&cc=d@y",
			  &arena, &uri, &kind));
	assert_int_equal(uri.recipient_count, 4);
	assert_true(span_eq(uri.recipient[0], SPAN("a+x@y")));
	assert_true(span_eq(uri.recipient[3], SPAN("d@y")));
	assert_true(span_eq(uri.to, SPAN("a+x@y, b@y, c@y")));
	assert_true(span_eq(uri.subject, SPAN("Hi there")));
	assert_true(span_eq(uri.body, SPAN("one\r\ntwo")));
	assert_true(span_eq(uri.fields, SPAN("X-Tag: 1\ncc: d@y\n")));
}

static void test_deliver_notify__what_is_ours_to_write_is_passed_over(void **s)
{
	static const char *const names[] = {
		"from",      "From",       "auto-submitted",
		"received",  "message-id", "date",
		"Resent-To", "Sender",     "content-type",
	};
	auto_arena struct arena arena = { 0 };
	struct deliver_notify_uri uri;
	enum err_kind kind;

	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char text[100];

		snprintf(text, sizeof(text), "mailto:a@y?%s=v", names[i]);
		assert_true(parse(text, &arena, &uri, &kind));
		assert_int_equal(uri.fields.len, 0);
	}
}

/* As they are counted when the script runs. */
static void test_deliver_notify__bcc_names_whom_nobody_sees(void **s)
{
	auto_arena struct arena arena = { 0 };
	struct deliver_notify_uri uri;
	enum err_kind kind;

	(void)s;
	assert_true(parse("mailto:a@y?bcc=b@y,c@y", &arena, &uri, &kind));
	assert_int_equal(uri.recipient_count, 3);
	assert_true(span_eq(uri.recipient[2], SPAN("c@y")));
	assert_true(span_eq(uri.to, SPAN("a@y")));
	assert_int_equal(uri.fields.len, 0);
}

static void test_deliver_notify__malformed_uris(void **s)
{
	static const struct {
		const char *uri;
		enum err_kind kind;
	} rows[] = {
		{ "", ERR_SYNTAX },
		{ "xmpp:a@y", ERR_SYNTAX },
		{ "mailto:", ERR_SYNTAX },
		{ "mailto:?subject=x", ERR_SYNTAX },
		{ "mailto:a%4", ERR_SYNTAX },
		{ "mailto:a%zz@y", ERR_SYNTAX },
		{ "mailto:a%00@y", ERR_SYNTAX },
		{ "mailto:a@y?subject=%ff", ERR_SYNTAX },
		/* A value makes no other field, nor does a name. */
		{ "mailto:a@y?x=1%0ABcc:z@y", ERR_SYNTAX },
		{ "mailto:a@y?x%0Ay=v", ERR_SYNTAX },
		{ "mailto:a@y?a%3Ab=v", ERR_SYNTAX },
		{ "mailto:a@y?bcc=v", ERR_SYNTAX },
		{ "mailto:1@y,2@y,3@y,4@y,5@y", ERR_LIMIT },
	};
	auto_arena struct arena arena = { 0 };
	struct deliver_notify_uri uri;
	enum err_kind kind;

	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_false(parse(rows[i].uri, &arena, &uri, &kind));
		assert_int_equal(kind, rows[i].kind);
	}
}

static void test_deliver_notify__not_for_what_programs_send(void **s)
{
	(void)s;
	assert_true(deliver_notify_is_due(SPAN("Subject: x\n\n")));
	assert_true(deliver_notify_is_due(SPAN("Auto-Submitted: No\n\n")));
	assert_false(deliver_notify_is_due(SPAN(
		"Auto-Submitted: auto-notified; owner-email=\"x@y\"\n\n")));
	assert_false(deliver_notify_is_due(
		SPAN("Auto-Submitted: auto-replied\n\n")));
}

/* RFC 5436 3, the example */
static void test_deliver_notify__the_example(void **s)
{
	static const char header[] =
		"Return-Path: <knitting-bounces@example.com>\n"
		"Received: from mail.example.com by mail.example.org\n"
		"  for <recipient@example.org>; Wed, 7 Dec 2005 05:08:02 "
		"-0500\n"
		"Received: from hobbies.example.com by mail.example.com\n"
		"  for <knitting@example.com>; Wed, 7 Dec 2005 02:00:26 "
		"-0800\n"
		"Message-ID: <1234567.89ABCDEF@example.com>\n"
		"Subject: [Knitting] A new sweater\n\n";
	const struct sieve_notify say = {
		.message = SPAN("From Knitting list: A new sweater"),
		.importance = SPAN("3"),
	};
	const struct deliver_notify n = {
		.say = &say,
		.owner = SPAN("recipient@example.org"),
		.header = span_of(header),
		.host = "example.org",
	};
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf m;
	struct deliver_notify_uri uri;
	struct mime_field f;
	enum err_kind kind;

	(void)s;
	buf_init(&m, 100000);
	assert_true(parse("mailto:0123456789@sms.example.net?"
			  "to=backup@example.com",
			  &arena, &uri, &kind));
	deliver_notify_write(&n, &uri, &m);
	assert_true(span_starts(
		buf_span(&m),
		SPAN("Auto-Submitted: auto-notified; "
		     "owner-email=\"recipient@example.org\"\n"
		     "Received: from mail.example.com by mail.example.org\n")));
	assert_true(mime_header_find(buf_span(&m), SPAN("To"), &f));
	assert_true(span_eq(
		span_trim(f.value),
		SPAN("0123456789@sms.example.net, backup@example.com")));
	assert_true(mime_header_find(buf_span(&m), SPAN("Subject"), &f));
	assert_true(span_eq(span_trim(f.value),
			    SPAN("From Knitting list: A new sweater")));
	assert_true(mime_header_find(buf_span(&m), SPAN("From"), &f));
	assert_true(span_eq(span_trim(f.value), SPAN("recipient@example.org")));
	assert_true(mime_header_find(buf_span(&m), SPAN("Importance"), &f));
	assert_true(span_eq(span_trim(f.value), SPAN("low")));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_deliver_notify__a_uri_names_whom_and_what),
		cmocka_unit_test(
			test_deliver_notify__what_is_ours_to_write_is_passed_over),
		cmocka_unit_test(
			test_deliver_notify__bcc_names_whom_nobody_sees),
		cmocka_unit_test(test_deliver_notify__malformed_uris),
		cmocka_unit_test(
			test_deliver_notify__not_for_what_programs_send),
		cmocka_unit_test(test_deliver_notify__the_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
