/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "deliver/deliver_head.h"

static void collect(void *target, struct span bytes)
{
	buf_add(target, bytes);
}

static size_t place;

static void note_place(void *target)
{
	place = ((struct buf *)target)->len;
}

static const struct deliver_trace trace = {
	.sender = { "s@x", 3 },
	.recipient = { "r@y", 3 },
	.origin = { "o@y", 3 },
	.address = { "r@y", 3 },
	.received = { "Received: us\n", 13 },
};

/* Feeds message in pieces of `cut` bytes; out has what was written. */
static void feed(struct deliver_head *h, const struct deliver_trace *t,
		 struct span message, size_t cut, struct buf *out)
{
	buf_reset(out);
	deliver_head_init(h, t, collect, note_place, out);
	while (message.len) {
		deliver_head_add(h, span_first(message, cut));
		message = span_from(message, cut);
	}
	deliver_head_end(h);
}

static void test_deliver_head__trace_is_written_once_at_any_cut(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
		{ "", "Return-Path: <s@x>\nDelivered-To: r@y\n"
		      "Received: us\n" },
		{ "A: b\n\nx", "Return-Path: <s@x>\nDelivered-To: r@y\n"
			       "Received: us\nA: b\n\nx" },
		{ "no line end", "Return-Path: <s@x>\nDelivered-To: r@y\n"
				 "Received: us\nno line end" },
		/* Postfix flags=DRO */
		{ "Return-Path: <s@x>\r\nX-Original-To: o@y\r\n"
		  "Delivered-To: r@y\r\nA: b\r\n",
		  "Return-Path: <s@x>\r\nX-Original-To: o@y\r\n"
		  "Delivered-To: r@y\r\nReceived: us\nA: b\r\n" },
		{ "Return-Path: <s@x>\nA: b\n",
		  "Return-Path: <s@x>\nDelivered-To: r@y\n"
		  "Received: us\nA: b\n" },
		{ "Delivered-To: O@Y\nA: b\n",
		  "Return-Path: <s@x>\nDelivered-To: O@Y\n"
		  "Received: us\nA: b\n" },
		/* somebody else's */
		{ "Return-Path: <t@x>\nDelivered-To: q@y\nA: b\n",
		  "Return-Path: <s@x>\nDelivered-To: r@y\n"
		  "Received: us\nReturn-Path: <t@x>\n"
		  "Delivered-To: q@y\nA: b\n" },
	};
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span in = span_of(rows[i].in);

		for (size_t cut = 1; cut <= in.len + 1; cut++) {
			struct deliver_head h;

			feed(&h, &trace, in, cut, &out);
			assert_string_equal(buf_str(&out), rows[i].out);
			deliver_head_release(&h);
		}
	}
}

static void test_deliver_head__several_recipients_get_no_delivered_to(void **s)
{
	struct deliver_trace many = trace;
	auto_buf struct buf out;
	struct deliver_head h;

	(void)s;
	many.recipient = many.origin = many.address = span_make(NULL, 0);
	many.sender = SPAN("");
	buf_init(&out, 1000);
	feed(&h, &many, SPAN("A: b\n"), 3, &out);
	assert_string_equal(buf_str(&out),
			    "Return-Path: <>\nReceived: us\nA: b\n");
	assert_int_equal(place, SPAN("Return-Path: <>\n").len);
	deliver_head_release(&h);
}

static void test_deliver_head__received_and_message_id_are_seen(void **state)
{
	static const char message[] = "Received: a\r\n by b\r\nreceived: c\r\n"
				      "Message-ID:\r\n <1@x>\r\n\r\n"
				      "Received: in the body\r\n"
				      "Message-ID: <2@x>\r\n";
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t cut = 1; cut < sizeof(message); cut++) {
		struct deliver_head h;

		feed(&h, &trace, span_of(message), cut, &out);
		assert_int_equal(h.received, 2);
		assert_string_equal(h.id, "<1@x>");
		deliver_head_release(&h);
	}
}

/* Those on top were written for this delivery, those below a Received when it
 * was here before. */
static void test_deliver_head__an_earlier_delivery_is_seen(void **state)
{
	static const char message[] =
		"Delivered-To: R@y\r\nReceived: by a\r\n\tid Q1; x\r\n"
		"Received: by b id Q2\r\nDelivered-To: <One@y>\r\n"
		"Subject: x\r\ndelivered-to: two@y\r\n\r\n"
		"Delivered-To: three@y\r\n";
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t cut = 1; cut < sizeof(message); cut++) {
		struct deliver_head h;

		feed(&h, &trace, span_of(message), cut, &out);
		assert_true(deliver_head_was_delivered(&h, SPAN("one@y")));
		assert_true(deliver_head_was_delivered(&h, SPAN("TWO@y")));
		assert_false(deliver_head_was_delivered(&h, SPAN("r@y")));
		assert_false(deliver_head_was_delivered(&h, SPAN("three@y")));
		assert_false(deliver_head_was_delivered(&h, SPAN("")));
		assert_string_equal(h.queue.id, "Q1");
		deliver_head_release(&h);
	}
}

static void test_deliver_head__endless_first_line_is_let_through(void **state)
{
	static char big[100000];
	auto_buf struct buf out;
	struct deliver_head h;

	(void)state;
	memset(big, 'x', sizeof(big));
	buf_init(&out, 200000);
	feed(&h, &trace, span_make(big, sizeof(big)), 777, &out);
	assert_int_equal(out.len, sizeof(big) +
					  sizeof("Return-Path: <s@x>\n"
						 "Delivered-To: r@y\n"
						 "Received: us\n") -
					  1);
	deliver_head_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_deliver_head__trace_is_written_once_at_any_cut),
		cmocka_unit_test(
			test_deliver_head__several_recipients_get_no_delivered_to),
		cmocka_unit_test(
			test_deliver_head__received_and_message_id_are_seen),
		cmocka_unit_test(
			test_deliver_head__an_earlier_delivery_is_seen),
		cmocka_unit_test(
			test_deliver_head__endless_first_line_is_let_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
