/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_input.h"

enum {
	READ_MAX = 65536
};

void lmtp_input_init(struct lmtp_input *in, struct stream *stream,
		     struct lmtp_quit *quit)
{
	*in = (struct lmtp_input){ .stream = stream, .quit = quit };
	stream_watch_end(stream, quit->fd);
	lmtp_line_init(&in->line);
}

void lmtp_input_release(struct lmtp_input *in)
{
	lmtp_line_release(&in->line);
}

static bool read_more(struct lmtp_input *in, struct err *err)
{
	if (stream_read_some(in->stream, READ_MAX, &in->pending, err))
		return true;
	if (err->kind == ERR_STATE) {
		lmtp_quit_obey(in->quit);
		stream_watch_end(in->stream, -1);
	}
	return false;
}

/* A message that has begun is taken to its end. */
static bool read_content(struct lmtp_input *in, struct err *err)
{
	return read_more(in, err) ||
	       (err->kind == ERR_STATE && read_more(in, err));
}

bool lmtp_input_line(struct lmtp_input *in, struct span *out, struct err *err)
{
	for (;;) {
		if (!in->pending.len && !read_more(in, err))
			return false;
		switch (lmtp_line_next(&in->line, &in->pending, out,
				       &in->eol)) {
		case LMTP_LINE_MORE:
			break;
		case LMTP_LINE_DONE:
			return true;
		case LMTP_LINE_TOO_LONG:
			return err_set(err, ERR_LIMIT, "Line too long");
		}
	}
}

bool lmtp_input_data(struct lmtp_input *in, struct lmtp_data *data,
		     struct span *out, struct err *err)
{
	for (;;) {
		switch (lmtp_data_next(data, &in->pending, out)) {
		case LMTP_DATA_PIECE:
			return true;
		case LMTP_DATA_DONE:
			*out = span_make(NULL, 0);
			return true;
		case LMTP_DATA_MORE:
			if (!read_content(in, err))
				return false;
		}
	}
}

bool lmtp_input_octets(struct lmtp_input *in, uint64_t *left, struct span *out,
		       struct err *err)
{
	size_t most = *left < READ_MAX ? (size_t)*left : READ_MAX;

	if (!in->pending.len && !read_content(in, err))
		return false;
	*out = span_first(in->pending, most);
	in->pending = span_from(in->pending, out->len);
	*left -= out->len;
	return true;
}

void lmtp_input_drop(struct lmtp_input *in)
{
	in->pending = span_make(NULL, 0);
	lmtp_line_release(&in->line);
	lmtp_line_init(&in->line);
}
