/* SPDX-License-Identifier: MIT */
/* :matches (RFC 5228 2.7.1): "*" and "?", a backslash before what stands for
 * itself. Private to this folder. */
#pragma once

#include "sieve/sieve_command.h"

struct sieve_glob {
	struct span pattern, value;
	bool is_nocase; /* ASCII letters are alike */
	/* NULL: each octet is a character. Else, for each octet of value, the
	 * place in another text of the character that it comes from, and
	 * behind the last, that text's length. */
	const uint32_t *map;
	uint64_t max_work;
	/* out: */
	uint64_t work; /* past max_work it gave up */
	/* What the wildcards stand for, from 1 (RFC 5229 3.2), as from and to
	 * in value or, with map, in that other text. */
	size_t from[SIEVE_MATCH_LAST + 1], to[SIEVE_MATCH_LAST + 1];
};

bool sieve_glob_match(struct sieve_glob *glob);
