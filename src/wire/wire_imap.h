/* SPDX-License-Identifier: MIT */
/*
 * The syntax that IMAP commands and answers are made of (RFC 3501 section 9),
 * shared by gate (before login) and imap. Pure.
 *
 * A command is parsed from one span that holds its line and, in place, its
 * literals: `a LOGIN {5}CRLF alice {3+}CRLF foo` with the announcement and its
 * CRLF still before the literal's bytes. Takers move *rest behind what they
 * took and leave it unchanged when they return false.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum wire_literal {
	WIRE_LITERAL_NONE, /* the line ends the command */
	WIRE_LITERAL_SYNC, /* {n}: answer "+ OK" before it comes */
	WIRE_LITERAL_PLUS, /* {n+} */
	WIRE_LITERAL_BAD,  /* malformed */
};
/* The size of all that are larger than 2^32-1: more than any limit. */
#define WIRE_LITERAL_HUGE ((uint64_t)INT64_MAX)
/* What a line without its CRLF announces at its end. A "{" inside a quoted
 * string is none. */
enum wire_literal wire_imap_literal(struct span line, uint64_t *out_size);

bool wire_imap_take_space(struct span *rest); /* exactly one SP */
bool wire_imap_take_char(struct span *rest, char c);
bool wire_imap_take_tag(struct span *rest, struct span *out);
bool wire_imap_take_atom(struct span *rest, struct span *out);
/* quoted or literal; unescaped text in the arena where needed */
bool wire_imap_take_string(struct span *rest, struct arena *arena,
			   struct span *out);
/* atom (with ']') or string */
bool wire_imap_take_astring(struct span *rest, struct arena *arena,
			    struct span *out);
/* NIL or string; NIL gives ptr NULL */
bool wire_imap_take_nstring(struct span *rest, struct arena *arena,
			    struct span *out);
/* "~{3}": any bytes (RFC 3516 7) */
bool wire_imap_take_literal8(struct span *rest, struct span *out);
bool wire_imap_take_number(struct span *rest, uint64_t max, uint64_t *out);
/* All from the '(' that *rest begins with to the ')' that closes it, quoted
 * strings passed over; false without. */
bool wire_imap_take_parenthesised(struct span *rest, struct span *out);
/* list-mailbox of LIST: atom with % * ], or string */
bool wire_imap_take_list_mailbox(struct span *rest, struct arena *arena,
				 struct span *out);

/* Answers: quoted if that can be, else a literal; an atom where that is enough
 * in the a form. */
void wire_imap_add_string(struct buf *out, struct span text);
void wire_imap_add_astring(struct buf *out, struct span text);
/* As the latter; UTF-8 is quoted too (RFC 6855 3, RFC 9051 9). */
void wire_imap_add_utf8_astring(struct buf *out, struct span text);
