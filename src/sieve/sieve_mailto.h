/* SPDX-License-Identifier: MIT */
/* mailto URIs, as notify may use them (RFC 6068, RFC 5436 2): for the engine,
 * and for whoever sends what it wants sent. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

struct sieve_mailto_recipient {
	struct sieve_mailto_recipient *next;
	struct span address; /* sieve_mail_is_address */
	bool is_shown;       /* in the To field; those of cc and bcc are not */
};

/* Its value is one line of UTF-8, but that of "body" may be several. */
struct sieve_mailto_field {
	struct sieve_mailto_field *next;
	struct span name;  /* sieve_mail_is_field_name, and UTF-8 */
	struct span value; /* may be empty */
};

struct sieve_mailto {
	struct sieve_mailto_recipient *recipients; /* one at least */
	uint32_t recipient_count;
	struct sieve_mailto_field *fields; /* all, in their order */
};

/* Appends text with all but unreserved characters as %XX (RFC 3986 2.1). */
void sieve_mailto_encode(struct span text, struct buf *out);
/* What is wrong with it, as the end of a sentence; NULL: nothing, and *out is
 * it, decoded, in the arena. */
const char *sieve_mailto_parse(struct span uri, struct arena *arena,
			       struct sieve_mailto *out);
/* The same for who wants to know only how many it names. */
const char *sieve_mailto_complaint(struct span uri, uint32_t *out_recipients);
