/* SPDX-License-Identifier: MIT */
/* Tokens of a script (RFC 5228 8.1). Private to this folder. */
#pragma once

#include "sieve/sieve_note.h"

enum sieve_token_kind {
	SIEVE_TOKEN_END,
	SIEVE_TOKEN_BAD, /* a note says why; there is no next one */
	SIEVE_TOKEN_WORD,
	SIEVE_TOKEN_TAG,
	SIEVE_TOKEN_NUMBER,
	SIEVE_TOKEN_STRING,
	SIEVE_TOKEN_MARK, /* one of [](){},; */
};

struct sieve_token {
	enum sieve_token_kind kind;
	char mark;
	uint32_t line;
	uint64_t number;  /* with its quantifier applied */
	struct span text; /* a string's bytes, a tag's without its colon */
};

struct sieve_lex {
	struct span rest;
	uint32_t line;
	struct sieve_notes *notes;
};

void sieve_lex_init(struct sieve_lex *lex, struct span text,
		    struct sieve_notes *notes);
/*
 * Strings have their escapes and stuffed dots resolved and every line end is
 * CRLF; they point into the script or lie in the notes' arena. LF and CRLF end
 * lines alike (a script's bytes may have come through an editor).
 */
void sieve_lex_next(struct sieve_lex *lex, struct sieve_token *out);
/* A letter, a digit or "_"; is_first: no digit. */
bool sieve_lex_is_word(struct span text);
