/* SPDX-License-Identifier: MIT */
/*
 * New messages of old ones: replace and enclose (RFC 5703 5 and 6), addheader
 * and deleteheader (RFC 5293). Pure; all append to `out`, with the line ends
 * that the message has.
 */
#pragma once

#include "base/buf.h"
#include "sieve/sieve_action.h"
#include "sieve/sieve_parts.h"

struct sieve_replacement {
	struct span text; /* UTF-8; a whole entity if is_mime */
	bool is_mime;
	/* For the whole message only; empty: not told. */
	struct span subject, from;
};
/* The message with `part` replaced. */
void sieve_rewrite_replace(struct buf *out, struct span message,
			   const struct sieve_entity *part,
			   const struct sieve_replacement *by);

struct sieve_enclosure {
	struct span text;             /* UTF-8 */
	struct span subject;          /* empty: the old one */
	struct sieve_strings headers; /* names that are copied */
	struct span from;             /* where From is not copied */
	int64_t now;                  /* where Date is not: UTC seconds */
	int32_t zone;                 /* minutes east */
};
/* A message with a text and, below it, the whole old message. Trace fields are
 * copied too, so that mail that goes round is still seen to. */
void sieve_rewrite_enclose(struct buf *out, struct span message,
			   const struct sieve_enclosure *in);

/* A line "name: value" in the form of that message, folded where it is long,
 * what is not ASCII as encoded words. */
void sieve_rewrite_field(struct buf *out, struct span message, struct span name,
			 struct span value);
