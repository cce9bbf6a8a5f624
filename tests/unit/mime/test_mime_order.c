/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/hash.h"
#include "mime/mime_message_id.h"
#include "mime/mime_order.h"

/* All ids in text, each with a blank behind it. */
static const char *ids(const char *text)
{
	static char room[256];
	auto_buf struct buf all;
	auto_buf struct buf one;
	struct span rest = span_of(text);

	buf_init(&all, sizeof(room) - 1);
	buf_init(&one, sizeof(room));
	while (mime_message_id_next(&rest, &one)) {
		buf_add(&all, buf_span(&one));
		buf_add_char(&all, ' ');
	}
	snprintf(room, sizeof(room), "%s", buf_str(&all));
	return room;
}

static void test_mime_order__ids_have_one_spelling(void **state)
{
	(void)state;
	assert_string_equal(ids("<a@b>"), "a@b ");
	assert_string_equal(ids("<\"a\"@b> <a\r\n @b>"), "a@b a@b ");
	assert_string_equal(ids("<\"a\\\"c\"@b>"), "a\"c@b ");
	assert_string_equal(ids("x <a@b> (z) <c@d>y"), "a@b c@d ");
	assert_string_equal(ids("<a> <@b> <a@> a@b <<a@b> <"), "a@b ");
	assert_string_equal(ids("<\"a@b>"), "");
}

static void test_mime_order__reads_what_it_made(void **state)
{
	struct span header = SPAN("From: \"Zoe\" <Alice@example.org>\n"
				  "To: g: b@c;\n"
				  "Subject: =?UTF-8?Q?Re:_Stra=C3=9Fe?=\n"
				  "Message-ID: <a@b>\n"
				  "References: <1@x>\n <2@x>\n\n");
	auto_buf struct buf bytes;
	struct mime_order order;

	(void)state;
	buf_init(&bytes, 10000);
	mime_order_make(&bytes, header, 77, -60);
	assert_true(mime_order_read(buf_span(&bytes), &order));
	assert_int_equal(order.date, 77);
	assert_int_equal(order.date_zone, -60);
	assert_true(order.is_reply);
	assert_true(span_eq(order.base, SPAN("STRA\xc3\x9f"
					     "E")));
	assert_true(
		span_eq(order.text[MIME_ORDER_SUBJECT], SPAN("RE: STRA\xc3\x9f"
							     "E")));
	assert_true(span_eq(order.text[MIME_ORDER_FROM], SPAN("ALICE")));
	assert_true(span_eq(order.text[MIME_ORDER_TO], SPAN("G")));
	assert_true(span_eq(order.text[MIME_ORDER_DISPLAYFROM], SPAN("ZOE")));
	assert_int_equal(order.id, hash_add(HASH_START, SPAN("a@b")));
	assert_int_equal(mime_order_reference_count(&order), 2);
	assert_int_equal(mime_order_reference(&order, 1),
			 hash_add(HASH_START, SPAN("2@x")));
	for (size_t i = 0; i < bytes.len; i++)
		assert_false(mime_order_read(span_first(buf_span(&bytes), i),
					     &order));
}

/* What is kept of the fields of that name in header, or "?". */
static const char *kept(const char *header, const char *name)
{
	static char room[4096];
	auto_buf struct buf bytes;
	struct mime_order order;
	struct span text;

	buf_init(&bytes, 1 << 20);
	mime_order_make(&bytes, span_of(header), 0, 0);
	assert_true(mime_order_read(buf_span(&bytes), &order));
	if (!mime_order_find(&order, span_of(name), &text))
		return "?";
	snprintf(room, sizeof(room), "%.*s", SPAN_ARG(text));
	return room;
}

static void test_mime_order__finds_fields_as_they_read(void **state)
{
	(void)state;
	assert_string_equal(kept("From: a@b\n\n", "FROM"), "\nA@B\n<A@B>");
	assert_string_equal(kept("From: Ab <a@b>\n\n", "from"), "\nAB <A@B>");
	assert_string_equal(kept("To: =?utf-8?q?=22x=22?= <a@b>,\n\tc@d\n"
				 "To: x <y@z>\n\n",
				 "To"),
			    "\n\"X\" <A@B>, C@D\n\"X\" <A@B>, <C@D>\n"
			    "X <Y@Z>");
	assert_string_equal(kept("Message-Id: <a@b>\n\n", "message-id"),
			    "\n<A@B>");
	assert_string_equal(kept("Subject: Re: =?utf-8?q?x?=\n\n", "subject"),
			    "RE: X");
	assert_string_equal(kept("X: y\n\n", "Cc"), "");
	assert_string_equal(kept("X: y\n\n", "Bcc"), "");
}

static void test_mime_order__says_what_it_does_not_know(void **state)
{
	char header[4096];

	(void)state;
	assert_string_equal(kept("X: y\n\n", "X"), "?");
	/* Not all of it may be there. */
	assert_string_equal(kept("From: a@b\n", "From"), "?");
	assert_string_equal(kept("Subject: a\n", "Subject"), "?");
	assert_string_equal(kept("Subject: a\nSubject: b\n\n", "Subject"), "?");
	snprintf(header, sizeof(header), "To: %0*d\nFrom: a@b\n\n", 1000, 7);
	assert_string_equal(kept(header, "To"), "?");
	assert_string_equal(kept(header, "From"), "\nA@B\n<A@B>");
}

static void test_mime_order__long_things_are_cut(void **state)
{
	auto_buf struct buf header;
	auto_buf struct buf bytes;
	struct mime_order order;
	struct span subject;

	(void)state;
	buf_init(&header, 1 << 20);
	buf_init(&bytes, 1 << 20);
	buf_add_str(&header, "Subject: ");
	for (int i = 0; i < 3000; i++)
		buf_add_str(&header, "Re: ");
	buf_add_str(&header, "x\nReferences:");
	for (int i = 0; i < 1000; i++)
		buf_add_format(&header, " <%d@x>\n", i);
	mime_order_make(&bytes, buf_span(&header), INT64_MIN, 0);
	assert_true(mime_order_read(buf_span(&bytes), &order));
	assert_false(mime_order_find(&order, SPAN("Subject"), &subject));
	assert_true(order.is_reply);
	assert_int_equal(mime_order_reference_count(&order),
			 MIME_ORDER_REFERENCES_MAX);
	assert_int_equal(
		mime_order_reference(&order, MIME_ORDER_REFERENCES_MAX - 1),
		hash_add(HASH_START, SPAN("999@x")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_order__ids_have_one_spelling),
		cmocka_unit_test(test_mime_order__reads_what_it_made),
		cmocka_unit_test(test_mime_order__finds_fields_as_they_read),
		cmocka_unit_test(test_mime_order__says_what_it_does_not_know),
		cmocka_unit_test(test_mime_order__long_things_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
