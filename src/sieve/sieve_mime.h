/* SPDX-License-Identifier: MIT */
/* The part that foreverypart is at, and what :mime does to the tests of header
 * fields (RFC 5703 3 and 4). Private to this folder. */
#pragma once

#include "sieve/sieve_content.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_match.h"

/* The number of the part that the innermost loop is at; the message, outside of
 * one. false: it is gone, for the message was changed, or can't be read. */
MUST_CHECK bool sieve_mime_current(struct sieve_run *run,
				   struct sieve_content **out_content,
				   size_t *out);
/* So many parts stand before what was the message. */
void sieve_mime_move(struct sieve_run *run, size_t parts);

/* The fields of these names in the part that the innermost foreverypart is at
 * (the message, outside of one), and with :anychild in all parts inside it;
 * chained by `next`. */
MUST_CHECK bool sieve_mime_fields(struct sieve_run *run,
				  const struct sieve_call *call,
				  const struct sieve_strings *names,
				  struct sieve_field **out);
/* Matches what a tag of sieve_tags_mime_options chooses of such a field. */
MUST_CHECK bool sieve_mime_match(struct sieve_match *match,
				 const struct sieve_call *call,
				 const struct sieve_field *field);
