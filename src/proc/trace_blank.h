/* SPDX-License-Identifier: MIT */
/*
 * Takes the passwords out of what a client sends, byte by byte: behind LOGIN
 * and AUTHENTICATE as the second word of a line, behind PASS, APOP, AUTH and
 * AUTHENTICATE as the first, with their literals; and the lines that follow an
 * AUTH and have no space. In doubt it takes out too much: each line may be a
 * command, also within a message. Pure.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"

enum trace_blank_state {
	TRACE_BLANK_WORDS, /* the first two of a line */
	TRACE_BLANK_PLAIN, /* the rest of it */
	TRACE_BLANK_HIDING,
	TRACE_BLANK_LITERAL,
	TRACE_BLANK_ANSWER, /* a line that may answer a challenge */
};

enum {
	TRACE_BLANK_WORD = 16,
	TRACE_BLANK_TAIL = 24, /* "{n+}" and CR */
};

/* Zero is the beginning of a line. */
struct trace_blank {
	enum trace_blank_state state;
	char word[TRACE_BLANK_WORD]; /* in capitals */
	unsigned word_len;           /* may be more */
	unsigned words;              /* before it */
	bool exchange;               /* the verb was of AUTH's kind */
	bool marked;                 /* that something is hidden was said */
	char tail[TRACE_BLANK_TAIL]; /* of the hidden line */
	unsigned tail_len;
	uint64_t literal; /* bytes to come */
};

/* Appends what may be seen; "<hidden>" stands for the rest. */
void trace_blank_add(struct trace_blank *blank, struct span bytes,
		     struct buf *out);
