/* SPDX-License-Identifier: MIT */
#include "imap/imap_upload.h"

#include "base/auto.h"
#include "imap/imap_reply.h"

enum {
	PIECE = 65536
};

void imap_upload_init(struct imap_upload *upload, struct imap_session *session,
		      const struct imap_request *request, struct span rest)
{
	*upload = (struct imap_upload){
		.session = session,
		.rest = rest,
		.literal = { request->literal, request->literal_size },
		.lines_left = session->config->imap_line_max,
		.state = IMAP_INPUT_COMMAND,
	};
}

enum imap_upload_literal imap_upload_is(const struct imap_upload *upload)
{
	struct span rest = upload->rest;
	bool is_8 = wire_imap_take_char(&rest, '~');

	if (upload->literal.kind != WIRE_LITERAL_SYNC &&
	    upload->literal.kind != WIRE_LITERAL_PLUS)
		return IMAP_UPLOAD_NONE;
	if (!span_starts(rest, SPAN("{")) ||
	    span_find_char(rest, '}') + 1 != rest.len)
		return IMAP_UPLOAD_NONE;
	return is_8 ? IMAP_UPLOAD_LITERAL8 : IMAP_UPLOAD_LITERAL;
}

static void begin_literal(struct imap_upload *upload)
{
	if (upload->literal.kind == WIRE_LITERAL_SYNC)
		imap_input_continue(upload->session);
	upload->literal = (struct imap_input_literal){ 0 };
}

static bool receive_pieces(struct imap_upload *upload, struct imap_sink *sink)
{
	uint64_t left = upload->literal.size;

	begin_literal(upload);
	while (left) {
		size_t want = left < PIECE ? (size_t)left : PIECE;
		struct span piece;
		struct err err;

		if (!stream_read_some(&upload->session->stream, want, &piece,
				      &err)) {
			upload->state = IMAP_INPUT_END;
			return false;
		}
		left -= piece.len;
		imap_sink_write(sink, piece);
	}
	return true;
}

static bool next_line(struct imap_upload *upload)
{
	struct imap_session *session = upload->session;
	struct span line;

	upload->rest = SPAN("");
	upload->state =
		imap_input_line(session, (size_t)upload->lines_left, &line);
	if (upload->state != IMAP_INPUT_COMMAND)
		return false;
	upload->lines_left -= line.len;
	upload->rest = arena_dup(&session->arena, line);
	upload->literal.kind =
		wire_imap_literal(upload->rest, &upload->literal.size);
	return true;
}

bool imap_upload_receive(struct imap_upload *upload, struct imap_sink *sink)
{
	return receive_pieces(upload, sink) && next_line(upload);
}

/* As the sink of a string: its bytes in the arena. */
static bool receive_string(struct imap_upload *upload, struct span *out)
{
	struct imap_session *session = upload->session;
	size_t size = (size_t)upload->literal.size;
	auto_buf struct buf bytes;

	buf_init(&bytes, size);
	begin_literal(upload);
	if (!imap_input_take(session, size, &bytes)) {
		upload->state = IMAP_INPUT_END;
		return false;
	}
	*out = arena_dup(&session->arena, buf_span(&bytes));
	return next_line(upload);
}

bool imap_upload_astring(struct imap_upload *upload, struct span *out,
			 bool *out_malformed)
{
	struct span at = upload->rest;

	*out_malformed = false;
	if (!wire_imap_take_space(&at)) {
		*out_malformed = true;
		return false;
	}
	upload->rest = at;
	if (imap_upload_is(upload) == IMAP_UPLOAD_LITERAL &&
	    upload->literal.size <= upload->lines_left) {
		upload->lines_left -= upload->literal.size;
		return receive_string(upload, out);
	}
	*out_malformed = !wire_imap_take_astring(&upload->rest,
						 &upload->session->arena, out);
	return !*out_malformed;
}

enum imap_result imap_upload_drop(struct imap_upload *upload,
				  enum imap_result result)
{
	if (upload->state == IMAP_INPUT_COMMAND)
		upload->state =
			imap_input_abandon(upload->session, &upload->literal);
	switch (upload->state) {
	case IMAP_INPUT_COMMAND:
	case IMAP_INPUT_BAD:
		return result;
	case IMAP_INPUT_BYE:
		imap_reply_bye(upload->session, "TOOBIG", "Message too large");
		break;
	case IMAP_INPUT_LITERAL:
	case IMAP_INPUT_IDLE:
	case IMAP_INPUT_END:
		break;
	}
	return IMAP_BYE;
}
