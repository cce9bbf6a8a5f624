/* SPDX-License-Identifier: MIT */
/*
 * A literal that is too large is refused before it comes if the client waits
 * for leave (RFC 3501 4.3). One of LITERAL+ (RFC 7888) comes anyway: it is
 * read and forgotten as long as a message could have been that large, else
 * the session ends.
 */
#include "imap/imap_input.h"

#include "base/utf8.h"
#include "imap/imap_wait.h"

enum {
	PIECE = 65536,
	/* APPEND has two: the mailbox and the message. Asked at each of many,
	 * its arguments would be parsed anew each time. */
	STREAMED_AMONG = 2
};

void imap_input_continue(struct imap_session *session)
{
	stream_write_str(&session->stream, "+ OK\r\n");
}

static bool take_some(struct imap_session *session, uint64_t *size,
		      struct buf *kept)
{
	struct span piece;
	struct err err;

	if (!stream_read_some(&session->stream,
			      *size < PIECE ? (size_t)*size : PIECE, &piece,
			      &err))
		return false;
	if (kept)
		buf_add(kept, piece);
	*size -= piece.len;
	return true;
}

bool imap_input_take(struct imap_session *session, uint64_t size,
		     struct buf *kept)
{
	while (size)
		if (!take_some(session, &size, kept))
			return false;
	return true;
}

/* Of a command that is still read. */
static bool take_literal(struct imap_session *session, uint64_t size)
{
	while (size)
		if (!imap_wait_bytes(session) ||
		    !take_some(session, &size, &session->command))
			return false;
	return true;
}

static enum imap_input why_not(const struct imap_session *session,
			       const struct err *err)
{
	return err->kind == ERR_TEMP && !session->stream.failed
		       ? IMAP_INPUT_IDLE
		       : IMAP_INPUT_END;
}

enum imap_input imap_input_line(struct imap_session *session, size_t max,
				struct span *out)
{
	struct err err;

	if (stream_read_line(&session->stream, max, out, &err))
		return IMAP_INPUT_COMMAND;
	session->line_too_long = err.kind == ERR_LIMIT;
	return session->line_too_long ? IMAP_INPUT_BAD : why_not(session, &err);
}

/* What may be a literal of LITERAL+ behind a line that was too long is not
 * taken for commands. */
static enum imap_input end_long_line(struct imap_session *session)
{
	struct err err;
	char end[2];

	if (!session->line_too_long)
		return IMAP_INPUT_COMMAND;
	session->line_too_long = false;
	if (!stream_read_away(&session->stream, end, &err))
		return why_not(session, &err);
	return span_eq(span_make(end, sizeof(end)), SPAN("+}"))
		       ? IMAP_INPUT_BYE
		       : IMAP_INPUT_COMMAND;
}

/* The lines behind a literal, with further ones of at most `budget` bytes. */
static enum imap_input finish(struct imap_session *session, uint64_t budget)
{
	for (;;) {
		struct span line;
		uint64_t size;
		enum imap_input read = imap_input_line(
			session, session->config->imap_line_max, &line);

		if (read != IMAP_INPUT_COMMAND ||
		    wire_imap_literal(line, &size) != WIRE_LITERAL_PLUS)
			return read;
		if (size > budget)
			return IMAP_INPUT_BYE;
		budget -= size;
		if (!imap_input_take(session, size, NULL))
			return IMAP_INPUT_END;
	}
}

enum imap_input imap_input_abandon(struct imap_session *session,
				   const struct imap_input_literal *literal)
{
	uint64_t budget = session->config->message_max;

	if (literal->kind != WIRE_LITERAL_PLUS)
		return IMAP_INPUT_COMMAND;
	if (literal->size > budget)
		return IMAP_INPUT_BYE;
	if (!imap_input_take(session, literal->size, NULL))
		return IMAP_INPUT_END;
	return finish(session, budget - literal->size);
}

/* Of a literal that does not fit. */
static enum imap_input refuse(struct imap_session *session,
			      const struct imap_input_literal *literal)
{
	enum imap_input rest = imap_input_abandon(session, literal);

	return rest == IMAP_INPUT_COMMAND ? IMAP_INPUT_BAD : rest;
}

static enum imap_input wait_for_client(struct imap_session *session)
{
	int timeout_ms = (int)session->config->imap_idle_timeout * 1000;

	if (stream_has_input(&session->stream))
		return IMAP_INPUT_COMMAND;
	switch (stream_wait_for(&session->stream, -1, timeout_ms)) {
	case STREAM_INPUT:
	case STREAM_OTHER:
		return IMAP_INPUT_COMMAND;
	case STREAM_TIMEOUT:
		return IMAP_INPUT_IDLE;
	case STREAM_FAILED:
		break;
	}
	return IMAP_INPUT_END;
}

/* RFC 6855 3: what is quoted in another way is BAD. */
static bool is_text(const struct imap_session *session, struct span line)
{
	return !(session->enabled & IMAP_ENABLED_ANY_UTF8) ||
	       utf8_is_valid(line);
}

static enum imap_input check_text(bool text,
				  struct imap_input_refusal *out_refusal)
{
	*out_refusal = (struct imap_input_refusal){ NULL, "Not in UTF-8" };
	return text ? IMAP_INPUT_COMMAND : IMAP_INPUT_BAD;
}

enum imap_input imap_input_read(struct imap_session *session,
				bool (*streams_literal)(struct span command),
				struct imap_input_literal *out_literal,
				struct imap_input_refusal *out_refusal)
{
	const struct config *config = session->config;
	uint64_t line_left = config->imap_line_max;
	uint64_t literal_left = config->imap_literal_max;
	enum imap_input read;
	unsigned literals = 0;
	bool text = true;
	struct span line;

	buf_reset(&session->command);
	*out_refusal =
		(struct imap_input_refusal){ "LIMIT", "Command line too long" };
	if (!imap_wait_bytes(session))
		return IMAP_INPUT_END;
	read = wait_for_client(session);
	if (read == IMAP_INPUT_COMMAND)
		read = end_long_line(session);
	while (read == IMAP_INPUT_COMMAND) {
		if (!imap_wait_line(session, (size_t)line_left))
			return IMAP_INPUT_END;
		read = imap_input_line(session, (size_t)line_left, &line);
		if (read != IMAP_INPUT_COMMAND)
			return read;
		line_left -= line.len;
		text = text && is_text(session, line);
		buf_add(&session->command, line);
		out_literal->kind = wire_imap_literal(line, &out_literal->size);
		if (out_literal->kind == WIRE_LITERAL_NONE ||
		    out_literal->kind == WIRE_LITERAL_BAD)
			return check_text(text, out_refusal);
		if (++literals <= STREAMED_AMONG &&
		    streams_literal(buf_span(&session->command)))
			return IMAP_INPUT_LITERAL;
		out_refusal->text = "Literal too large";
		if (out_literal->size > literal_left)
			return refuse(session, out_literal);
		literal_left -= out_literal->size;
		if (out_literal->kind == WIRE_LITERAL_SYNC)
			imap_input_continue(session);
		buf_add(&session->command, SPAN("\r\n"));
		if (!take_literal(session, out_literal->size))
			return IMAP_INPUT_END;
	}
	return read;
}
