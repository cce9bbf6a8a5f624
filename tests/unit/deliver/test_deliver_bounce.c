/* SPDX-License-Identifier: MIT */
/* The message to a sender whose mail is refused. */
#include "deliver/deliver_bounce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

static const struct deliver_bounce full = {
	.sender = { "a@x", 3 },
	.recipient = { "b@y", 3 },
	.origin = { "c@y", 3 },
	.header = { "Subject: Hi\nX-A: 1\n\n", 20 },
	.status = "5.2.2",
	.reason = "Mailbox full",
	.host = "host.y",
};

static bool has(const struct buf *text, const char *part)
{
	return span_find(buf_span(text), span_of(part)) < text->len;
}

/* RFC 3464 2.2, 2.3 */
static void test_deliver_bounce__it_is_a_delivery_status(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100000);
	deliver_bounce_write(&full, &out);
	assert_true(has(&out, "\nTo: <a@x>\nSubject: Rejected: Hi\n"));
	assert_true(has(&out, "\nAuto-Submitted: auto-replied\n"));
	assert_true(has(&out, "report-type=delivery-status;"));
	assert_true(has(&out, "message to <b@y> was not delivered:\n\n"
			      "Mailbox full\n"));
	assert_true(has(&out, "\nContent-Type: message/delivery-status\n\n"
			      "Reporting-MTA: dns; host.y\n\n"
			      "Original-Recipient: rfc822; c@y\n"
			      "Final-Recipient: rfc822; b@y\n"
			      "Action: failed\nStatus: 5.2.2\n"));
	assert_true(has(&out, "\nContent-Type: text/rfc822-headers\n\n"
			      "Subject: Hi\nX-A: 1\n\n"));
}

/* RFC 3461 6.3, RFC 3464 2.2.1, 2.3.3 */
static void test_deliver_bounce__success_is_told(void **state)
{
	struct deliver_bounce b = full;
	auto_buf struct buf out;

	(void)state;
	b.action = "delivered";
	b.status = "2.0.0";
	b.envid = SPAN("QQ+2B314159");
	buf_init(&out, 100000);
	deliver_bounce_write(&b, &out);
	assert_true(has(&out, "\nSubject: Notice: Hi\n"));
	assert_true(has(&out, "message to <b@y> was delivered.\n"));
	assert_true(has(&out, "\nOriginal-Envelope-Id: QQ+314159\n"
			      "Reporting-MTA: dns; host.y\n\n"
			      "Original-Recipient: rfc822; c@y\n"
			      "Final-Recipient: rfc822; b@y\n"
			      "Action: delivered\nStatus: 2.0.0\n\n--"));
	b.action = "relayed";
	b.envid = SPAN("a+0D+0AX: y");
	buf_reset(&out);
	deliver_bounce_write(&b, &out);
	assert_true(has(&out, "\nAction: relayed\n"));
	assert_false(has(&out, "Original-Envelope-Id"));
}

static void test_deliver_bounce__a_large_header_is_cut_at_a_line(void **state)
{
	struct deliver_bounce b = full;
	auto_buf struct buf header;
	auto_buf struct buf out;

	(void)state;
	buf_init(&header, 1000000);
	buf_init(&out, 1000000);
	while (header.len < 200000)
		buf_add_str(&header, "X-Long: 0123456789\n");
	b.header = buf_span(&header);
	deliver_bounce_write(&b, &out);
	assert_true(out.len < 70000);
	assert_true(has(&out, "X-Long: 0123456789\n\n--"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deliver_bounce__it_is_a_delivery_status),
		cmocka_unit_test(test_deliver_bounce__success_is_told),
		cmocka_unit_test(
			test_deliver_bounce__a_large_header_is_cut_at_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
