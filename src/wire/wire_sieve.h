/* SPDX-License-Identifier: MIT */
/*
 * The syntax of ManageSieve (RFC 5804 4), and what it says in the same way
 * before and after the login. Pure.
 *
 * As in wire_imap.h a command is parsed from one span that holds its line and,
 * in place, its literals. Strings, atoms and literals have IMAP's form
 * (wire_imap_take_string, wire_imap_literal); but a client may send literals
 * of the form {n+} only.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

enum wire_sieve_status {
	WIRE_SIEVE_OK,
	WIRE_SIEVE_NO,
	WIRE_SIEVE_BYE
};

/* SP and a string; *rest stays as it is on false. */
bool wire_sieve_take_argument(struct span *rest, struct arena *arena,
			      struct span *out);
/* Quoted if that can be, else a literal. */
void wire_sieve_add_string(struct buf *out, struct span text);
/* A line of capabilities; value with ptr NULL: it has none. */
void wire_sieve_add_capability(struct buf *out, const char *name,
			       struct span value);
/* Those that are the same in each state, but for the engine's. */
void wire_sieve_add_capabilities(struct buf *out);
/* A response: code as "QUOTA/MAXSIZE" without its parentheses, or NULL; text
 * may have many lines. */
void wire_sieve_add_response(struct buf *out, enum wire_sieve_status status,
			     const char *code, struct span text);
/* Another one whose code has a string: TAG, SASL. */
void wire_sieve_add_ok(struct buf *out, const char *code, struct span value,
		       struct span text);
/* The whole answer to NOOP, args being what follows its name. false: they are
 * malformed, nothing was added. */
bool wire_sieve_add_noop(struct buf *out, struct span args);
