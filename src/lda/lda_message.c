/* SPDX-License-Identifier: MIT */
#include "lda/lda_message.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "lda/lda_address.h"

/* False: read failed. At the end of input m->ended is set. */
static bool fill(struct lda_message *m, struct err *err)
{
	ssize_t got;

	do
		got = read(m->fd, m->piece + m->len, LDA_PIECE - m->len);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_sys(err, "reading the message");
	m->ended = got == 0;
	m->len += (size_t)got;
	return true;
}

static struct span rest(const struct lda_message *m)
{
	return span_make(m->piece + m->at, m->len - m->at);
}

/* "From sender Thu Jan  1 00:00:00 1970"; one that can't be a sender counts as
 * the null sender, as mailboxes hold all kinds. */
static void note_from(struct lda_message *m, struct span line)
{
	struct span sender =
		lda_address_sender(lda_address_first(span_from(line, 5)));

	if (sender.len < sizeof(m->from) && lda_address_is_path(sender))
		memcpy(m->from, sender.ptr, sender.len);
}

/* The line is over at its LF, or where the piece is full: no program writes
 * one that long. */
static bool drop_from_line(struct lda_message *m, struct err *err)
{
	size_t lf = span_find_char(rest(m), '\n');

	while (lf == m->len && !m->ended && m->len < LDA_PIECE) {
		if (!fill(m, err))
			return false;
		lf = span_find_char(rest(m), '\n');
	}
	note_from(m, span_trim(span_first(rest(m), lf)));
	m->at = lf < m->len ? lf + 1 : m->len;
	return true;
}

bool lda_message_open(struct lda_message *m, int fd, struct err *err)
{
	struct span from = SPAN("From ");

	m->fd = fd;
	m->len = m->at = 0;
	m->ended = false;
	memset(m->from, 0, sizeof(m->from));
	while (m->len < from.len && !m->ended)
		if (!fill(m, err))
			return false;
	return !span_starts(rest(m), from) || drop_from_line(m, err);
}

/* Appends s, which has no line end but perhaps at its end. */
static void add_part(enum lda_line *state, struct span s, struct buf *out)
{
	if (*state == LDA_LINE_START && s.ptr[0] == '.')
		buf_add_char(out, '.');
	if (s.ptr[s.len - 1] != '\n') {
		buf_add(out, s);
		*state = s.ptr[s.len - 1] == '\r' ? LDA_LINE_CR : LDA_LINE_TEXT;
		return;
	}
	buf_add(out, span_first(s, s.len - 1));
	if (s.len > 1 ? s.ptr[s.len - 2] != '\r' : *state != LDA_LINE_CR)
		buf_add_char(out, '\r');
	buf_add_char(out, '\n');
	*state = LDA_LINE_START;
}

void lda_message_stuff(enum lda_line *state, struct span bytes, struct buf *out)
{
	while (bytes.len) {
		size_t lf = span_find_char(bytes, '\n');
		struct span part = span_first(bytes, lf + 1);

		add_part(state, part, out);
		bytes = span_from(bytes, part.len);
	}
}

void lda_message_finish(enum lda_line state, struct buf *out)
{
	if (state != LDA_LINE_START)
		buf_add_str(out, "\r\n");
	buf_add_str(out, ".\r\n");
}

bool lda_message_send(struct lda_message *m, struct stream *to, struct err *err)
{
	enum lda_line state = LDA_LINE_START;
	auto_buf struct buf out;

	buf_init(&out, 2 * LDA_PIECE + 8);
	for (;;) {
		/* Whole pieces: a small message leaves in one write. */
		while (!m->ended && m->len < LDA_PIECE)
			if (!fill(m, err))
				return false;
		buf_reset(&out);
		lda_message_stuff(&state, rest(m), &out);
		if (m->ended)
			lda_message_finish(state, &out);
		stream_write(to, buf_span(&out));
		if (m->ended)
			return stream_flush(to, err);
		if (!stream_flush(to, err))
			return false;
		m->len = m->at = 0;
	}
}
