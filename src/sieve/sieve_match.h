/* SPDX-License-Identifier: MIT */
/*
 * A test of values against keys, with the match type and comparator that its
 * tags name (sieve_tags_match):
 *
 *   if (!sieve_match_begin(run, call, SIEVE_SLOT_B, &match))
 *           return false;
 *   while (!match.found && there is a value)
 *           if (!sieve_match_value(&match, value))
 *                   return false;
 *   return sieve_match_end(&match);
 *
 * Private to this folder.
 */
#pragma once

#include "sieve/sieve_state.h"
#include "sieve/sieve_tags.h"

struct sieve_match {
	struct sieve_run *run;
	enum sieve_match_type type;
	enum sieve_relation relation;
	enum sieve_comparator comparator;
	struct sieve_strings keys;
	bool keeps_nothing; /* match variables stay (RFC 5173 6) */
	uint64_t count;     /* of values, for :count */
	bool found;         /* no more values have to be looked at */
};

/* The keys are the strings of a slot. */
MUST_CHECK bool sieve_match_begin(struct sieve_run *run,
				  const struct sieve_call *call,
				  unsigned key_slot, struct sieve_match *out);
MUST_CHECK bool sieve_match_value(struct sieve_match *match, struct span value);
/* Sets run->result. */
MUST_CHECK bool sieve_match_end(struct sieve_match *match);
/* All of it for one value: with ptr NULL there is none, which matches nothing;
 * an empty one does not count. */
MUST_CHECK bool sieve_match_item(struct sieve_run *run,
				 const struct sieve_call *call,
				 unsigned key_slot, struct span value);
/* Frees what matching keeps in a run. */
void sieve_match_release(struct sieve_run *run);
