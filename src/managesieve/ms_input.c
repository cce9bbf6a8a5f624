/* SPDX-License-Identifier: MIT */
/*
 * A literal comes without leave (RFC 5804 4, literal-c2s). One that is too
 * large is read and forgotten as long as a message could have been that large;
 * else the session ends.
 */
#include "managesieve/ms_input.h"

#include "wire/wire_imap.h"

enum {
	PIECE = 65536
};

static enum ms_input line(struct ms_session *session, size_t max,
			  struct span *out)
{
	struct err err;

	if (stream_read_line(&session->stream, max, out, &err))
		return MS_INPUT_COMMAND;
	if (err.kind == ERR_LIMIT)
		return MS_INPUT_BAD;
	return err.kind == ERR_TEMP && !session->stream.failed ? MS_INPUT_IDLE
							       : MS_INPUT_END;
}

/* kept NULL: nowhere. */
static enum ms_input take(struct ms_session *session, uint64_t size,
			  struct buf *kept)
{
	while (size) {
		struct span piece;
		struct err err;

		if (!stream_read_some(&session->stream,
				      size < PIECE ? (size_t)size : PIECE,
				      &piece, &err))
			return err.kind == ERR_TEMP && !session->stream.failed
				       ? MS_INPUT_IDLE
				       : MS_INPUT_END;
		if (kept)
			buf_add(kept, piece);
		size -= piece.len;
	}
	return MS_INPUT_COMMAND;
}

/* The literal and the lines behind it, with their literals. */
static enum ms_input drain(struct ms_session *session, uint64_t size)
{
	uint64_t budget = session->config->message_max;
	struct span rest;
	enum ms_input read;

	do {
		if (size > budget)
			return MS_INPUT_BYE;
		budget -= size;
		read = take(session, size, NULL);
		if (read == MS_INPUT_COMMAND)
			read = line(session,
				    session->config->managesieve_line_max,
				    &rest);
	} while (read == MS_INPUT_COMMAND &&
		 wire_imap_literal(rest, &size) == WIRE_LITERAL_PLUS);
	return read == MS_INPUT_COMMAND ? MS_INPUT_TOO_LARGE : read;
}

enum ms_input ms_input_read(struct ms_session *session)
{
	size_t line_left = session->config->managesieve_line_max;
	/* A script, and names for it. */
	uint64_t literal_left =
		session->config->sieve_max_script_size + line_left;
	struct span text;
	enum ms_input read;
	uint64_t size;

	buf_reset(&session->line);
	for (;;) {
		read = line(session, line_left, &text);
		if (read != MS_INPUT_COMMAND)
			return read;
		line_left -= text.len;
		buf_add(&session->line, text);
		switch (wire_imap_literal(text, &size)) {
		case WIRE_LITERAL_NONE:
			return MS_INPUT_COMMAND;
		case WIRE_LITERAL_SYNC:
		case WIRE_LITERAL_BAD:
			return MS_INPUT_BAD;
		case WIRE_LITERAL_PLUS:
			break;
		}
		if (size > literal_left ||
		    size > session->config->sieve_max_script_size)
			return drain(session, size);
		literal_left -= size;
		buf_add(&session->line, SPAN("\r\n"));
		read = take(session, size, &session->line);
		if (read != MS_INPUT_COMMAND)
			return read;
	}
}
