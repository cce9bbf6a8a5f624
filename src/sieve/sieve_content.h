/* SPDX-License-Identifier: MIT */
/*
 * The message of a run as MIME parts, read when first asked for and once for
 * each version of it, with what was decoded. Private to this folder.
 */
#pragma once

#include "sieve/sieve_parts.h"
#include "sieve/sieve_state.h"

struct sieve_content {
	const struct sieve_version *version; /* that it is of */
	struct span message;                 /* header and body in one */
	struct sieve_parts parts;
	struct span *decoded, *texts; /* of each part; ptr NULL: not yet */
};

MUST_CHECK bool sieve_content_get(struct sieve_run *run,
				  struct sieve_content **out);
/* As sieve_parts_decode and sieve_parts_text, of part i, with CRLF. */
MUST_CHECK bool sieve_content_decode(struct sieve_run *run,
				     struct sieve_content *content, size_t i,
				     struct span *out);
MUST_CHECK bool sieve_content_text(struct sieve_run *run,
				   struct sieve_content *content, size_t i,
				   struct span *out);
/* Text from the message with line ends as scripts have them. */
MUST_CHECK bool sieve_content_crlf(struct sieve_run *run, struct span text,
				   struct span *out);

/* The run goes on with that message; the span must live as long. */
MUST_CHECK bool sieve_content_set(struct sieve_run *run, struct span message);
