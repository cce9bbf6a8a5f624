/* SPDX-License-Identifier: MIT */
/*
 * What a POP3 client can send after the login, short of the store: the form of
 * its lines; and a message on its way to it: what comes out is lines that end
 * in CRLF, no dot alone but the last, and the message again when the dots are
 * taken away.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_header.h"
#include "mime/mime_text.h"
#include "pop3/pop3_send.h"
#include "wire/wire_pop3.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_line(struct span line)
{
	struct span args;
	struct span verb = wire_pop3_take_verb(line, &args);
	struct span rest = args;
	auto_buf struct buf out;
	uint32_t number;

	ASSERT(span_find_char(verb, ' ') == verb.len);
	ASSERT(!span_starts(args, SPAN(" ")) && !span_ends(args, SPAN(" ")));
	while (wire_pop3_take_number(&rest, &number))
		ASSERT(rest.len < args.len);
	buf_init(&out, 4096);
	(void)wire_pop3_add_language(&out, args);
	ASSERT(!out.full && span_ends(buf_span(&out), SPAN("\r\n")));
}

/* Takes the dots away and compares. */
static void check_all(struct span sent, struct span message)
{
	auto_buf struct buf bare, wanted;

	buf_init(&bare, SIZE_MAX / 4);
	buf_init(&wanted, SIZE_MAX / 4);
	mime_text_add_crlf(&wanted, message);
	if (wanted.len && !span_ends(buf_span(&wanted), SPAN("\n")))
		buf_add(&wanted, SPAN("\r\n"));
	while (!span_eq(sent, SPAN(".\r\n"))) {
		size_t end = span_find(sent, SPAN("\r\n"));

		ASSERT(end < sent.len);
		if (span_starts(sent, SPAN("."))) {
			sent = span_from(sent, 1);
			ASSERT(span_starts(sent, SPAN(".")));
			end--;
		}
		buf_add(&bare, span_first(sent, end + 2));
		sent = span_from(sent, end + 2);
	}
	ASSERT(span_eq(buf_span(&bare), buf_span(&wanted)));
}

static void send(struct span message, uint64_t lines)
{
	size_t header =
		lines == POP3_SEND_ALL ? 0 : mime_header_length(message);
	auto_buf struct buf piece, all;
	struct pop3_send s;

	buf_init(&piece, 256 * 1024);
	buf_init(&all, SIZE_MAX / 4);
	pop3_send_init(&s, message, header, lines);
	while (pop3_send_next(&s, &piece)) {
		ASSERT(!piece.full);
		buf_add(&all, buf_span(&piece));
	}
	if (lines == POP3_SEND_ALL)
		check_all(buf_span(&all), message);
	ASSERT(span_ends(buf_span(&all), SPAN(".\r\n")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);

	take_line(input);
	send(input, POP3_SEND_ALL);
	send(input, 0);
	send(input, 2);
	return 0;
}
