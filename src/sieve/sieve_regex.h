/* SPDX-License-Identifier: MIT */
/*
 * Match type :regex (draft-murchison-sieve-regex): the extended regular
 * expressions of POSIX, matched by PCRE2 in bounded time and memory.
 *
 * What PCRE2 adds is left usable (\w, \b, \1), as scripts have it that were
 * written for other servers, but for "(?…" and "(*…", which POSIX leaves
 * undefined. [[=a=]] and [[.a.]] are refused.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "sieve/sieve_command.h"

struct sieve_regex;

enum {
	SIEVE_REGEX_GROUPS = SIEVE_MATCH_LAST + 1 /* with the whole */
};
enum sieve_regex_case {
	SIEVE_REGEX_EXACT, /* i;octet: bytes */
	SIEVE_REGEX_NOCASE /* the casemaps: characters, their case ignored */
};

/* ERR_SYNTAX: text says what is wrong, and at which byte. ERR_LIMIT: too
 * large. */
MUST_CHECK bool sieve_regex_new(struct span pattern, enum sieve_regex_case c,
				struct sieve_regex **out, struct err *err);
/* Bytes that it takes. */
size_t sieve_regex_memory(const struct sieve_regex *regex);
void sieve_regex_free(struct sieve_regex **regex);
/* *out_groups: how many of groups, parts of text, were set; a group that took
 * no part is empty. ERR_LIMIT: it takes too long. */
MUST_CHECK bool sieve_regex_find(const struct sieve_regex *regex,
				 struct span text, bool *out_found,
				 struct span groups[SIEVE_REGEX_GROUPS],
				 size_t *out_groups, struct err *err);
