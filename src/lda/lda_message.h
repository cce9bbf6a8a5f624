/* SPDX-License-Identifier: MIT */
/*
 * The message on its way from a file to the server: a leading mbox "From "
 * line is dropped, lines get CRLF, dots at their start are doubled (RFC 5321
 * 4.5.2). Nothing is held but one piece.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "io/stream.h"

enum {
	LDA_PIECE = 32768
};

struct lda_message {
	int fd; /* the caller's */
	char piece[LDA_PIECE];
	size_t len;
	size_t at;
	bool ended;
	char from[1001]; /* sender of the "From " line, "" if there is none */
};

/* Reads the first piece. ERR_TEMP. */
MUST_CHECK bool lda_message_open(struct lda_message *m, int fd,
				 struct err *err);
/* Writes the message with the final dot and flushes. On failure no dot was
 * sent, so that the server throws away what it has. */
MUST_CHECK bool lda_message_send(struct lda_message *m, struct stream *to,
				 struct err *err);

/* Stuffing by itself, pure. */
enum lda_line {
	LDA_LINE_START,
	LDA_LINE_TEXT,
	LDA_LINE_CR,
};
/* Appends bytes, stuffed; *state is where the line stands. out has room for
 * twice as many bytes. */
void lda_message_stuff(enum lda_line *state, struct span bytes,
		       struct buf *out);
/* Ends the last line and the message. */
void lda_message_finish(enum lda_line state, struct buf *out);
