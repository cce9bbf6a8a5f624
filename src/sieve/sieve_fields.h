/* SPDX-License-Identifier: MIT */
/*
 * The header fields of a message by name: found through one index for each
 * version of the message, decoded when first asked for. Private to this folder.
 */
#pragma once

#include "sieve/sieve_state.h"
#include "sieve/sieve_tags.h"

/* One address, as RFC 5228 5.1 compares it. */
struct sieve_address {
	struct sieve_address *next;
	struct span all;
	struct span local, domain; /* ptr NULL: it is no valid address */
};

struct sieve_field {
	uint32_t hash; /* of the name, in any case */
	struct span name;
	struct span value;        /* as it stands there */
	struct sieve_field *next; /* of the same row of the index */
	bool is_decoded, is_parsed;
	struct span text;
	struct sieve_address *addresses;
};

/*
 * The fields of some names, name by name and each from the top, as :index and
 * :last choose (RFC 5260 6); with :mime those of the current part, with
 * :anychild of those inside it too (RFC 5703 4).
 */
struct sieve_cursor {
	struct sieve_run *run;
	const struct sieve_strings *names;
	size_t at; /* name that `next` has */
	uint32_t hash;
	struct sieve_field *next;
	bool is_list;   /* of sieve_mime_fields; chained by their `next` */
	bool is_single; /* only `next` */
};
/* The names must live as long as the cursor. */
MUST_CHECK bool sieve_fields_begin(struct sieve_run *run,
				   const struct sieve_call *call,
				   const struct sieve_strings *names,
				   struct sieve_cursor *out);
/* NULL: no more. */
struct sieve_field *sieve_fields_next(struct sieve_cursor *cursor);

/* The value: unfolded, encoded words as UTF-8, without blanks around it
 * (RFC 5228 2.7.2, 5.7). */
MUST_CHECK bool sieve_fields_text(struct sieve_run *run,
				  struct sieve_field *field, struct span *out);
/* The addresses in it; of what is none only `all` is there. */
MUST_CHECK bool sieve_fields_addresses(struct sieve_run *run,
				       struct sieve_field *field,
				       const struct sieve_address **out);
/* The part of an address that a tag of sieve_tags_part chooses. false: it has
 * none, and matches nothing. */
bool sieve_fields_part(const struct sieve_run *run,
		       const struct sieve_address *address,
		       enum sieve_part part, struct span *out);
/* An address of the envelope, without source route (RFC 5228 5.4). NULL: the
 * run has failed. */
const struct sieve_address *sieve_fields_envelope(struct sieve_run *run,
						  struct span text);
/* The `check` of tests whose first argument names fields. RFC 5228 2.4.2.2: a
 * name that can't be one matches none; that is worth a warning, no error. */
void sieve_fields_check_names(struct sieve_compiler *c,
			      struct sieve_call *call);
