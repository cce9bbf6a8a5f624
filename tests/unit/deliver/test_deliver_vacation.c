/* SPDX-License-Identifier: MIT */
/* Whether vacation answers, how often, and what it says (RFC 5230, 6131). */
#include "deliver/deliver_vacation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_header.h"

static struct deliver_vacation vacation(const char *sender, const char *header,
					const struct sieve_vacation *say)
{
	return (struct deliver_vacation){
		.reply = { .sender = span_of(sender),
			   .recipient = SPAN("me+lists@example.org"),
			   .user = SPAN("me@example.org"),
			   .header = span_of(header),
			   .host = "host.example.org" },
		.origin = SPAN("sales@example.org"),
		.say = say,
	};
}

static bool is_due(const char *sender, const char *header)
{
	static const struct span more[] = { SPAN("i@example.net") };
	static const struct sieve_vacation say = { .addresses = { more, 1 } };
	struct deliver_vacation v = vacation(sender, header, &say);
	const char *why;

	return deliver_vacation_is_due(&v, &why);
}

static void test_deliver_vacation__any_name_of_the_user_is_addressed(void **s)
{
	static const char *const headers[] = {
		"To: me@example.org\n\n",
		"To: ME+Lists@Example.Org\n\n",
		"To: x@y, \"Me, I\" <Sales@example.org>\n\n",
		"Cc: (x) i@example.net\n\n",
		"To: x@y\nBcc: me@example.org\n\n",
		"Resent-To: me@example.org\n\n",
		"Resent-Cc: me@example.org\n\n",
		"Resent-Bcc: me@example.org\n\n",
		"To: team: x@y,\n me@example.org;\n\n",
		"To: x@y\nTo: me@example.org\n\n",
	};

	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		assert_true(is_due("you@example.com", headers[i]));
}

static void test_deliver_vacation__who_is_not_addressed_is_silent(void **s)
{
	static const char *const headers[] = {
		"\n",
		"To: x@y\n\n",
		"From: me@example.org\n\n",
		"To: me@example.org.net\n\n",
		"To: \"me@example.org\" <x@y>\n\n",
		"To: me at example.org\n\n",
		"To: undisclosed-recipients:;\n\n",
		"\nTo: me@example.org\n",
	};

	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		assert_false(is_due("you@example.com", headers[i]));
}

static void
test_deliver_vacation__programs_lists_and_ourselves_get_none(void **s)
{
	static const char to[] = "To: me@example.org\n\n";
	static const char *const senders[] = {
		"",
		"MAILER-DAEMON@example.com",
		"owner-list@example.com",
		"list-request@example.com",
		"me@example.org",
		"Sales@example.org",
		"me+lists@example.org",
		"i@example.net",
	};
	static const char *const headers[] = {
		"Auto-Submitted: auto-replied (vacation)\n",
		"Auto-Submitted: auto-generated\n",
		"List-Id: <x.y>\n",
		"Precedence: bulk\n",
		"Precedence: list\n",
	};

	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(senders); i++)
		assert_false(is_due(senders[i], to));
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		auto_buf struct buf header;

		buf_init(&header, 1000);
		buf_add_str(&header, headers[i]);
		buf_add_str(&header, to);
		assert_false(is_due("you@example.com", buf_str(&header)));
	}
}

static void test_deliver_vacation__a_period_stays_within_the_sites(void **s)
{
	const struct config config = {
		.sieve_vacation_min_period = 100,
		.sieve_vacation_max_period = 1000,
		.sieve_vacation_default_period = 700,
	};
	const struct {
		struct sieve_vacation say;
		uint64_t period;
	} rows[] = {
		{ { .has_seconds = false }, 700 },
		{ { .has_seconds = true, .seconds = 0 }, 100 },
		{ { .has_seconds = true, .seconds = 99 }, 100 },
		{ { .has_seconds = true, .seconds = 101 }, 101 },
		{ { .has_seconds = true, .seconds = UINT64_MAX }, 1000 },
	};

	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(deliver_vacation_period(&config, &rows[i].say),
				 rows[i].period);
}

static bool same_key(const struct sieve_vacation *a, const char *to_a,
		     const struct sieve_vacation *b, const char *to_b)
{
	struct deliver_vacation v = vacation(to_a, "", a);
	struct deliver_vacation w = vacation(to_b, "", b);
	uint8_t key[2][STORE_ONCE_KEY];

	deliver_vacation_key(&v, key[0]);
	deliver_vacation_key(&w, key[1]);
	return memcmp(key[0], key[1], STORE_ONCE_KEY) == 0;
}

