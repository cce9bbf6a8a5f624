/* SPDX-License-Identifier: MIT */
/* Whatever is called a mailto URI: its fields are whole lines of a header, none
 * of them ours to write, and the message that comes of it has one header. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "deliver/deliver_notify.h"
#include "mime/mime_header.h"

enum {
	RECIPIENTS = 8
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fields(struct span fields)
{
	struct span line;

	ASSERT(!fields.len || span_ends(fields, SPAN("\n")));
	while (fields.len && span_cut(&fields, '\n', &line)) {
		/* Encoded words are folded. */
		ASSERT(span_starts(line, SPAN(" ")) ||
		       span_find_char(line, ':') < line.len);
		ASSERT(!span_starts_nocase(line, SPAN("from:")) &&
		       !span_starts_nocase(line, SPAN("bcc:")));
		ASSERT(span_find_char(line, '\r') == line.len);
	}
}

/* Nothing in it began a second line of its own. */
static void check_message(const struct deliver_notify_uri *uri)
{
	const struct sieve_notify say = { .importance = SPAN("1") };
	const struct deliver_notify n = {
		.say = &say,
		.owner = SPAN("owner@example.org"),
		.header = SPAN("Subject: x\n\n"),
		.host = "mx.example.org",
	};
	auto_buf struct buf message;
	struct span header;
	struct mime_field f;
	unsigned from = 0;

	buf_init(&message, 4 << 20);
	deliver_notify_write(&n, uri, &message);
	header = span_first(buf_span(&message),
			    mime_header_length(buf_span(&message)));
	while (mime_header_next(&header, &f)) {
		from += span_eq_nocase(f.name, SPAN("From"));
		ASSERT(!span_eq_nocase(f.name, SPAN("Bcc")));
	}
	ASSERT(from == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = { 0 };
	struct deliver_notify_uri uri;
	struct err err;

	if (!deliver_notify_parse(span_make(data, size), &arena, RECIPIENTS,
				  &uri, &err))
		return 0;
	ASSERT(uri.recipient_count > 0 && uri.recipient_count <= RECIPIENTS);
	check_fields(uri.fields);
	check_message(&uri);
	return 0;
}
