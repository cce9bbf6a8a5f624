/* SPDX-License-Identifier: MIT */
/* An automatic reply, by a text (up to the first NUL) to a message's header:
 * nothing in them makes another recipient, or another message. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "deliver/deliver_bounce.h"
#include "deliver/deliver_reply.h"
#include "mime/mime_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct span header)
{
	unsigned recipients = 0;
	struct mime_field f;

	while (mime_header_next(&header, &f)) {
		ASSERT(!span_eq_nocase(f.name, SPAN("Bcc")));
		ASSERT(!span_eq_nocase(f.name, SPAN("Cc")));
		if (!span_eq_nocase(f.name, SPAN("To")))
			continue;
		ASSERT(span_eq(span_trim(f.value), SPAN("<a@x>")));
		recipients++;
	}
	ASSERT(recipients == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	size_t zero = span_find_char(input, '\0');
	const struct deliver_reply r = {
		.sender = SPAN("a@x"),
		.recipient = SPAN("b@y"),
		.user = SPAN("c@y"),
		.header = span_from(input, zero + 1),
		.text = span_first(input, zero),
		.host = "host.y",
	};
	const struct deliver_bounce b = {
		.sender = r.sender,
		.recipient = r.recipient,
		.header = r.header,
		.status = "5.2.2",
		.reason = "Mailbox full",
		.host = r.host,
	};
	auto_buf struct buf out;

	buf_init(&out, 256 * 1024);
	(void)deliver_reply_is_due(&r);
	deliver_reply_write(&r, &out);
	if (!out.full)
		check(buf_span(&out));
	buf_reset(&out);
	deliver_bounce_write(&b, &out);
	if (!out.full)
		check(buf_span(&out));
	return 0;
}