/* RFC 5230 4.2, 4.3 */
static void test_deliver_vacation__handles_tell_replies_apart(void **s)
{
	const struct sieve_vacation a = { .reason = SPAN("A") };
	const struct sieve_vacation b = { .reason = SPAN("B") };
	const struct sieve_vacation a_subject = { .reason = SPAN("A"),
						  .subject = SPAN("S") };
	const struct sieve_vacation a_mime = { .reason = SPAN("A"),
					       .mime = true };
	const struct sieve_vacation a_h = { .reason = SPAN("A"),
					    .handle = SPAN("h") };
	const struct sieve_vacation b_h = { .reason = SPAN("B"),
					    .handle = SPAN("h") };

	(void)s;
	assert_true(same_key(&a, "x@y", &a, "X@Y"));
	assert_false(same_key(&a, "x@y", &a, "z@y"));
	assert_false(same_key(&a, "x@y", &b, "x@y"));
	assert_false(same_key(&a, "x@y", &a_subject, "x@y"));
	assert_false(same_key(&a, "x@y", &a_mime, "x@y"));
	assert_false(same_key(&a, "x@y", &a_h, "x@y"));
	assert_true(same_key(&a_h, "x@y", &b_h, "x@y"));
}

static void write_it(const struct sieve_vacation *say, const char *header,
		     struct buf *out)
{
	struct deliver_vacation v = vacation("you@example.com", header, say);

	buf_init(out, 100000);
	deliver_vacation_write(&v, out);
	assert_false(out->full);
}

static void expect(const struct buf *message, const char *name,
		   const char *value)
{
	struct mime_field f;
	char found[1000] = "";

	if (mime_header_find(buf_span(message), span_of(name), &f))
		snprintf(found, sizeof(found), "%.*s",
			 SPAN_ARG(span_trim(f.value)));
	assert_string_equal(found, value);
}

static void test_deliver_vacation__a_reply_is_told_as_one(void **s)
{
	const struct sieve_vacation say = { .reason = SPAN("Away.\r\nBye.") };
	auto_buf struct buf m;

	(void)s;
	write_it(&say,
		 "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"
		 "Message-ID: <3@x>\nReferences: <1@x>\n <2@x>\n\n",
		 &m);
	expect(&m, "From", "<me+lists@example.org>");
	expect(&m, "To", "<you@example.com>");
	expect(&m, "Subject", "=?UTF-8?B?QXV0bzogR3LDvMOfZQ==?=");
	expect(&m, "In-Reply-To", "<3@x>");
	expect(&m, "References", "<1@x>\n\t<2@x>\n\t<3@x>");
	expect(&m, "Auto-Submitted", "auto-replied (vacation)");
	expect(&m, "Content-Type", "text/plain; charset=utf-8");
	assert_true(span_ends(buf_span(&m), SPAN("\n\nAway.\nBye.\n")));
}

static void test_deliver_vacation__a_script_brings_its_own(void **s)
{
	const struct sieve_vacation say = {
		.from = SPAN("R\xc3\xa9"
			     "ception <desk@example.org>\nBcc: x@y"),
		.subject = SPAN("Gone\nBcc: x@y"),
		.mime = true,
		.reason = SPAN("Content-Type: text/html\n\n<p>Away."),
	};
	struct mime_field f;
	auto_buf struct buf m;

	(void)s;
	write_it(&say, "\n", &m);
	expect(&m, "Subject", "Gone Bcc: x@y");
	expect(&m, "Content-Type", "text/html");
	expect(&m, "In-Reply-To", "");
	assert_false(mime_header_find(buf_span(&m), SPAN("Bcc"), &f));
	assert_true(mime_header_find(buf_span(&m), SPAN("From"), &f));
	assert_true(span_find(f.value, SPAN("<desk@example.org>")) <
		    f.value.len);
	assert_true(span_ends(buf_span(&m),
			      SPAN("Content-Type: text/html\n\n<p>Away.\n")));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_deliver_vacation__any_name_of_the_user_is_addressed),
		cmocka_unit_test(
			test_deliver_vacation__who_is_not_addressed_is_silent),
		cmocka_unit_test(
			test_deliver_vacation__programs_lists_and_ourselves_get_none),
		cmocka_unit_test(
			test_deliver_vacation__a_period_stays_within_the_sites),
		cmocka_unit_test(
			test_deliver_vacation__handles_tell_replies_apart),
		cmocka_unit_test(test_deliver_vacation__a_reply_is_told_as_one),
		cmocka_unit_test(
			test_deliver_vacation__a_script_brings_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
