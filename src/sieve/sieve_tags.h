/* SPDX-License-Identifier: MIT */
/* Tagged arguments that several commands take. Private to this folder. */
#pragma once

#include "sieve/sieve_command.h"

/* In SIEVE_SLOT_MATCH. */
enum sieve_match_type {
	SIEVE_MATCH_IS,
	SIEVE_MATCH_CONTAINS,
	SIEVE_MATCH_MATCHES,
	SIEVE_MATCH_VALUE, /* RFC 5231, with SIEVE_SLOT_RELATION */
	SIEVE_MATCH_COUNT,
	SIEVE_MATCH_REGEX, /* draft-murchison-sieve-regex */
	SIEVE_MATCH_LIST,  /* RFC 6134 */
};
enum sieve_relation {
	SIEVE_GT,
	SIEVE_GE,
	SIEVE_LT,
	SIEVE_LE,
	SIEVE_EQ,
	SIEVE_NE,
	SIEVE_RELATIONS
};
/* In SIEVE_SLOT_COMPARATOR. */
enum sieve_comparator {
	SIEVE_ASCII_CASEMAP,
	SIEVE_OCTET,
	SIEVE_ASCII_NUMERIC,
	SIEVE_UNICODE_CASEMAP,
	SIEVE_COMPARATORS
};
/* In SIEVE_SLOT_PART. */
enum sieve_part {
	SIEVE_ALL,
	SIEVE_LOCALPART,
	SIEVE_DOMAIN,
	SIEVE_USER, /* RFC 5233 */
	SIEVE_DETAIL,
};

/* In SIEVE_SLOT_MIME_OPTION: what of a Content-Type or Content-Disposition
 * (RFC 5703 4.1). */
enum sieve_mime_option {
	SIEVE_MIME_TYPE,
	SIEVE_MIME_SUBTYPE,
	SIEVE_MIME_CONTENTTYPE,
	SIEVE_MIME_PARAM, /* of the names in SIEVE_SLOT_MIME_PARAM */
};

extern const struct sieve_tag sieve_tags_match[]; /* and :comparator */
extern const struct sieve_tag sieve_tags_index[]; /* RFC 5260 */
extern const struct sieve_tag sieve_tags_mime[];  /* RFC 5703 */
extern const struct sieve_tag sieve_tags_mime_options[];
extern const struct sieve_tag sieve_tags_part[];
extern const struct sieve_tag sieve_tags_copy[];  /* RFC 3894 */
extern const struct sieve_tag sieve_tags_flags[]; /* RFC 5232 */
/* RFC 8580; those of a target belong to it. */
extern const struct sieve_tag sieve_tags_fcc[];
/* RFC 5490, 8579, 9042: see sieve_target.h */
extern const struct sieve_tag sieve_tags_target[];

struct sieve_comparator_row {
	const char *name;
	enum sieve_extension extension;
	bool has_substrings; /* may be used with :contains and :matches */
};
extern const struct sieve_comparator_row sieve_tags_comparators[];
extern const char *const sieve_tags_relations[];

/* Tag of a command by name (without its colon, in any case); NULL: none. */
const struct sieve_tag *sieve_tags_find(const struct sieve_command *command,
					struct span name);
/* May byte-code put that into the slot of such a command? */
bool sieve_tags_allow(const struct sieve_command *command, unsigned slot,
		      enum sieve_type type, uint64_t number);
